/** Where `--concurrency auto` begins: few enough for any account. */
export const firstConcurrency = 4;
/** More tasks in flight than any account's group is documented to submit within its burst. */
const mostConcurrency = 512;
/** A refusal answers for the state of a moment ago: those that come within this time count as one. */
const oneRefusalMs = 2_000;

/**
 * Finds how many tasks the account allows in flight, as TCP finds a path's window: doubles while calm until the first
 * refusal, then grows by one for every windowful of accepted submits, and halves at every refusal by the rate limit.
 */
export class AdaptiveConcurrency {
  #window = firstConcurrency;
  /** Above it growth is careful; set by the first refusal. */
  #threshold = Number.POSITIVE_INFINITY;
  #acceptedInWindow = 0;
  #limitedAt = Number.NEGATIVE_INFINITY;
  #isShort = false;

  get value(): number {
    return this.#window;
  }

  /** Has the account's limit been met, so that `value` is a finding and not only as far as the run got? */
  get isFound(): boolean {
    return this.#threshold !== Number.POSITIVE_INFINITY;
  }

  /** A submit was accepted while `active` tasks were in flight. */
  accepted(active: number): void {
    // A window that is not filled proves nothing about a larger one.
    if (active < this.#window || this.#isShort) return;
    this.#acceptedInWindow += 1;
    const needed = this.#window < this.#threshold ? 1 : this.#window;
    if (this.#acceptedInWindow < needed) return;
    this.#acceptedInWindow = 0;
    this.#window = Math.min(mostConcurrency, this.#window + 1);
  }

  /** The provider refused a submit for its rate. */
  limited(now: number): void {
    this.#acceptedInWindow = 0;
    if (now - this.#limitedAt < oneRefusalMs) return;
    this.#limitedAt = now;
    this.#window = Math.max(1, Math.floor(this.#window / 2));
    this.#threshold = this.#window;
  }

  /** The provider told how many more submits it takes right now: growth waits while there are hardly any. */
  remaining(requests: number): void {
    this.#isShort = requests <= 1;
  }
}
