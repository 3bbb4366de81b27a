export interface TokenBucketOptions {
  readonly perSecond: number;
  /** The most tokens that can be saved up; a fraction beyond 1 lets a late caller catch up. At least 1. */
  readonly burst: number;
}

/**
 * A token bucket as one number: the time at which it is full again (generic cell rate algorithm). Every step costs
 * O(1). Pure but for its own state: the caller brings the time, in Unix milliseconds.
 */
export class TokenBucket {
  readonly #intervalMs: number;
  readonly #toleranceMs: number;
  #fullAt = Number.NEGATIVE_INFINITY;
  #heldUntil = Number.NEGATIVE_INFINITY;
  #seenAt = Number.NEGATIVE_INFINITY;

  constructor({ perSecond, burst }: TokenBucketOptions) {
    this.#intervalMs = 1000 / perSecond;
    this.#toleranceMs = (burst - 1) * this.#intervalMs;
  }

  /** Takes a token and returns 0, or takes none and returns the milliseconds after which it pays to ask again. */
  take(now: number): number {
    this.#follow(now);
    const earliest = Math.max(this.#fullAt - this.#toleranceMs, this.#heldUntil);
    if (now < earliest) return earliest - now;
    this.#fullAt = Math.max(this.#fullAt, now) + this.#intervalMs;
    return 0;
  }

  /** Gives out nothing until then, and starts from an empty bucket. An earlier, longer hold stays. */
  hold(until: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, until);
    this.#fullAt = Math.max(this.#fullAt, until + this.#toleranceMs);
  }

  heldAt(now: number): boolean {
    this.#follow(now);
    return now < this.#heldUntil;
  }

  /** A clock that was set back must not turn into a wait of hours. */
  #follow(now: number): void {
    const setBackBy = this.#seenAt - now;
    if (setBackBy > 0) {
      this.#fullAt -= setBackBy;
      this.#heldUntil -= setBackBy;
    }
    this.#seenAt = now;
  }
}
