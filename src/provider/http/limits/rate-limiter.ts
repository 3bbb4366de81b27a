import type { Abortable, AbortWatch } from "../../../base/time/abort-watch.ts";
import type { Clock } from "../../../base/time/clock.ts";
import type { LimitSignals } from "./limit-headers.ts";
import { TokenBucket } from "./token-bucket.ts";

/** What was learned about one of the account's limits. */
export interface LimitNews extends LimitSignals {
  readonly category: "submit" | "query";
  /** The request was refused by the limiter. */
  readonly limited: boolean;
}

export interface RateLimiterOptions {
  readonly category: "submit" | "query";
  /** What the account allows; with `off` only the provider's own refusals hold requests back. */
  readonly perSecond: number | "off";
  readonly clock: Clock;
  readonly watch: AbortWatch;
  readonly onLimits?: ((news: LimitNews) => void) | undefined;
}

/**
 * Paces requests so that no window of one second holds more than the limit, whichever way the server counts. The
 * interval is 3 % longer than allowed, which leaves 30 ms in a second: 10 ms are what a late timer may catch up, the
 * rest is for the network's jitter. The burst of ten seconds' worth that the documentation names is left alone: the
 * limit is the user's, all keys together, and other programs may live on it.
 */
const usedShare = 0.97;
const catchUpMs = 10;

const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/** Hands out turns in the order in which they were asked for, and holds everybody back when the provider says so. */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #bucket: TokenBucket;
  /** In order of arrival; a set, so that leaving the queue costs the same from anywhere. */
  readonly #waiting = new Set<Waiter>();
  #wakeUp: AbortController | undefined;
  #refusalsInARow = 0;

  constructor(options: RateLimiterOptions) {
    this.#options = options;
    const { perSecond } = options;
    const paced = perSecond === "off" ? Number.POSITIVE_INFINITY : perSecond * usedShare;
    const burst = perSecond === "off" ? 1 : 1 + (catchUpMs * paced) / 1000;
    this.#bucket = new TokenBucket({ perSecond: paced, burst });
  }

  /** True when it is the caller's turn, false when the signal was aborted first. Never rejects. */
  turn(signal: AbortSignal): Promise<boolean> | boolean {
    if (signal.aborted) return false;
    const { clock, watch } = this.#options;
    if (this.#waiting.size === 0 && this.#bucket.take(clock.now()) === 0) return true;
    return new Promise((resolve) => {
      const waiter = new Waiter(resolve, signal, (leaving) => this.#leave(leaving));
      this.#waiting.add(waiter);
      watch.add(signal, waiter);
      if (this.#wakeUp === undefined) void this.#serve();
    });
  }

  /** Takes in what an answer said. A refusal holds the whole bucket back, not only the request that met it. */
  learn(signals: LimitSignals, limited: boolean): void {
    const { clock, category, onLimits } = this.#options;
    if (limited) this.#pause(signals);
    else {
      this.#refusalsInARow = 0;
      const { remaining, resetAt } = signals;
      // Below a second it is only the provider's count of what was paced here anyway.
      if (remaining === 0 && resetAt !== undefined && resetAt - clock.now() > 1000) {
        this.#bucket.hold(Math.min(resetAt, clock.now() + longestPauseMs));
      }
    }
    if (
      onLimits !== undefined &&
      (limited || signals.limit !== undefined || signals.remaining !== undefined)
    ) {
      onLimits({ category, limited, ...signals });
    }
  }

  /** At least our own pause, which grows from refusal to refusal: `Retry-After: 0` is not an invitation to hurry. */
  #pause({ retryAfterMs, resetAt }: LimitSignals): void {
    const now = this.#options.clock.now();
    const bucket = this.#bucket;
    const reset = resetAt !== undefined && resetAt > now ? Math.min(resetAt, now + longestPauseMs) : now;
    const asked = retryAfterMs === undefined ? reset : now + retryAfterMs;
    // Requests that were already under way when the first was refused say nothing new.
    if (bucket.heldAt(now)) {
      if (asked > now) bucket.hold(asked);
      return;
    }
    bucket.hold(Math.max(asked, now + Math.min(longestPauseMs, firstPauseMs * 2 ** this.#refusalsInARow)));
    this.#refusalsInARow += 1;
  }

  async #serve(): Promise<void> {
    const { clock, watch } = this.#options;
    this.#wakeUp = new AbortController();
    for (const waiter of this.#waiting) {
      while (this.#waiting.has(waiter)) {
        const delayMs = this.#bucket.take(clock.now());
        if (delayMs > 0) {
          await clock.sleep(Math.ceil(delayMs), this.#wakeUp.signal);
          if (this.#wakeUp.signal.aborted) this.#wakeUp = new AbortController();
          continue;
        }
        this.#waiting.delete(waiter);
        watch.remove(waiter.signal, waiter);
        waiter.settle(true);
      }
    }
    this.#wakeUp = undefined;
  }

  /** The last to leave ends the sleep, so that an aborted wait keeps no process alive. */
  #leave(waiter: Waiter): void {
    this.#waiting.delete(waiter);
    if (this.#waiting.size === 0) this.#wakeUp?.abort();
  }
}

class Waiter implements Abortable {
  readonly settle: (turn: boolean) => void;
  readonly signal: AbortSignal;
  readonly #leave: (waiter: Waiter) => void;

  constructor(settle: (turn: boolean) => void, signal: AbortSignal, leave: (waiter: Waiter) => void) {
    this.settle = settle;
    this.signal = signal;
    this.#leave = leave;
  }

  abort(): void {
    this.#leave(this);
    this.settle(false);
  }
}
