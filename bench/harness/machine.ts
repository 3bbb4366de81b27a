import { execFileSync } from "node:child_process";
import { cpus, release, totalmem } from "node:os";
import { median } from "./numbers.ts";

/** What a run was measured on. */
export interface Machine {
  readonly facts: Readonly<Record<string, string>>;
  readonly summary: string;
}

const versionCommands: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "GNU parallel": ["parallel", "--version"],
  Snakemake: ["snakemake", "--version"],
  make: ["make", "--version"],
  ninja: ["ninja", "--version"],
  curl: ["curl", "--version"],
  aria2: ["aria2c", "--version"],
  strace: ["strace", "--version"],
};

export function describeMachine(root: string): Machine {
  const facts: Record<string, string> = {
    commit: run(root, "git", "rev-parse", "--short", "HEAD") ?? "unknown",
    processor: `${cpus().length} x ${cpus()[0]?.model.trim() ?? "unknown"}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `Linux ${release()}`,
    "load before": run(root, "cut", "-d ", "-f1-3", "/proc/loadavg") ?? "unknown",
    Node: process.version,
  };
  for (const [name, command] of Object.entries(versionCommands)) {
    facts[name] = run(root, ...command)?.match(/\d+(\.\d+)*/)?.[0] ?? "not installed: run bench/setup.sh";
  }
  return {
    facts,
    summary: Object.entries(facts)
      .map(([name, value]) => `${name} ${value}`)
      .join(", "),
  };
}

/**
 * How fast the machine is at the moment: milliseconds from the start of an empty Node program to its end, the median of
 * nine. Machines that are shared change by half from one minute to the next, and figures in milliseconds with them. A
 * loop in a register does not show it; files, memory and processes do.
 */
export function emptyProgramMs(): number {
  const times = Array.from({ length: 9 }, () => {
    const startedAt = performance.now();
    execFileSync(process.execPath, ["-e", "0"]);
    return performance.now() - startedAt;
  });
  return median(times);
}

/** The first line of what a program prints. */
function run(cwd: string, command: string, ...args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split(
      "\n",
    )[0];
  } catch {
    return undefined;
  }
}
