/**
 * How many failures a run takes, and for how long, before it leaves a piece of work to the next run. Times follow the poll interval,
 * so that a rehearsal at 200 ms is as patient in proportion as a real run at the documented 10 s.
 */
export interface Patience {
  /** Failures in a row of one query, upload, submit or download; any success resets the count. */
  readonly failuresInARow: number;
  /** The same for reaching a provider that has not answered at all yet. */
  readonly failuresBeforeContact: number;
  /** Refusals by the rate limit in a row before a shot is given up for this run. */
  readonly limitedInARow: number;
  /** Looks at a completed task that shows no result, or at one that the provider says it does not know. */
  readonly doubtfulLooks: number;
  /** A status word outside the documented four, milliseconds. */
  readonly unknownWordMs: number;
  /** A task that never ends, milliseconds since the submit, or since this run first looked. */
  readonly overdueMs: number;
  /** First back-off after a failure, milliseconds. */
  readonly backoffMs: number;
  readonly longestBackoffMs: number;
}

export function patienceFor(pollIntervalMs: number): Patience {
  return {
    failuresInARow: 8,
    failuresBeforeContact: 4,
    limitedInARow: 30,
    doubtfulLooks: 4,
    unknownWordMs: 90 * pollIntervalMs,
    overdueMs: 720 * pollIntervalMs,
    backoffMs: Math.min(1_000, pollIntervalMs),
    longestBackoffMs: Math.min(60_000, 6 * pollIntervalMs),
  };
}
