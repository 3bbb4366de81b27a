import fc from "fast-check";
import { expect, test } from "vitest";
import { type Retry, retryDelayMs } from "../../src/run/retry/retry-timing.ts";

const anyRetry: fc.Arbitrary<Retry> = fc.record({
  failures: fc.integer({ min: 1, max: 40 }),
  baseMs: fc.integer({ min: 1, max: 1_000 }),
  maxMs: fc.integer({ min: 1_000, max: 60_000 }),
  retryAfterMs: fc.option(fc.integer({ min: 0, max: 10_000_000 }), { nil: undefined }),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

test("what a server asks for never makes a wait shorter than our own back-off", () => {
  fc.assert(
    fc.property(anyRetry, (retry) => {
      const own = retryDelayMs({ ...retry, retryAfterMs: undefined });
      expect(retryDelayMs(retry)).toBeGreaterThanOrEqual(own);
      expect(own).toBeGreaterThanOrEqual(Math.floor(Math.min(retry.baseMs, retry.maxMs) / 2));
    }),
  );
});

test("a longer wait that a server asks for is obeyed, up to an hour", () => {
  fc.assert(
    fc.property(anyRetry, (retry) => {
      const asked = Math.min(retry.retryAfterMs ?? 0, 3_600_000);
      expect(retryDelayMs(retry)).toBeGreaterThanOrEqual(asked);
      expect(retryDelayMs(retry)).toBeLessThanOrEqual(Math.max(asked, retry.maxMs) + 1_000);
    }),
  );
});

test("thirty refusals with Retry-After: 0 last longer than twelve minutes", () => {
  const waits = Array.from({ length: 30 }, (_, index) =>
    retryDelayMs({ failures: index + 1, baseMs: 1_000, maxMs: 60_000, retryAfterMs: 0, random: 0 }),
  );
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(720_000);
});
