import { unreachable } from "../base/unreachable.ts";
import type { Attempt, LockState } from "../state/state.ts";
import type { Row, RowOutcome, Timeline } from "./timeline.ts";

/** Submits that are farther apart than this belong to two runs. */
const longestPauseMs = 6 * 60 * 60 * 1000;

interface Stay {
  readonly id: string;
  readonly take: number;
  readonly attempt: Attempt;
  readonly from: number;
  readonly to: number;
}

/**
 * What the lockfile knows of the last stretch of work, where there is no record of a run: when each task was submitted, and
 * when it was seen completed or failed. `undefined` where nothing was ever submitted.
 */
export function lockfileTimeline(state: LockState): Timeline | undefined {
  const stays = lastStretch(staysIn(state));
  const [first] = stays;
  if (first === undefined) return undefined;
  return {
    source: "lockfile",
    from: first.from,
    to: stays.reduce((latest, { to }) => Math.max(latest, to), first.to),
    rows: stays.map(rowOf),
  };
}

function* staysIn(state: LockState): Iterable<Stay> {
  for (const [id, takes] of state) {
    for (const { take, attempts } of takes) {
      for (const attempt of attempts) {
        const { submittedAt: from, finishedAt = from } = attempt;
        yield { id, take, attempt, from, to: Math.max(from, finishedAt) };
      }
    }
  }
}

function lastStretch(stays: Iterable<Stay>): readonly Stay[] {
  const all = [...stays].sort((a, b) => a.from - b.from);
  let begin = 0;
  let busyUntil = Number.NEGATIVE_INFINITY;
  for (const [index, { from, to }] of all.entries()) {
    if (from - busyUntil > longestPauseMs) begin = index;
    busyUntil = Math.max(busyUntil, to);
  }
  return all.slice(begin);
}

function rowOf({ id, take, attempt, from, to }: Stay): Row {
  const hasTask = attempt.taskId !== undefined && to > from;
  return {
    id,
    take,
    spans: hasTask ? [{ phase: "task", from, to }] : [],
    retries: [],
    outcome: outcomeOf(attempt),
    code: undefined,
    waitedFor: [],
  };
}

function outcomeOf({ state }: Attempt): RowOutcome {
  switch (state) {
    case "done":
    case "failed":
    case "uncertain":
      return state;
    case "downloading":
      return "unfetched";
    case "submitting":
    case "queued":
    case "in_progress":
      return "unknown";
    default:
      return unreachable(state);
  }
}
