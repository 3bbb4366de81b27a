import fc from "fast-check";
import { expect, test } from "vitest";
import { TokenBucket } from "../../src/provider/http/limits/token-bucket.ts";

/** Takes tokens as greedily as it can for so long, and says when each was had. */
function takeGreedily(bucket: TokenBucket, from: number, ms: number): number[] {
  const times: number[] = [];
  let now = from;
  while (now < from + ms) {
    const delayMs = bucket.take(now);
    if (delayMs === 0) times.push(now);
    else now += delayMs;
  }
  return times;
}

test("a full bucket gives its burst at once, then its rate", () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 5 });
  const times = takeGreedily(bucket, 1000, 1000);
  expect(times.slice(0, 5)).toEqual([1000, 1000, 1000, 1000, 1000]);
  expect(times.slice(5, 8)).toEqual([1100, 1200, 1300]);
});

test("a bucket without a limit never waits, but heeds a hold", () => {
  const bucket = new TokenBucket({ perSecond: Number.POSITIVE_INFINITY, burst: 1 });
  for (let count = 0; count < 1000; count += 1) expect(bucket.take(5)).toBe(0);
  bucket.hold(105);
  expect(bucket.take(5)).toBe(100);
  expect(bucket.take(105)).toBe(0);
  expect(bucket.take(105)).toBe(0);
});

test("after a hold the bucket is empty, so that nothing rushes out", () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 5 });
  bucket.hold(2000);
  expect(takeGreedily(bucket, 1000, 1350)).toEqual([2000, 2100, 2200, 2300]);
});

test("a shorter hold does not end a longer one", () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 1 });
  bucket.hold(5000);
  bucket.hold(2000);
  expect(bucket.heldAt(4999)).toBe(true);
  expect(bucket.take(4999)).toBe(1);
});

test("a clock that is set back costs no more than it would have", () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 1 });
  expect(bucket.take(1_000_000)).toBe(0);
  expect(bucket.take(1000)).toBeCloseTo(100);
  expect(bucket.take(1100)).toBe(0);
});

test("no stretch of time ever sees more tokens than burst and rate allow", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 2, maxLength: 200 }),
      (perSecond, burst, steps) => {
        const bucket = new TokenBucket({ perSecond, burst });
        let now = 0;
        const taken: number[] = [];
        for (const step of steps) {
          now += step;
          while (bucket.take(now) === 0) taken.push(now);
        }
        const tooMany = taken.some((from, first) =>
          taken.some(
            (to, last) => last - first + 1 > burst + ((to - from) / 1000) * perSecond + 1e-6 && last >= first,
          ),
        );
        expect(tooMany).toBe(false);
      },
    ),
    { numRuns: 50 },
  );
});

test("the delay that it names is exact: a token is there then, and not before", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 20 }), (perSecond, burst) => {
      const bucket = new TokenBucket({ perSecond, burst });
      while (bucket.take(0) === 0);
      const delayMs = bucket.take(0);
      expect(bucket.take(delayMs * 0.99)).toBeGreaterThan(0);
      expect(bucket.take(delayMs + 1e-6)).toBe(0);
    }),
  );
});
