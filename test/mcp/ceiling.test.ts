import fc from "fast-check";
import { expect, test } from "vitest";
import { sum } from "../../src/base/money.ts";
import { SpendingCeiling } from "../../src/mcp/session/ceiling.ts";

const cents = fc.integer({ min: 0, max: 500 }).map((amount) => amount / 100);
/** A render: what it may spend, and what it spent of that; `undefined` where that is not certain. */
const render = fc.record({ amount: cents, part: fc.option(fc.double({ min: 0, max: 1, noNaN: true })) });

test("whatever renders come to, what they spent and may spend never goes above the ceiling", () => {
  fc.assert(
    fc.property(cents, fc.array(render, { maxLength: 40 }), (most, renders) => {
      const ceiling = new SpendingCeiling(most);
      const spent: number[] = [];
      for (const { amount, part } of renders) {
        const reserved = ceiling.reserve({ amount, currency: "USD" });
        if (!reserved.ok) {
          expect(sum([...spent, amount])).toBeGreaterThan(most);
          continue;
        }
        const actual = part === null ? undefined : Math.floor(amount * part * 100) / 100;
        reserved.value.settle(actual);
        spent.push(actual ?? amount);
        expect(sum(spent)).toBeLessThanOrEqual(most);
        expect(ceiling.left).toBe(
          ceiling.most === undefined ? undefined : Number((most - ceiling.committed).toFixed(2)),
        );
      }
    }),
  );
});

test("without a ceiling everything fits, in any currency", () => {
  const ceiling = new SpendingCeiling(undefined);
  expect(ceiling.reserve({ amount: 1e6, currency: "USD" }).ok).toBe(true);
  expect(ceiling.reserve({ amount: 1e6, currency: "EUR" }).ok).toBe(true);
  expect(ceiling.left).toBeUndefined();
});

test("a ceiling of nothing lets pass what submits nothing", () => {
  const ceiling = new SpendingCeiling(0);
  expect(ceiling.reserve(null).ok).toBe(true);
  expect(ceiling.reserve({ amount: 0, currency: "USD" }).ok).toBe(true);
  expect(ceiling.reserve({ amount: 0.01, currency: "USD" })).toMatchObject({
    error: { code: "over_limits" },
  });
});
