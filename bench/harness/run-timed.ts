import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What one run of a program took. */
export interface Timing {
  readonly wallSeconds: number;
  /** User and system time of the program and of all that it started and waited for. */
  readonly cpuSeconds: number;
  /** Peak resident size of the largest of its processes. */
  readonly peakMegabytes: number;
  readonly exitCode: number;
  readonly stdout: string;
}

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Other codes than 0 that are fine. */
  readonly fine?: readonly number[];
  /** Standard output is thrown away unless it is wanted. */
  readonly wantsOutput?: boolean;
}

/**
 * Runs a program under GNU time and waits for it. Standard output and error go to files, as in a night's run, so that no
 * reader of a pipe takes part. Throws, with the end of its standard error, when it fails.
 */
export async function runTimed(program: Program): Promise<Timing> {
  const { command, args, cwd, env = {}, fine = [], wantsOutput = false } = program;
  const folder = mkdtempSync(join(tmpdir(), "dailies-bench-"));
  const file = (name: string): string => join(folder, name);
  const stdout = wantsOutput ? openSync(file("stdout"), "w") : "ignore";
  const stderr = openSync(file("stderr"), "w");
  try {
    const startedAt = process.hrtime.bigint();
    const child = spawn("/usr/bin/time", ["-q", "-f", "%U %S %M", "-o", file("time"), command, ...args], {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...env },
      stdio: ["ignore", stdout, stderr],
    });
    const [exitCode] = (await once(child, "exit")) as [number | null];
    const wallSeconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
    if (exitCode === null || (exitCode !== 0 && !fine.includes(exitCode))) {
      const tail = readFileSync(file("stderr"), "utf8").slice(-2000);
      throw new Error(`${command} ${args.slice(0, 4).join(" ")} ended with ${exitCode}:\n${tail}`);
    }
    const [user = 0, system = 0, kilobytes = 0] = readFileSync(file("time"), "utf8")
      .trim()
      .split(" ")
      .map(Number);
    return {
      wallSeconds,
      cpuSeconds: user + system,
      peakMegabytes: kilobytes / 1024,
      exitCode,
      stdout: wantsOutput ? readFileSync(file("stdout"), "utf8") : "",
    };
  } finally {
    if (typeof stdout === "number") closeSync(stdout);
    closeSync(stderr);
    rmSync(folder, { recursive: true, force: true });
  }
}
