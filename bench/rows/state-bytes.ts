import { existsSync, linkSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { startApi } from "../harness/api-process.ts";
import { dailiesEnvironment, pace } from "../harness/contestants.ts";
import { mean, short } from "../harness/numbers.ts";
import type { Bench, Row } from "../harness/row.ts";
import { runTimed } from "../harness/run-timed.ts";
import { writeBoard } from "../harness/storyboards.ts";
import { writtenBytes } from "../harness/traced-writes.ts";

interface Written {
  readonly shots: number;
  /** Lines of the journal but its first: one a change of state. */
  readonly changes: number;
  readonly journalBytes: number;
  /** Mean length of a journal line, newline included, for each kind of change. */
  readonly lineBytes: Readonly<Record<string, number>>;
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
    const kinds = Object.keys(runs[0]?.lineBytes ?? {});
    const spread = Math.max(
      ...kinds.map((kind) => {
        const lengths = runs.flatMap(({ lineBytes }) => lineBytes[kind] ?? []);
        return Math.max(...lengths) / Math.min(...lengths);
      }),
    );
    const inAll = runs.map(({ writtenBytes: all, changes }) => all / changes);
    const ratios = runs.map((run) => run.writtenBytes / (run.lockfileBytes + run.journalBytes));
    const bySize = (values: readonly number[]): string =>
      values
        .map((value, index) => `${short(value)} with ${sizes[index]?.toLocaleString("en-US")} shots`)
        .join(", ");
    return {
      verdicts: [
        {
          goal: "constant: each kind of change writes at most 1.02 times as much in the one storyboard as in the other",
          figure: `${spread.toFixed(3)} times; all writes, the lockfile's included, by change: ${bySize(inAll)} bytes`,
          rival: "none",
          met: spread <= 1.02,
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
  const lines = readFileSync(kept, "utf8").trimEnd().split("\n").slice(1);
  const written: Record<string, number> = {};
  for await (const { file, bytes } of writtenBytes(log)) {
    if (dirname(file) !== folder) continue;
    const name = file.slice(folder.length + 1).replace(/ \(deleted\)$/, "");
    written[name] = (written[name] ?? 0) + bytes;
  }
  return {
    shots,
    changes: lines.length,
    journalBytes: statSync(kept).size,
    lineBytes: meanLengths(lines),
    lockfileBytes: statSync(join(folder, "board.lock.json")).size,
    written,
    writtenBytes: Object.values(written).reduce((sum, bytes) => sum + bytes, 0),
  };
}

function meanLengths(lines: readonly string[]): Readonly<Record<string, number>> {
  const lengths = new Map<string, number[]>();
  for (const line of lines) {
    const { type } = JSON.parse(line) as { readonly type: string };
    const known = lengths.get(type) ?? [];
    lengths.set(type, known);
    known.push(Buffer.byteLength(line) + 1);
  }
  return Object.fromEntries([...lengths].map(([type, all]) => [type, mean(all)]));
}
