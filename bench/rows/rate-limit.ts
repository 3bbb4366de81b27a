import { join } from "node:path";
import { documentedRateLimits } from "../../test/testkit/rate-limits.ts";
import { startApi } from "../harness/api-process.ts";
import { dailiesEnvironment } from "../harness/contestants.ts";
import { short } from "../harness/numbers.ts";
import type { Row } from "../harness/row.ts";
import { runTimed } from "../harness/run-timed.ts";
import { writeBoard } from "../harness/storyboards.ts";

/** The documented limits are enforced so many times faster: at 5 submits a second, 5,000 shots take 17 minutes. */
const scale = 10;
const submitPerSecond = (documentedRateLimits.submit?.perSecond ?? 5) * scale;
const queryPerSecond = (documentedRateLimits.query?.perSecond ?? 50) * scale;

export const rateLimitRow: Row = {
  name: "rate-limit",
  what: "waste under the account's limits, 5,000 shots",
  goal: "no 429 in steady state, 95 % of the allowed submit rate used",
  async measure(bench) {
    const shots = bench.quick ? 500 : 5000;
    const board = writeBoard({ folder: join(bench.folder, "board"), shots });
    const api = await startApi({
      generationMs: 2000,
      rateLimits: {
        // No burst beyond a fifth of a second: who submits too fast is told at once.
        submit: { perSecond: submitPerSecond, burst: submitPerSecond / 5 },
        query: { perSecond: queryPerSecond, burst: queryPerSecond / 5 },
      },
    });
    try {
      const timing = await runTimed({
        command: process.execPath,
        args: [
          ...[bench.dailies, "render", board, "--concurrency", "400", "--poll-interval", "500ms"],
          ...["--submit-rate", String(submitPerSecond), "--query-rate", String(queryPerSecond)],
        ],
        env: dailiesEnvironment(api.url),
      });
      const stats = await api.stats();
      if (stats.accepted !== shots) throw new Error(`${stats.accepted} tasks for ${shots} shots`);
      const [from, to] = [Math.floor(shots * 0.1), Math.floor(shots * 0.9)];
      const seconds = ((stats.acceptedAtMs[to] ?? 0) - (stats.acceptedAtMs[from] ?? 0)) / 1000;
      const share = (to - from) / seconds / submitPerSecond;
      return {
        verdicts: [
          {
            goal: "no 429",
            figure: `${stats.limited} of ${stats.submits + stats.queries} requests`,
            rival: "none",
            met: stats.limited === 0,
          },
          {
            goal: "95 % of the allowed submit rate used",
            figure: `${(share * 100).toFixed(1)} %`,
            rival: "none",
            met: share >= 0.95,
          },
        ],
        raw: {
          scale,
          shots,
          share,
          wallSeconds: timing.wallSeconds,
          ...stats,
          acceptedAtMs: thin(stats.acceptedAtMs),
        },
        charts: [],
        notes: [
          `The fake API enforced ${submitPerSecond} submits and ${queryPerSecond} queries a second (the documented limits times ${scale}, with a burst of a fifth of a second in place of the documented ten seconds), and dailies was told them with --submit-rate and --query-rate; the run took ${short(timing.wallSeconds)} s in place of ten times that. The share is that of the middle eight tenths of the submits.`,
        ],
      };
    } finally {
      await api.stop();
    }
  },
};

function thin(values: readonly number[]): readonly number[] {
  return values.filter((_, index) => index % 50 === 0);
}
