import type { Clock } from "../../src/base/time/clock.ts";

/**
 * Real time, many times over: documented intervals of seconds pass in milliseconds, while HTTP goes on as it is.
 * Nothing in a test depends on how long anything takes; only the waiting is shorter.
 */
export function hurriedClock(speed = 1_000): Clock {
  const startedAt = performance.now();
  const epoch = Date.now();
  return {
    now: () => epoch + Math.round((performance.now() - startedAt) * speed),
    sleep: (delayMs, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const finish = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", finish);
          resolve();
        };
        const timer = setTimeout(finish, delayMs / speed);
        signal?.addEventListener("abort", finish);
      }),
  };
}
