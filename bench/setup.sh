#!/bin/sh
# Installs the benchmark's rivals and instruments from Debian's packages. Needs root.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --no-install-recommends parallel snakemake aria2 make ninja-build curl jq time strace
