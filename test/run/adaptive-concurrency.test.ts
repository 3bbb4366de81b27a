import fc from "fast-check";
import { expect, test } from "vitest";
import { AdaptiveConcurrency, firstConcurrency } from "../../src/run/adaptive-concurrency.ts";

/** An account that refuses every submit beyond `capacity` tasks in flight, always kept as full as allowed. */
function live(capacity: number, submits: number): { concurrency: AdaptiveConcurrency; refusals: number } {
  const concurrency = new AdaptiveConcurrency();
  let refusals = 0;
  for (let n = 0; n < submits; n += 1) {
    if (concurrency.value > capacity) {
      refusals += 1;
      concurrency.limited(n * 5_000);
    } else {
      concurrency.accepted(concurrency.value);
    }
  }
  return { concurrency, refusals };
}

test("begins low and grows while every submit is accepted", () => {
  const concurrency = new AdaptiveConcurrency();
  expect(concurrency.value).toBe(firstConcurrency);
  for (let n = 0; n < 100; n += 1) concurrency.accepted(concurrency.value);
  expect(concurrency.value).toBe(firstConcurrency + 100);
  expect(concurrency.isFound).toBe(false);
});

test("halves at a refusal, and takes refusals of one moment for one", () => {
  const concurrency = new AdaptiveConcurrency();
  for (let n = 0; n < 60; n += 1) concurrency.accepted(concurrency.value);
  concurrency.limited(0);
  concurrency.limited(10);
  concurrency.limited(1_999);
  expect(concurrency.value).toBe(32);
  concurrency.limited(2_000);
  expect(concurrency.value).toBe(16);
});

test("a window that is not filled does not grow, nor one whose account is nearly exhausted", () => {
  const concurrency = new AdaptiveConcurrency();
  for (let n = 0; n < 50; n += 1) concurrency.accepted(firstConcurrency - 1);
  concurrency.remaining(1);
  for (let n = 0; n < 50; n += 1) concurrency.accepted(firstConcurrency);
  expect(concurrency.value).toBe(firstConcurrency);
  concurrency.remaining(20);
  concurrency.accepted(firstConcurrency);
  expect(concurrency.value).toBe(firstConcurrency + 1);
});

test("settles between half of what the account allows and just beyond it, with few refusals", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (capacity) => {
      const { concurrency, refusals } = live(capacity, 5_000);
      expect(concurrency.value).toBeGreaterThanOrEqual(Math.max(1, Math.floor((capacity + 1) / 2)));
      expect(concurrency.value).toBeLessThanOrEqual(capacity + 1);
      if (capacity >= 20) expect(refusals / 5_000).toBeLessThan(0.02);
    }),
  );
});
