import type { Cause } from "../base/cause.ts";
import { unreachable } from "../base/unreachable.ts";
import { pickFields } from "./codec.ts";
import { submitFacts } from "./records.ts";
import type { Attempt, AttemptState, ClipChecks, ClipFacts, StateChange, TakeRecord } from "./state.ts";

/** A state only ever moves to a higher step. */
const step: Readonly<Record<AttemptState, number>> = {
  submitting: 0,
  uncertain: 1,
  queued: 2,
  in_progress: 3,
  downloading: 4,
  done: 5,
  failed: 5,
};

/**
 * The state machine: a take's record after one change. Pure; gives back the very same record when the change
 * says nothing new, so that replaying a journal over a later state changes nothing.
 *
 * - Attempts are in the order of `submittedAt`; within a take it must differ from attempt to attempt.
 * - A change for an unknown attempt is ignored, but for `submitting`, `rejected` and `adopted`, which begin it.
 * - A task id is never replaced, and an attempt that has one is never withdrawn.
 * - `uncertain` is left by `accepted` (the task was found, or adopted) or `withdrawn` only.
 * - A failed attempt is dropped as soon as a newer one is known to have reached the provider or to have failed
 *   in turn: not before, since a newer one that is withdrawn never was.
 */
export function applyChange(record: TakeRecord | undefined, change: StateChange): TakeRecord {
  const before = record ?? { take: change.take, attempts: [] };
  const index = before.attempts.findIndex((attempt) => attempt.attemptId === change.attemptId);
  const attempt = before.attempts[index];
  if (attempt === undefined) {
    return beginsAttempt(change) ? begin(before, change) : before;
  }
  const after = advance(attempt, change);
  if (after === attempt) return before;
  const { take, attempts } = before;
  return {
    take,
    attempts: settle(after === "withdrawn" ? attempts.toSpliced(index, 1) : attempts.with(index, after)),
  };
}

type BeginningChange = StateChange & { readonly type: "submitting" | "rejected" | "adopted" };

/** Does a change begin an attempt, so that its time decides on the attempt's place? */
export function beginsAttempt(change: StateChange): change is BeginningChange {
  return change.type === "submitting" || change.type === "rejected" || change.type === "adopted";
}

function firstOf(change: BeginningChange): Attempt {
  const { attemptId, at: submittedAt } = change;
  const start = { attemptId, submittedAt, ...pickFields(submitFacts, change) };
  switch (change.type) {
    case "submitting":
      return { ...start, state: "submitting" };
    case "rejected":
      return { ...start, state: "failed", error: change.error, finishedAt: change.at };
    case "adopted":
      return { ...start, state: "done", clip: change.clip, finishedAt: change.at };
    default:
      return unreachable(change);
  }
}

function begin(before: TakeRecord, change: BeginningChange): TakeRecord {
  const attempt = firstOf(change);
  const { submittedAt } = attempt;
  const { take, attempts } = before;
  const newer = attempts.findIndex((other) => other.submittedAt > submittedAt);
  return { take, attempts: settle(attempts.toSpliced(newer === -1 ? attempts.length : newer, 0, attempt)) };
}

function settle(attempts: readonly Attempt[]): readonly Attempt[] {
  const newestKnown = attempts.findLastIndex((attempt) => step[attempt.state] > step.uncertain);
  const isOver = (attempt: Attempt, index: number): boolean =>
    attempt.state === "failed" && index < newestKnown;
  return attempts.some(isOver) ? attempts.filter((attempt, index) => !isOver(attempt, index)) : attempts;
}

function advance(attempt: Attempt, change: StateChange): Attempt | "withdrawn" {
  const { state, taskId } = attempt;
  const open = state !== "done" && state !== "failed";
  switch (change.type) {
    case "submitting":
    case "rejected":
    case "adopted":
      return attempt;
    case "accepted":
      if (!open) return attempt;
      if (taskId !== undefined) return taskId === change.taskId ? cleared(attempt) : attempt;
      return {
        ...cleared(attempt),
        state: "queued",
        taskId: change.taskId,
        ...(change.operation !== undefined && { operation: change.operation }),
      };
    case "in_progress":
      if (state === "in_progress") return cleared(attempt);
      return state === "queued" ? { ...cleared(attempt), state: "in_progress" } : attempt;
    case "uncertain":
      if (state !== "submitting" && (state !== "uncertain" || sameError(attempt.error, change.error)))
        return attempt;
      return { ...attempt, state: "uncertain", error: change.error };
    case "withdrawn":
      return taskId === undefined && open ? "withdrawn" : attempt;
    case "failed":
      if (!open || state === "uncertain") return attempt;
      return {
        ...attempt,
        state: "failed",
        error: change.error,
        finishedAt: attempt.finishedAt ?? change.at,
      };
    case "completed":
      return open && taskId !== undefined ? completed(attempt, change) : attempt;
    case "troubled":
      return open && !sameError(attempt.error, change.error) ? { ...attempt, error: change.error } : attempt;
    case "fetched":
      // Fetched anew after it was lost: the file on disk is what the record must be about.
      if (state === "done")
        return sameClip(attempt.clip, change.clip) ? attempt : withClip(attempt, change.clip);
      if (state !== "downloading") return attempt;
      if (attempt.error === undefined && sameClip(attempt.clip, change.clip)) return attempt;
      return { ...cleared(attempt), clip: change.clip };
    case "done":
      return state === "downloading" && attempt.clip !== undefined ? done(attempt) : attempt;
    case "moved":
      if (state !== "done" || attempt.clip === undefined || attempt.clip.file === change.file) return attempt;
      return { ...attempt, clip: { ...attempt.clip, file: change.file } };
    case "inspected":
      if (state !== "done" || attempt.clip?.sha256 !== change.sha256) return attempt;
      return sameChecks(attempt.checks, change.checks) ? attempt : { ...attempt, checks: change.checks };
    case "renamed":
      // It is here already: `applyTo` brings it.
      return attempt;
    default:
      return unreachable(change);
  }
}

/** Completed anew means a fresh result URL; an answer without one does not take the old one away. */
function completed(attempt: Attempt, change: StateChange & { type: "completed" }): Attempt {
  const resultUrl = change.resultUrl ?? attempt.resultUrl;
  const expiresAt = change.expiresAt ?? attempt.expiresAt;
  const nothingNew =
    attempt.state === "downloading" &&
    attempt.error === undefined &&
    resultUrl === attempt.resultUrl &&
    expiresAt === attempt.expiresAt;
  if (nothingNew) return attempt;
  return {
    ...cleared(attempt),
    state: "downloading",
    finishedAt: attempt.finishedAt ?? change.at,
    ...(resultUrl !== undefined && { resultUrl }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

function done(attempt: Attempt): Attempt {
  const { resultUrl: _, ...rest } = cleared(attempt);
  return { ...rest, state: "done" };
}

function cleared(attempt: Attempt): Attempt {
  if (attempt.error === undefined) return attempt;
  const { error: _, ...rest } = attempt;
  return rest;
}

/** What was seen of one clip says nothing of another. */
function withClip(attempt: Attempt, clip: ClipFacts): Attempt {
  if (attempt.clip?.sha256 === clip.sha256) return { ...attempt, clip };
  const { checks: _, ...rest } = attempt;
  return { ...rest, clip };
}

function sameChecks(a: ClipChecks | undefined, b: ClipChecks): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
}

function sameError(a: Cause | undefined, b: Cause): boolean {
  return a?.code === b.code && a.message === b.message;
}

function sameClip(a: ClipFacts | undefined, b: ClipFacts): boolean {
  return a?.file === b.file && a.sha256 === b.sha256 && a.bytes === b.bytes;
}
