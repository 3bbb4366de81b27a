import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LookPlan } from "../../../src/run/polling/look-plan.ts";

const terms = { shortestMs: 5_000, lookCostMs: 40, marginMs: 250 };

function plan(...endsMs: number[]): LookPlan {
  return new LookPlan(Float64Array.from(endsMs), terms);
}

/** Ends so far apart that a look right after any of them is allowed after a look at any other. */
const endsApart = fc
  .array(fc.integer({ min: 5_500, max: 40_000 }), { minLength: 1, maxLength: 7 })
  .map((gapsMs) => gapsMs.map((_, index) => gapsMs.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0)));

/** Delay and price on average with looks after these ends, the last among them. */
function costOf(endsMs: readonly number[], lookedAfter: readonly number[]): number {
  const costs = endsMs.map((endMs) => {
    const found = lookedAfter.findIndex((lookMs) => lookMs >= endMs);
    return (lookedAfter[found] ?? 0) + terms.marginMs - endMs + (found + 1) * terms.lookCostMs;
  });
  return costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
}

/** Every choice of looks, the last end among them. */
function choices(endsMs: readonly number[]): readonly (readonly number[])[] {
  return Array.from({ length: 2 ** (endsMs.length - 1) }, (_, bits) =>
    endsMs.filter((_end, index) => index === endsMs.length - 1 || (bits & (1 << index)) !== 0),
  );
}

describe("a plan of looks", () => {
  test("costs as little as the best of all choices, and begins as that one does", () => {
    fc.assert(
      fc.property(endsApart, (endsMs) => {
        const look = plan(...endsMs).next(0);
        const costs = choices(endsMs).map((looks) => ({
          first: looks[0] ?? 0,
          costMs: costOf(endsMs, looks),
        }));
        const leastMs = Math.min(...costs.map(({ costMs }) => costMs));
        expect(look?.costMs).toBeCloseTo(leastMs, 3);
        const best = costs.filter(({ costMs }) => costMs < leastMs + 0.001).map(({ first }) => first + 250);
        expect(best).toContain(look?.waitMs);
      }),
    );
  });

  test("never looks sooner than allowed, however close together the ends are", () => {
    const ends = fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(ends, fc.nat(30_000), (endsMs, elapsedMs) => {
        const look = plan(...endsMs.toSorted((a, b) => a - b)).next(elapsedMs);
        expect(look?.waitMs ?? 5_000).toBeGreaterThanOrEqual(5_000);
      }),
    );
  });

  test("answers the same whatever it was asked before", () => {
    fc.assert(
      fc.property(endsApart, fc.array(fc.nat(200_000)), fc.nat(200_000), (endsMs, before, elapsedMs) => {
        const used = plan(...endsMs);
        for (const askedMs of before) used.next(askedMs);
        expect(used.next(elapsedMs)).toEqual(plan(...endsMs).next(elapsedMs));
      }),
    );
  });

  test("of two kinds of tasks, finds the short ones at their end and lets the long ones be until theirs", () => {
    const kinds = plan(60_000, 60_000, 60_000, 240_000, 240_000, 240_000);
    expect(kinds.next(0)?.waitMs).toBe(60_250);
    expect(kinds.next(60_330)?.waitMs).toBe(240_250 - 60_330);
  });

  test("is given up on when the task goes on after most of its moments", () => {
    const four = plan(10_000, 20_000, 30_000, 40_000);
    expect(four.next(20_000)).toBeDefined();
    expect(four.next(30_000)).toBeUndefined();
  });
});
