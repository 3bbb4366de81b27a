import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FakeApiOptions, FakeApiStats } from "../fake-api.ts";
import { startApi } from "./api-process.ts";
import type { Bench } from "./row.ts";
import { type Program, runTimed, type Timing } from "./run-timed.ts";
import { shotWork, writeBoard } from "./storyboards.ts";

/** Who renders a storyboard in the rows that have rivals; `poll` is in milliseconds. */
export interface Contestant {
  readonly name: string;
  /** Poll intervals among which the best one is looked for. */
  readonly polls: readonly number[];
  /** Does it start a process for every request? Then a run takes many times the ideal, and a shorter one says as much. */
  readonly startsProcesses?: boolean;
  program(setting: Setting): Program;
}

export interface Setting {
  /** Holds what `writeWork` wrote; clips go to `clips` in it. */
  readonly folder: string;
  readonly url: string;
  readonly inFlight: number;
  readonly pollMs: number;
}

const key = "bench-key-0123456789";

export function dailies(bench: Bench): Contestant {
  return {
    name: "dailies",
    polls: [20, 50, 100, 200],
    program: ({ folder, url, inFlight, pollMs }) => ({
      command: process.execPath,
      args: [bench.dailies, "render", join(folder, "board.yaml"), ...pace(inFlight, pollMs)],
      env: dailiesEnvironment(url),
    }),
  };
}

/** Flags for a run without rate limits. */
export function pace(inFlight: number, pollMs: number): readonly string[] {
  const rates = ["--submit-rate", "off", "--query-rate", "off"];
  return ["--concurrency", String(inFlight), "--poll-interval", `${pollMs}ms`, ...rates];
}

export function dailiesEnvironment(url: string): Readonly<Record<string, string>> {
  return { TOAPIS_API_KEY: key, TOAPIS_BASE_URL: url };
}

export function plainScript(bench: Bench): Contestant {
  return {
    name: "p-limit and fetch",
    polls: [20, 50, 100, 200],
    program: ({ folder, url, inFlight, pollMs }) => ({
      command: process.execPath,
      args: [
        join(bench.root, "bench/rivals/plain-script.mjs"),
        join(folder, "jobs.json"),
        url,
        join(folder, "clips"),
        String(inFlight),
        String(pollMs),
      ],
      env: { TOAPIS_API_KEY: key },
    }),
  };
}

export function gnuParallel(bench: Bench): Contestant {
  const shot = join(bench.root, "bench/rivals/shot.sh");
  return {
    name: "GNU parallel and curl",
    polls: [500, 1000],
    startsProcesses: true,
    program: ({ folder, url, inFlight, pollMs }) => ({
      command: "parallel",
      args: [
        ...["--will-cite", "--jobs", String(inFlight), "--arg-file", "ids.txt"],
        ...[shot, "{}", "bodies/{}.json", "clips/{}.mp4"],
      ],
      cwd: folder,
      env: shellEnvironment(url, pollMs),
    }),
  };
}

export function snakemake(bench: Bench): Contestant {
  return {
    name: "Snakemake and curl",
    polls: [500, 1000],
    startsProcesses: true,
    program: ({ folder, url, inFlight, pollMs }) => ({
      command: "snakemake",
      args: [
        ...["--snakefile", join(bench.root, "bench/rivals/Snakefile"), "--cores", String(inFlight)],
        ...snakemakeAtItsBest,
        ...["--config", "ids=ids.txt", `shot=${join(bench.root, "bench/rivals/shot.sh")}`],
      ],
      cwd: folder,
      env: shellEnvironment(url, pollMs),
    }),
  };
}

/** No linear programme to schedule equal jobs, no wait for slow file systems, no provenance to compare. */
export const snakemakeAtItsBest: readonly string[] = [
  ...[
    "--scheduler",
    "greedy",
    "--nolock",
    "--latency-wait",
    "0",
    "--rerun-triggers",
    "mtime",
    "--quiet",
    "all",
  ],
];

function shellEnvironment(url: string, pollMs: number): Readonly<Record<string, string>> {
  return { TOAPIS_API_KEY: key, BASE_URL: url, POLL_SECONDS: String(pollMs / 1000) };
}

/** The same work in each contestant's form, in an empty folder. */
function writeWork(folder: string, shots: number): void {
  writeBoard({ folder, shots });
  const work = shotWork(shots);
  writeFileSync(join(folder, "jobs.json"), JSON.stringify(work));
  writeFileSync(join(folder, "ids.txt"), `${work.map(({ id }) => id).join("\n")}\n`);
  mkdirSync(join(folder, "bodies"));
  for (const { id, body } of work) writeFileSync(join(folder, "bodies", `${id}.json`), JSON.stringify(body));
  mkdirSync(join(folder, "clips"));
}

export interface Rendered {
  readonly timing: Timing;
  readonly api: FakeApiStats;
}

/**
 * One contestant renders all shots in a new folder inside of `within`, against a new fake API. Throws unless every shot
 * was rendered exactly once.
 */
export async function renderAll(
  contestant: Contestant,
  work: { within: string; shots: number; inFlight: number; pollMs: number; api: FakeApiOptions },
): Promise<Rendered> {
  const folder = mkdtempSync(join(work.within, "work-"));
  writeWork(folder, work.shots);
  const api = await startApi(work.api);
  try {
    const timing = await runTimed(contestant.program({ ...work, folder, url: api.url }));
    const stats = await api.stats();
    if (stats.accepted !== work.shots || stats.results < work.shots) {
      throw new Error(`${contestant.name}: ${stats.accepted} tasks, ${stats.results} clips of ${work.shots}`);
    }
    return { timing, api: stats };
  } finally {
    await api.stop();
  }
}
