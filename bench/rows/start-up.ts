import { join } from "node:path";
import { median, short } from "../harness/numbers.ts";
import type { Row } from "../harness/row.ts";
import { runTimed } from "../harness/run-timed.ts";
import { writeBoard } from "../harness/storyboards.ts";

export const startUpRow: Row = {
  name: "start-up",
  what: "`dailies --version` and `check` of ten shots, against an empty Node program",
  goal: "at most 1.5 and 2.5 times",
  async measure(bench) {
    const rounds = bench.quick ? 5 : 40;
    const board = writeBoard({ folder: join(bench.folder, "board"), shots: 10 });
    const programs: Readonly<Record<string, readonly string[]>> = {
      "an empty Node program": [join(bench.root, "bench/rivals/empty.mjs")],
      "dailies --version": [bench.dailies, "--version"],
      "dailies check": [bench.dailies, "check", board],
    };
    const seconds = new Map<string, number[]>(Object.keys(programs).map((name) => [name, []]));
    for (let round = -1; round < rounds; round += 1) {
      for (const [name, args] of Object.entries(programs)) {
        const { wallSeconds } = await runTimed({ command: process.execPath, args });
        // The first round only warms the file system's cache.
        if (round >= 0) seconds.get(name)?.push(wallSeconds);
      }
    }
    const ms = (name: string): number => median(seconds.get(name) ?? []) * 1000;
    const empty = ms("an empty Node program");
    const verdict = (name: string, most: number) => ({
      goal: `\`${name}\` at most ${most} times an empty Node program`,
      figure: `${(ms(name) / empty).toFixed(2)} times (${short(ms(name))} ms)`,
      rival: `empty Node program: ${short(empty)} ms`,
      met: ms(name) / empty <= most,
    });
    return {
      verdicts: [verdict("dailies --version", 1.5), verdict("dailies check", 2.5)],
      raw: Object.fromEntries(seconds),
      charts: [
        {
          kind: "bars",
          name: "start-up",
          title: "Start-up",
          unit: "ms",
          bars: ["dailies --version", "dailies check", "an empty Node program"].map((label) => ({
            label,
            value: ms(label),
          })),
        },
      ],
      notes: [`Medians of ${rounds} runs in turn, GNU time's own start included on all sides.`],
    };
  },
};
