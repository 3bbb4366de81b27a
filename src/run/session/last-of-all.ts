import { spentSinceInAll } from "../../plan/money/spent.ts";
import { stopReasons } from "../events.ts";
import { gravestExitCode } from "../exit-code.ts";
import { addCounts } from "../untouched.ts";
import type { RunFinished } from "./end-storyboard.ts";
import type { FinishedSession } from "./request.ts";

export interface AllEnded {
  readonly sessions: readonly FinishedSession[];
  readonly rehearsal: boolean;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly now: number;
}

/** What the runs of several storyboards came to together. What is to be said of single clips, each of them has said. */
export function lastOfAll({ sessions, rehearsal, startedAt, now }: AllEnded): RunFinished {
  const reasons = new Set(sessions.map(({ outcome }) => outcome.stopped));
  const stopped = stopReasons.find((reason) => reasons.has(reason));
  const states = sessions.map(({ state }) => state);
  const spent = rehearsal ? null : spentSinceInAll(states, startedAt);
  return {
    type: "run_finished",
    counts: addCounts(sessions.map(({ outcome }) => outcome.counts)),
    ...(stopped === undefined ? {} : { stopped }),
    ...(spent === null ? {} : { spent }),
    exitCode: gravestExitCode(sessions.map(({ exitCode }) => exitCode)),
    elapsedMs: now - startedAt,
  };
}
