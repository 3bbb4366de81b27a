import { join } from "node:path";
import { median, short } from "../harness/numbers.ts";
import type { Row } from "../harness/row.ts";
import { runTimed, type Timing } from "../harness/run-timed.ts";
import { writeBoard } from "../harness/storyboards.ts";

const mostRatio = 11;
const mostMegabytes = 200;

export const checkAndPlanRow: Row = {
  name: "check-and-plan",
  what: "`check` and `plan` of 10,000 shots",
  goal: "at most 11 times 1,000's time; at most 200 MB",
  async measure(bench) {
    const [small, large] = bench.quick ? [300, 3000] : [1000, 10_000];
    const rounds = bench.quick ? 1 : 3;
    const boards = new Map(
      [small, large].map((shots) => [
        shots,
        writeBoard({ folder: join(bench.folder, String(shots)), shots }),
      ]),
    );
    const runs: { command: string; shots: number; timing: Timing }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const [shots, board] of boards) {
        for (const command of ["check", "plan"]) {
          const timing = await runTimed({ command: process.execPath, args: [bench.dailies, command, board] });
          runs.push({ command, shots, timing });
          bench.log(
            `${command} of ${shots}: ${short(timing.wallSeconds)} s, ${short(timing.peakMegabytes)} MB`,
          );
        }
      }
    }
    const of = (command: string, shots: number): { seconds: number; megabytes: number } => {
      const timings = runs
        .filter((run) => run.command === command && run.shots === shots)
        .map((run) => run.timing);
      return {
        seconds: median(timings.map(({ wallSeconds }) => wallSeconds)),
        megabytes: Math.max(...timings.map(({ peakMegabytes }) => peakMegabytes)),
      };
    };
    const verdicts = ["check", "plan"].map((command) => {
      const [few, many] = [of(command, small), of(command, large)];
      const ratio = many.seconds / few.seconds;
      return {
        goal: `\`${command}\`: at most ${mostRatio} times the time of a tenth; at most ${mostMegabytes} MB`,
        figure: `${short(ratio)} times (${short(few.seconds)} s, ${short(many.seconds)} s); ${short(many.megabytes)} MB`,
        rival: "none",
        met: ratio <= mostRatio && many.megabytes <= mostMegabytes,
      };
    });
    return {
      verdicts,
      raw: runs.map(({ timing: { stdout: _, ...timing }, ...run }) => ({ ...run, ...timing })),
      charts: [],
      notes: [
        "Text-only shots with prompts of some 100 characters, no lockfile; medians of whole processes.",
      ],
    };
  },
};
