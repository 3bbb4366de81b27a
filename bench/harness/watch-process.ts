import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** Resident memory of a program over its life. */
export interface Watched {
  readonly wallSeconds: number;
  readonly peakMegabytes: number;
  readonly samples: readonly { readonly seconds: number; readonly megabytes: number }[];
  /** Lines of standard output that `keep` chose. */
  readonly lines: readonly string[];
}

/** Runs one process and reads its resident size from the system every so often. Throws when it fails. */
export async function watchProcess(program: {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly everyMs: number;
  /** Chooses lines of standard output to keep; without it the output is thrown away. */
  readonly keep?: (line: string) => boolean;
}): Promise<Watched> {
  const { command, args, env = {}, everyMs, keep } = program;
  const startedAt = performance.now();
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", keep === undefined ? "ignore" : "pipe", "pipe"],
  });
  const samples: { seconds: number; megabytes: number }[] = [];
  let peakMegabytes = 0;
  const sample = (): void => {
    const { resident, peak } = memoryOf(child.pid ?? 0);
    if (resident === undefined || peak === undefined) return;
    samples.push({ seconds: (performance.now() - startedAt) / 1000, megabytes: resident });
    peakMegabytes = Math.max(peakMegabytes, peak);
  };
  const timer = setInterval(sample, everyMs);
  const lines: string[] = [];
  let rest = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const pieces = (rest + text).split("\n");
    rest = pieces.pop() ?? "";
    for (const line of pieces) if (keep?.(line) === true) lines.push(line);
  });
  let problems = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    problems = (problems + text).slice(-2000);
  });
  const [exitCode] = (await once(child, "close")) as [number | null];
  clearInterval(timer);
  const wallSeconds = (performance.now() - startedAt) / 1000;
  if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}: ${problems}`);
  return { wallSeconds, peakMegabytes, samples, lines };
}

/** Megabytes, from `/proc`; absent once the process has ended. */
function memoryOf(pid: number): { readonly resident?: number; readonly peak?: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const field = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
    const [resident, peak] = [field("VmRSS"), field("VmHWM")];
    return Number.isNaN(resident) ? {} : { resident, peak };
  } catch {
    return {};
  }
}
