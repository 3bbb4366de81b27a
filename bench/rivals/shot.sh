#!/bin/sh
# One shot with curl: submit, poll, download. For GNU parallel and Snakemake.
# shot.sh ID BODY_FILE OUT_FILE, with BASE_URL, POLL_SECONDS and TOAPIS_API_KEY in the environment.
# dash and its own text cutting in place of bash and jq: that halves the processes to start.
set -eu
endpoint="$BASE_URL/v1/videos/generations"
auth="Authorization: Bearer $TOAPIS_API_KEY"

answer=$(curl -qsSf -H "$auth" -H "Content-Type: application/json" --data-binary "@$2" "$endpoint")
task=${answer#*\"id\":\"}
task=${task%%\"*}

while :; do
  sleep "$POLL_SECONDS"
  answer=$(curl -qsSf -H "$auth" "$endpoint/$task")
  case $answer in
    *'"status":"completed"'*) break ;;
    *'"status":"failed"'*) echo "$1: failed" >&2; exit 1 ;;
  esac
done

url=${answer#*\"url\":\"}
exec curl -qsSf -o "$3" "${url%%\"*}"
