import type { RunCounts, StopReason } from "./events.ts";

/** What the exit codes of the command line mean. */
export const exitCodes = {
  /** All that was asked for is done. */
  done: 0,
  /** At least one shot failed, or a clip that was asked for is not there and cannot be had in this run. */
  failed: 1,
  /** The command line, the storyboard or the lockfile is not valid, or there is no key; nothing was submitted. */
  invalid: 2,
  /** Money is at risk: a submit of unknown outcome, or a paid result that could not be fetched yet. */
  atRisk: 3,
  /** Stopped by a budget, or by the provider for the whole account. */
  stopped: 4,
  /** Another run holds this storyboard. */
  locked: 5,
  /** A bug in dailies. */
  bug: 70,
  /** Interrupted; the state is saved. */
  interrupted: 130,
} as const;

/**
 * The exit code of a run. Where several meanings hold, 3 goes before 4, and 4 before 1. A run that lost its lock ends as
 * one that did not get it, unless nobody else can know what it did.
 */
export function exitCodeOf(outcome: {
  readonly counts: RunCounts;
  readonly stopped?: StopReason;
  /** Shots that were not sent again because content moderation refused them: failed, and still so. */
  readonly refused?: number;
  /** False when neither journal nor lockfile took what the run did: the next one cannot know of it. */
  readonly isSaved?: boolean;
}): number {
  const { counts, stopped, refused = 0, isSaved = true } = outcome;
  if (stopped === "run_lock_lost") {
    const isUnknown = !isSaved && counts.done + counts.failed + counts.unfetched > 0;
    return isUnknown || counts.uncertain > 0 ? exitCodes.atRisk : exitCodes.locked;
  }
  if (!isSaved && counts.done + counts.failed > 0) return exitCodes.atRisk;
  if (stopped === "interrupted") return exitCodes.interrupted;
  if (counts.uncertain + counts.unfetched > 0) return exitCodes.atRisk;
  if (stopped !== undefined) return exitCodes.stopped;
  if (counts.failed + counts.missing + counts.notStarted + refused > 0) return exitCodes.failed;
  return exitCodes.done;
}

/** The most serious first. What was interrupted is saved, and what is at risk is not. */
const bySeriousness: readonly number[] = [
  exitCodes.bug,
  exitCodes.atRisk,
  exitCodes.interrupted,
  exitCodes.locked,
  exitCodes.stopped,
  exitCodes.invalid,
  exitCodes.failed,
];

/** The exit code of several storyboards that were run together: the most serious of theirs. */
export function gravestExitCode(codes: readonly number[]): number {
  return bySeriousness.find((code) => codes.includes(code)) ?? exitCodes.done;
}
