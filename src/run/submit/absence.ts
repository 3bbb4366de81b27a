import type { Cause } from "../../base/cause.ts";

/** What decides whether "there is no such task" proves that a submit never arrived. Times are Unix milliseconds. */
export interface AbsenceTerms {
  /** The intent to submit. */
  readonly submittedAt: number;
  /** When this run lost the answer; absent for a submit of an earlier run. */
  readonly lostAt?: number;
  readonly account: "same" | "other" | "unknown";
  /** How long a submit may be under way before this side gives it up. */
  readonly answerMs: number;
  /** For how long after a submit the provider surely knows the task. */
  readonly remembersMs: number;
  /** So many looks that count must agree. */
  readonly looks: number;
  /** Between two looks. */
  readonly intervalMs: number;
}

export type AbsenceVerdict =
  | { readonly kind: "absent" }
  /** Not yet: look again after this time. `counts`: this look is one of those that must agree. */
  | { readonly kind: "again"; readonly delayMs: number; readonly counts: boolean }
  /** The provider knows no such task, and that proves nothing. */
  | { readonly kind: "unproved"; readonly error: Cause };

/** Its own time-out and half of it again: a proxy may hand a submit on after this side's connection broke. */
const settledAfter = 1.5;
/** The same from the moment when the answer was lost, since an intent may be older than its request. */
const settledAfterLoss = 0.5;

/**
 * Judges one "not found" after `agreed` earlier ones that count. Sending a job again costs money where the proof is
 * wrong, so each doubt holds the attempt: a look that comes while the submit may still be under way (in absolute time:
 * a server is not faster because it is looked at more often), another account's key, an age beyond the provider's
 * memory, and a clock that was set back. Pure.
 */
export function judgeAbsence(terms: AbsenceTerms, agreed: number, now: number): AbsenceVerdict {
  const { submittedAt, lostAt, answerMs, remembersMs, looks, intervalMs } = terms;
  if (now < submittedAt) return unproved("clock_set_back");
  if (now - submittedAt > remembersMs) return unproved("look_up_too_late");
  const settledAt = Math.max(
    submittedAt + settledAfter * answerMs,
    lostAt === undefined ? 0 : lostAt + settledAfterLoss * answerMs,
  );
  if (now < settledAt) {
    const pause = Math.max(intervalMs, (now - submittedAt) / 2);
    return { kind: "again", delayMs: Math.min(pause, settledAt - now), counts: false };
  }
  if (agreed + 1 < looks) return { kind: "again", delayMs: intervalMs, counts: true };
  if (terms.account === "other") return unproved("other_account");
  if (terms.account === "unknown") return unproved("account_unknown");
  return { kind: "absent" };
}

const messages = {
  clock_set_back:
    "The provider knows no such task, but the submit is dated in the future: this machine's clock was set back.",
  look_up_too_late:
    "The provider knows no such task any more; after a day it may have forgotten it, so this proves nothing.",
  other_account:
    "The provider knows no such task under the key in use; it was submitted with another key, so use that one.",
  account_unknown:
    "The provider knows no such task under the key in use; which key it was submitted with is not on record.",
} as const;

function unproved(code: keyof typeof messages): AbsenceVerdict {
  return { kind: "unproved", error: { code, message: messages[code] } };
}
