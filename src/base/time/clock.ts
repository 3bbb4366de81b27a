import { type Abortable, AbortWatch } from "./abort-watch.ts";

/** The seam to time. Runs and limits take it as a parameter, so that tests and simulations own the time. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Resolves after `delayMs`, or at once when `signal` is or becomes aborted. Never rejects. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

const sleepers = new AbortWatch();

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (delayMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      if (signal === undefined) return void setTimeout(resolve, delayMs);
      const sleeper: Abortable = {
        abort: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        sleepers.remove(signal, sleeper);
        resolve();
      }, delayMs);
      sleepers.add(signal, sleeper);
    }),
};
