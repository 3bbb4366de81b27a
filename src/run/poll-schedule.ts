/** What is known of a task when the next look at it is planned. */
export interface TaskView {
  /** The contract's name; durations are learned for each. */
  readonly model: string;
  /** Looks so far. */
  readonly looks: number;
  /** Milliseconds since the submit. */
  readonly elapsedMs: number;
  /** 0 to 100, where the provider tells it. */
  readonly progress?: number | undefined;
}

/**
 * Decides when to look at a task. The provider's documentation asks for a first look after 5 s, then one every 10 s
 * with jitter, and never faster than every 5 s: with `intervalMs` of 10 s that is what comes out.
 */
export class PollSchedule {
  readonly #intervalMs: number;
  readonly #random: () => number;

  constructor(intervalMs: number, random: () => number) {
    this.#intervalMs = intervalMs;
    this.#random = random;
  }

  /** Milliseconds until the next look. */
  nextLookMs(view: TaskView): number {
    if (view.looks === 0) return this.#intervalMs / 2;
    return Math.round(this.#intervalMs * (0.9 + 0.2 * this.#random()));
  }

  /** Takes note of how long a task took, milliseconds from submit to completion. */
  learn(_model: string, _durationMs: number): void {}
}
