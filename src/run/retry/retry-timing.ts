/** Everything that a delay before the next try depends on. */
export interface Retry {
  /** Failures in a row so far, from 1. */
  readonly failures: number;
  /** Delay after the first failure, milliseconds. */
  readonly baseMs: number;
  /** No delay of our own is longer. */
  readonly maxMs: number;
  /**
   * What the server asked for; obeyed even beyond `maxMs`, up to an hour. A shorter time than our own delay does not
   * count: `Retry-After: 0`, or a date that has passed, would use up every try within seconds.
   */
  readonly retryAfterMs?: number | undefined;
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random: number;
}

const longestRetryAfterMs = 3_600_000;

/** Exponential back-off with equal jitter: half of the delay is fixed, so that a retry is never immediate. */
export function retryDelayMs({ failures, baseMs, maxMs, retryAfterMs, random }: Retry): number {
  const cap = Math.min(maxMs, baseMs * 2 ** (failures - 1));
  const ownMs = Math.round(cap / 2 + (random * cap) / 2);
  if (retryAfterMs === undefined) return ownMs;
  // A little late, spread: everyone was given the same moment.
  const askedMs = Math.min(retryAfterMs, longestRetryAfterMs) + Math.round(random * Math.min(baseMs, 1_000));
  return Math.max(ownMs, askedMs);
}
