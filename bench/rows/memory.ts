import { join } from "node:path";
import { startApi } from "../harness/api-process.ts";
import { dailiesEnvironment, pace } from "../harness/contestants.ts";
import { mean, short } from "../harness/numbers.ts";
import type { Row } from "../harness/row.ts";
import { writeBoard } from "../harness/storyboards.ts";
import { watchProcess } from "../harness/watch-process.ts";

const mostMegabytes = 200;
/** The second half of the run may hold this much more than the first on average. */
const mostGrowth = 1.1;

export const memoryRow: Row = {
  name: "memory",
  what: "resident memory of a run of 10,000 shots",
  goal: "at most 200 MB, flat over the run",
  async measure(bench) {
    const shots = bench.quick ? 2000 : 10_000;
    const board = writeBoard({ folder: join(bench.folder, "board"), shots });
    const api = await startApi({ generationMs: 100 });
    try {
      const watched = await watchProcess({
        command: process.execPath,
        args: [bench.dailies, "render", board, ...pace(100, 100)],
        env: dailiesEnvironment(api.url),
        everyMs: 50,
      });
      const stats = await api.stats();
      if (stats.accepted !== shots) throw new Error(`${stats.accepted} tasks for ${shots} shots`);
      const { samples, wallSeconds, peakMegabytes } = watched;
      const during = (from: number, to: number): number =>
        mean(
          samples
            .filter(({ seconds }) => seconds >= from * wallSeconds && seconds < to * wallSeconds)
            .map(({ megabytes }) => megabytes),
        );
      const growth = during(0.75, 1) / during(0.25, 0.5);
      const thinned = samples.filter((_, index) => index % Math.ceil(samples.length / 400) === 0);
      return {
        verdicts: [
          {
            goal: `at most ${mostMegabytes} MB resident`,
            figure: `${short(peakMegabytes)} MB at the peak`,
            rival: "none",
            met: peakMegabytes <= mostMegabytes,
          },
          {
            goal: `flat over the run: the last quarter at most ${mostGrowth} x the second quarter's mean`,
            figure: `${short(growth)} x (${short(during(0.25, 0.5))} MB, then ${short(during(0.75, 1))} MB)`,
            rival: "none",
            met: growth <= mostGrowth,
          },
        ],
        raw: { shots, wallSeconds, peakMegabytes, growth, samples: thinned },
        charts: [
          {
            kind: "lines",
            name: "memory",
            title: `Resident memory of a run of ${shots.toLocaleString("en-US")} shots`,
            xLabel: "seconds since the start",
            yLabel: "MB",
            lines: [
              { label: "dailies", points: thinned.map(({ seconds, megabytes }) => [seconds, megabytes]) },
            ],
          },
        ],
        notes: [
          `${shots.toLocaleString("en-US")} tasks of 100 ms, 100 in flight, took ${short(wallSeconds)} s; the resident size was read from /proc throughout, the peak is the kernel's own (VmHWM).`,
        ],
      };
    } finally {
      await api.stop();
    }
  },
};
