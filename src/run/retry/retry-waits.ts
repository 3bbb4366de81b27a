import type { Cause } from "../../base/cause.ts";
import type { RunContext } from "../context.ts";
import type { JobRef, RunEvent } from "../events.ts";
import { retryDelayMs } from "./retry-timing.ts";

type Step = Extract<RunEvent, { type: "shot_retrying" }>["step"];

/** Counts failures in a row of one step of one job, and waits between tries. */
export class RetryWaits {
  readonly #context: RunContext;
  readonly #ref: JobRef;
  readonly #step: Step;
  #failures = 0;
  #limited = 0;

  constructor(context: RunContext, ref: JobRef, step: Step) {
    this.#context = context;
    this.#ref = ref;
    this.#step = step;
  }

  /** Something worked: the budget is whole again. */
  reset(): void {
    this.#failures = 0;
    this.#limited = 0;
  }

  /** Takes note of a failure and waits. False when the budget is spent, or when the signal ended the wait. */
  async waitAfterFailure(cause: Cause, signal: AbortSignal, retryAfterMs?: number): Promise<boolean> {
    this.#failures += 1;
    if (this.#failures >= this.#context.patience.failuresInARow) return false;
    return await this.#wait({ failures: this.#failures, cause, signal, retryAfterMs });
  }

  /** The same for a provider that cannot be reached, with little patience until it has answered once. */
  async waitUntilReachable(cause: Cause, signal: AbortSignal): Promise<boolean> {
    const { contact, patience } = this.#context;
    if (!contact.made && this.#failures + 1 >= patience.failuresBeforeContact) return false;
    return await this.waitAfterFailure(cause, signal);
  }

  /** The same for a refusal by a rate limit, which has a longer budget: it says when to come again. */
  async waitAfterLimit(cause: Cause, signal: AbortSignal, retryAfterMs?: number): Promise<boolean> {
    this.#limited += 1;
    if (this.#limited >= this.#context.patience.limitedInARow) return false;
    return await this.#wait({ failures: this.#limited, cause, signal, retryAfterMs });
  }

  async #wait(retry: {
    failures: number;
    cause: Cause;
    signal: AbortSignal;
    retryAfterMs: number | undefined;
  }): Promise<boolean> {
    const { failures, cause, signal, retryAfterMs } = retry;
    const { clock, emit, patience, random } = this.#context;
    const delayMs = retryDelayMs({
      failures,
      baseMs: patience.backoffMs,
      maxMs: patience.longestBackoffMs,
      retryAfterMs,
      random: random(),
    });
    if (signal.aborted) return false;
    emit({ type: "shot_retrying", ...this.#ref, step: this.#step, failures, delayMs, cause });
    await clock.sleep(delayMs, signal);
    return !signal.aborted;
  }
}
