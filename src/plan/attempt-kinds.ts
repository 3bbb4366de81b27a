import type { Attempt } from "../state/state.ts";

/** The provider has the task, or its result. */
export function isOpen(attempt: Attempt): boolean {
  return attempt.state === "queued" || attempt.state === "in_progress" || attempt.state === "downloading";
}

/** `submitting` in a stored state means that a run died between the intent and the answer. */
export function isUncertain(attempt: Attempt): boolean {
  return attempt.state === "uncertain" || attempt.state === "submitting";
}

/** Result URLs live until `expiresAt`; a query of the task gives a fresh one until then. */
export function isFetchable(attempt: Attempt, now: number): boolean {
  return attempt.taskId !== undefined && attempt.expiresAt !== undefined && now < attempt.expiresAt * 1000;
}
