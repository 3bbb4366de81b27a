import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { systemClock } from "../../src/base/time/clock.ts";

const hour = 3_600_000;

test("an abort wakes every sleeper under its signal, and nobody else", async () => {
  const run = new AbortController();
  const other = new AbortController();
  const woken: string[] = [];
  const sleep = (name: string, signal: AbortSignal): Promise<void> =>
    systemClock.sleep(hour, signal).then(() => {
      woken.push(name);
    });
  const mine = [sleep("a", run.signal), sleep("b", run.signal)];
  const others = sleep("c", other.signal);
  run.abort();
  await Promise.all(mine);
  expect(woken).toEqual(["a", "b"]);
  other.abort();
  await others;
});

test("a sleep under an aborted signal is over at once", async () => {
  await expect(systemClock.sleep(hour, AbortSignal.abort())).resolves.toBeUndefined();
});

test("sleeps end by themselves, with a signal and without", async () => {
  const { signal } = new AbortController();
  await Promise.all([systemClock.sleep(1), systemClock.sleep(1, signal)]);
});

test("a thousand sleepers cost their signal one listener", async () => {
  const run = new AbortController();
  const sleeps = Array.from({ length: 1_000 }, () => systemClock.sleep(hour, run.signal));
  expect(getEventListeners(run.signal, "abort")).toHaveLength(1);
  run.abort();
  await Promise.all(sleeps);
});
