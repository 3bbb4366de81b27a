import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startApi } from "../harness/api-process.ts";
import { dailiesEnvironment, pace, snakemakeAtItsBest } from "../harness/contestants.ts";
import { median, short } from "../harness/numbers.ts";
import type { Bench, Row } from "../harness/row.ts";
import { type Program, runTimed } from "../harness/run-timed.ts";
import { shotId, writeBoard } from "../harness/storyboards.ts";

export const nothingToDoRow: Row = {
  name: "nothing-to-do",
  what: "`render` with nothing to do, 10,000 shots with two local frames each",
  goal: "at most 0.6 s: ahead of make and Snakemake, within five times of ninja",
  async measure(bench) {
    const shots = bench.quick ? 500 : 10_000;
    const rounds = bench.quick ? 2 : 5;
    const folder = join(bench.folder, "film");
    const board = writeBoard({ folder, shots, frames: true });
    const before = await renderOnce(bench, { board, shots });
    writeRivals(folder, shots);
    const programs = programsFor(bench, { folder, board });
    // ninja writes its log; Snakemake and dailies meet what they cache.
    for (const program of Object.values(programs)) await runTimed(program);
    const seconds = new Map<string, number[]>(Object.keys(programs).map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, program] of Object.entries(programs)) {
        const { wallSeconds } = await runTimed(program);
        seconds.get(name)?.push(wallSeconds);
        bench.log(`${name}: ${short(wallSeconds)} s`);
      }
    }
    const lockfileUnchanged = readFileSync(join(folder, "board.lock.json"), "utf8") === before;
    const of = (name: string): number => median(seconds.get(name) ?? []);
    const rivals = ["make", "make -rR", "Snakemake", "ninja"];
    return {
      verdicts: [
        {
          goal: "at most 0.6 s, ahead of make and Snakemake (make as it is; -rR takes its built-in rules away)",
          figure: `${short(of("dailies"))} s`,
          rival: rivals.map((name) => `${name}: ${short(of(name))} s`).join("; "),
          met:
            of("dailies") <= 0.6 &&
            of("dailies") < of("make") &&
            of("dailies") < of("Snakemake") &&
            lockfileUnchanged,
        },
        {
          goal: "within five times of ninja",
          figure: `${short(of("dailies") / of("ninja"))} times`,
          rival: `ninja: ${short(of("ninja"))} s`,
          met: of("dailies") <= 5 * of("ninja"),
        },
      ],
      raw: { shots, lockfileUnchanged, seconds: Object.fromEntries(seconds) },
      charts: [
        {
          kind: "bars",
          name: "nothing-to-do",
          title: `Nothing to do: ${shots.toLocaleString("en-US")} shots with two frames each`,
          unit: "s",
          bars: ["dailies", ...rivals].map((label) => ({ label, value: of(label) })),
          mark: { label: "goal 0.6 s", value: 0.6 },
        },
      ],
      notes: [
        `Medians of ${rounds} runs in turn. Every clip was really rendered first; make, ninja and Snakemake look at the same clips and frames by their times, dailies also at what the lockfile says of each.`,
      ],
    };
  },
};

/** Renders everything for real, so that the next run finds nothing to do. Gives the lockfile. */
async function renderOnce(
  bench: Bench,
  film: { readonly board: string; readonly shots: number },
): Promise<string> {
  const api = await startApi({ generationMs: 1 });
  try {
    const { wallSeconds } = await runTimed({
      command: process.execPath,
      args: [bench.dailies, "render", film.board, ...pace(100, 20)],
      env: dailiesEnvironment(api.url),
    });
    const { accepted, uploads } = await api.stats();
    bench.log(`rendered ${accepted} shots with ${uploads} uploads in ${short(wallSeconds)} s`);
    if (accepted !== film.shots) throw new Error(`${accepted} tasks for ${film.shots} shots`);
  } finally {
    await api.stop();
  }
  return readFileSync(join(film.board, "../board.lock.json"), "utf8");
}

/** Build files that say the same: each clip from its two frames. */
function writeRivals(folder: string, shots: number): void {
  const ids = Array.from({ length: shots }, (_, index) => shotId(index));
  writeFileSync(join(folder, "ids.txt"), `${ids.join("\n")}\n`);
  const clips = ids.map((id) => `clips/${id}.mp4`).join(" ");
  const rules = ids.map((id) => `clips/${id}.mp4: frames/${id}_a.png frames/${id}_b.png\n\t@false\n`);
  writeFileSync(join(folder, "Makefile"), `all: ${clips}\n.PHONY: all\n${rules.join("")}`);
  const edges = ids.map((id) => `build clips/${id}.mp4: clip frames/${id}_a.png frames/${id}_b.png\n`);
  writeFileSync(join(folder, "build.ninja"), `rule clip\n  command = true\n${edges.join("")}`);
  mkdirSync(join(folder, ".snakemake"), { recursive: true });
  // Clips are newer than frames already; Snakemake only wants to see seconds between them.
  const now = new Date();
  for (const name of readdirSync(join(folder, "frames"))) {
    utimesSync(join(folder, "frames", name), now, new Date(now.getTime() - 3_600_000));
  }
}

function programsFor(
  bench: Bench,
  { folder, board }: { readonly folder: string; readonly board: string },
): Readonly<Record<string, Program>> {
  const snakefile = join(bench.root, "bench/rivals/Snakefile.frames");
  return {
    dailies: {
      command: process.execPath,
      args: [bench.dailies, "render", board],
      env: dailiesEnvironment("http://127.0.0.1:9"),
    },
    make: { command: "make", args: ["--silent"], cwd: folder },
    // Without its built-in rules make does not look for a way to make every frame.
    "make -rR": { command: "make", args: ["--silent", "-rR"], cwd: folder },
    ninja: { command: "ninja", args: ["--quiet"], cwd: folder },
    Snakemake: {
      command: "snakemake",
      args: ["--snakefile", snakefile, "--cores", "2", ...snakemakeAtItsBest, "--config", "ids=ids.txt"],
      cwd: folder,
    },
  };
}
