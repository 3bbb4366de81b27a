/** The seam to time. Runs and limits take it as a parameter, so that tests and simulations own the time. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Resolves after `delayMs`, or at once when `signal` is or becomes aborted. Never rejects. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (delayMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const finish = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", finish);
        resolve();
      };
      const timer = setTimeout(finish, delayMs);
      signal?.addEventListener("abort", finish);
    }),
};
