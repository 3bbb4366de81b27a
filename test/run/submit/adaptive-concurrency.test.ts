import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AdaptiveConcurrency, firstConcurrency } from "../../../src/run/submit/adaptive-concurrency.ts";

/** An account that refuses every submit beyond `capacity` tasks in flight, always kept as full as allowed. */
function live(capacity: number, submits: number): { concurrency: AdaptiveConcurrency; refusals: number } {
  const concurrency = new AdaptiveConcurrency();
  let refusals = 0;
  for (let n = 0; n < submits; n += 1) {
    if (concurrency.value > capacity) {
      refusals += 1;
      concurrency.limited(concurrency.value);
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
  expect(concurrency.finding).toEqual({ concurrency: firstConcurrency + 99, limitMet: false });
});

test("halves at a refusal, and not again before what is in flight fits the half", () => {
  const concurrency = new AdaptiveConcurrency();
  for (let n = 0; n < 60; n += 1) concurrency.accepted(concurrency.value);
  for (const active of [64, 63, 40, 33]) concurrency.limited(active);
  expect(concurrency.value).toBe(32);
  concurrency.limited(32);
  expect(concurrency.value).toBe(16);
});

test("a window that is not filled does not grow", () => {
  const concurrency = new AdaptiveConcurrency();
  for (let n = 0; n < 50; n += 1) concurrency.accepted(firstConcurrency - 1);
  expect(concurrency.value).toBe(firstConcurrency);
  expect(concurrency.finding).toEqual({ concurrency: firstConcurrency - 1, limitMet: false });
});

test("before any submit was accepted nothing is found", () => {
  const concurrency = new AdaptiveConcurrency();
  concurrency.limited(1);
  expect(concurrency.finding).toBeUndefined();
});

describe("the submits that the account has left", () => {
  /** A full window's submits, each answered with so many left. */
  function answered(concurrency: AdaptiveConcurrency, ...remaining: readonly number[]): number {
    for (const left of remaining) concurrency.accepted(concurrency.value, left);
    return concurrency.value;
  }

  test("let the window grow while half of the most are there, however few that are", () => {
    expect(answered(new AdaptiveConcurrency(), 49, 48, 47, 25)).toBe(firstConcurrency + 4);
    expect(answered(new AdaptiveConcurrency(), 4, 3, 2)).toBe(firstConcurrency + 3);
  });

  test("hold it below a half, narrow it below a quarter, and let it grow again with more", () => {
    const concurrency = new AdaptiveConcurrency();
    expect(answered(concurrency, 40, 19, 12, 10)).toBe(firstConcurrency + 1);
    expect(answered(concurrency, 9, 5, 0)).toBe(firstConcurrency - 2);
    expect(answered(concurrency, ...Array.from({ length: 20 }, () => 0))).toBe(1);
    expect(answered(concurrency, 20, 30)).toBe(3);
  });

  test("are a limit that was met once they held the window", () => {
    const concurrency = new AdaptiveConcurrency();
    answered(concurrency, 40, 30);
    expect(concurrency.finding).toEqual({ concurrency: firstConcurrency + 1, limitMet: false });
    answered(concurrency, 15);
    expect(concurrency.finding).toEqual({ concurrency: firstConcurrency + 2, limitMet: true });
  });

  test("say nothing where they were nought from the start", () => {
    const concurrency = new AdaptiveConcurrency();
    expect(answered(concurrency, 0, 0, 0)).toBe(firstConcurrency + 3);
    expect(concurrency.finding?.limitMet).toBe(false);
  });
});

test("settles between half of what the account allows and just beyond it, with few refusals", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (capacity) => {
      const { concurrency, refusals } = live(capacity, 5_000);
      expect(concurrency.value).toBeGreaterThanOrEqual(Math.max(1, Math.floor((capacity + 1) / 2)));
      expect(concurrency.value).toBeLessThanOrEqual(capacity + 1);
      expect(concurrency.finding?.concurrency).toBeLessThanOrEqual(capacity);
      expect(concurrency.finding?.limitMet).toBe(true);
      if (capacity >= 20) expect(refusals / 5_000).toBeLessThan(0.02);
    }),
  );
});
