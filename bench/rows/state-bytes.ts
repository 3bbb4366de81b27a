import { existsSync, linkSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { startApi } from "../harness/api-process.ts";
import { dailiesEnvironment, pace } from "../harness/contestants.ts";
import { short } from "../harness/numbers.ts";
import type { Bench, Row } from "../harness/row.ts";
import { runTimed } from "../harness/run-timed.ts";
import { writeBoard } from "../harness/storyboards.ts";
import { writtenBytes } from "../harness/traced-writes.ts";

interface Written {
  readonly shots: number;
  /** Lines of the journal but its first: one a change of state. */
  readonly changes: number;
  readonly journalBytes: number;
  readonly lockfileBytes: number;
  /** Everything that reached a file beside the storyboard, by file name, as the kernel was asked to write it. */
  readonly written: Readonly<Record<string, number>>;
  readonly writtenBytes: number;
}

export const stateBytesRow: Row = {
  name: "state-bytes",
  what: "bytes written for state, per change of state",
  goal: "constant, whatever the size of the storyboard; in all at most four times the final lockfile and journal",
  async measure(bench) {
    const sizes = bench.quick ? [50, 500] : [300, 1000, 10_000];
    const runs: Written[] = [];
    for (const shots of sizes) {
      const run = await trace(bench, shots);
      bench.log(`${shots} shots: ${run.writtenBytes} bytes for ${run.changes} changes`);
      runs.push(run);
    }
    const perChange = runs.map(({ journalBytes, changes }) => journalBytes / changes);
    const inAll = runs.map(({ writtenBytes: all, changes }) => all / changes);
    const spread = Math.max(...perChange) / Math.min(...perChange);
    const ratios = runs.map((run) => run.writtenBytes / (run.lockfileBytes + run.journalBytes));
    const bySize = (values: readonly number[]): string =>
      values
        .map((value, index) => `${short(value)} with ${sizes[index]?.toLocaleString("en-US")} shots`)
        .join(", ");
    return {
      verdicts: [
        {
          goal: "constant per change (the most at most 1.05 times the least)",
          figure: `${bySize(perChange)} bytes, lockfile included ${bySize(inAll)}`,
          rival: "none",
          met: spread <= 1.05,
        },
        {
          goal: "in all at most four times the final lockfile and journal",
          figure: `${bySize(ratios)} times`,
          rival: "none",
          met: Math.max(...ratios) <= 4,
        },
      ],
      raw: runs,
      charts: [],
      notes: [
        "Counted from outside with strace: every write to a file beside the storyboard. The journal takes each change once; the lockfile is written once, when the run ends. A hard link keeps the journal, which the run removes, for counting its lines.",
      ],
    };
  },
};

async function trace(bench: Bench, shots: number): Promise<Written> {
  const folder = join(bench.folder, String(shots));
  const board = writeBoard({ folder, shots });
  const api = await startApi({ generationMs: 400 });
  const log = join(bench.folder, `${shots}.strace`);
  const journal = join(folder, "board.journal");
  const kept = join(bench.folder, `${shots}.journal`);
  const keep = setInterval(() => {
    if (existsSync(journal) && !existsSync(kept)) linkSync(journal, kept);
  }, 2);
  try {
    await runTimed({
      command: "strace",
      args: [
        ...["-f", "--seccomp-bpf", "-y", "-s", "0", "-e", "signal=none", "-o", log],
        ...["-e", "trace=write,pwrite64,writev,pwritev,pwritev2"],
        ...[process.execPath, bench.dailies, "render", board, ...pace(100, 200)],
      ],
      env: dailiesEnvironment(api.url),
    });
  } finally {
    clearInterval(keep);
    await api.stop();
  }
  const written: Record<string, number> = {};
  for await (const { file, bytes } of writtenBytes(log)) {
    if (dirname(file) !== folder) continue;
    const name = file.slice(folder.length + 1).replace(/ \(deleted\)$/, "");
    written[name] = (written[name] ?? 0) + bytes;
  }
  return {
    shots,
    changes: readFileSync(kept, "utf8").trimEnd().split("\n").length - 1,
    journalBytes: statSync(kept).size,
    lockfileBytes: statSync(join(folder, "board.lock.json")).size,
    written,
    writtenBytes: Object.values(written).reduce((sum, bytes) => sum + bytes, 0),
  };
}
