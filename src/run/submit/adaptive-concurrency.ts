/** Where `--concurrency auto` begins: few enough for any account. */
export const firstConcurrency = 4;
/** More tasks in flight than any account's group is documented to submit within its burst. */
const mostConcurrency = 512;
/** Below this share of the submits that the account is known to save up, the window does not grow. */
const growingShare = 1 / 2;
/** Below this one it narrows. */
const narrowingShare = 1 / 4;

/** What was found out about the account. */
export interface ConcurrencyFinding {
  /** The most tasks in flight that the account took since it last refused one, and no more than are let in now. */
  readonly concurrency: number;
  /** Whether a limit stood in the way at all, so that `concurrency` is more than as far as the run got. */
  readonly limitMet: boolean;
}

/**
 * Finds how many tasks the account allows in flight, as TCP finds a path's window: grows by one for every accepted
 * submit until the first refusal, then by one for every windowful of them, and halves at every refusal by the rate limit.
 *
 * `X-RateLimit-Remaining` is followed as TCP follows a router's mark, before anything is lost. It counts the submits that the
 * account takes at once, not tasks in flight, so it is not a ceiling: a task lives for minutes, in which the count fills up
 * again. It shows whether submits leave faster than the account allows. With less than half of the most that it ever was
 * there is no growth; with less than a quarter every accepted submit narrows the window by one, so that fewer of the tasks
 * that end are replaced. With more left growth goes on. A count that never was above nought says nothing.
 */
export class AdaptiveConcurrency {
  #window = firstConcurrency;
  /** Above it growth is careful; set by the first refusal. */
  #threshold = Number.POSITIVE_INFINITY;
  #acceptedInWindow = 0;
  #mostRemaining = 0;
  #mostTaken = 0;
  #limitMet = false;

  get value(): number {
    return this.#window;
  }

  /** `undefined` as long as no submit was accepted. */
  get finding(): ConcurrencyFinding | undefined {
    if (this.#mostTaken === 0) return undefined;
    return { concurrency: Math.min(this.#window, this.#mostTaken), limitMet: this.#limitMet };
  }

  /**
   * A submit was accepted, one of `active` that are on their way or in flight. `remaining`: how many more the account
   * takes right now, where the answer said so.
   */
  accepted(active: number, remaining?: number): void {
    // What is in flight beyond the window has just proved too much.
    this.#mostTaken = Math.max(this.#mostTaken, Math.min(active, this.#window));
    this.#mostRemaining = Math.max(this.#mostRemaining, remaining ?? 0);
    // A window that is not filled proves nothing about a larger one.
    if (active < this.#window) return;
    const left = remaining ?? Number.POSITIVE_INFINITY;
    if (left < this.#mostRemaining * growingShare) {
      this.#limitMet = true;
      this.#acceptedInWindow = 0;
      if (left < this.#mostRemaining * narrowingShare) this.#window = Math.max(1, this.#window - 1);
      return;
    }
    if (active > this.#window) return;
    this.#acceptedInWindow += 1;
    const needed = this.#window < this.#threshold ? 1 : this.#window;
    if (this.#acceptedInWindow < needed) return;
    this.#acceptedInWindow = 0;
    this.#window = Math.min(mostConcurrency, this.#window + 1);
  }

  /**
   * The provider refused a submit for its rate, one of `active` that are on their way or in flight. While more are in
   * flight than the window holds by now, that is nothing new: an earlier refusal has narrowed it already.
   */
  limited(active: number): void {
    this.#limitMet = true;
    this.#acceptedInWindow = 0;
    if (active > this.#window) return;
    this.#window = Math.max(1, Math.floor(active / 2));
    this.#threshold = this.#window;
    // What was taken before is what has just been refused; that it takes half as many is known.
    this.#mostTaken = Math.min(this.#mostTaken, this.#window);
  }
}
