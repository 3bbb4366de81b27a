import fc from "fast-check";
import { expect, test } from "vitest";
import { checkSpending, checkSpendingOfAll, type SpendingLimits } from "../../src/plan/money/spending.ts";
import { planTotals } from "../../src/plan/money/totals.ts";
import type { Plan, PlanItem } from "../../src/plan/plan.ts";
import { contractOf } from "../fakes/contracts.ts";

function render(id: string, seconds: number, amount: number | null = seconds / 10, take = 1): PlanItem {
  return {
    id,
    take,
    action: "render",
    reason: "new",
    changes: [],
    price: amount === null ? null : { amount, currency: "USD" },
    job: {
      id,
      take,
      kind: "clip",
      needs: [],
      request: { contract: "kling-v3@2026-05", parameters: {}, frames: {} },
      contract: contractOf("kling-v3@2026-05"),
      pictures: [],
      inputs: {},
      fingerprint: "v1:x",
      clip: `${id}.mp4`,
      billing: { key: "kling-v3 720P", seconds },
      canLookUp: false,
      line: 1,
    },
  };
}

function plan(...items: PlanItem[]): Plan {
  return { items, totals: planTotals(items), unrecordedClips: [], orphans: [], renames: [] };
}

const film = plan(render("a", 5), render("b", 10), render("b", 10, 1, 2), render("c", 5));

test("a plan within its limits fits, to the last cent and second", () => {
  expect(checkSpending(film, { amount: 3, shots: 4, seconds: 30 })).toMatchObject({ kind: "fits" });
  expect(checkSpending(film, {})).toMatchObject({ kind: "fits" });
});

test("a budget is exact: decimals as they are written, not as binary numbers add them up", () => {
  const dimes = plan(render("a", 1, 0.1), render("b", 1, 0.1), render("c", 1, 0.1));
  expect(checkSpending(dimes, { amount: 0.3 })).toEqual({
    kind: "fits",
    needed: { amount: 0.3, currency: "USD", shots: 3, seconds: 3 },
  });
  expect(dimes.totals.price).toEqual({ amount: 0.3, currency: "USD" });
  expect(checkSpending(dimes, { amount: 0.2999999 })).toMatchObject({
    kind: "exceeds",
    excess: {
      limits: { amount: 0.2999999, currency: "USD" },
      fitting: { amount: 0.2, currency: "USD", ids: ["a", "b"] },
    },
  });
});

test("amounts in several currencies are not held against one budget", () => {
  const euros = { ...render("b", 5), price: { amount: 1, currency: "EUR" } };
  const other = { ...euros, job: { ...render("b", 5).job, billing: { key: "kling-v3 1080P", seconds: 5 } } };
  const mixed = plan(render("a", 5), other as PlanItem);
  expect(checkSpending(mixed, { amount: 100 })).toEqual({
    kind: "price_unknown",
    billingKeys: ["kling-v3 720P"],
  });
});

test.each<[string, SpendingLimits, string[]]>([
  ["money", { amount: 2.6 }, ["a", "b"]],
  ["clips", { shots: 3 }, ["a", "b"]],
  ["seconds", { seconds: 24 }, ["a"]],
  ["nothing at all", { shots: 0 }, []],
])(
  "a plan that exceeds %s is refused with the part of it that would fit, shots whole",
  (_name, limits, ids) => {
    const verdict = checkSpending(film, limits);
    if (verdict.kind !== "exceeds") throw new Error(`expected an excess, got ${verdict.kind}`);
    expect(verdict.excess.fitting.ids).toEqual(ids);
    expect(verdict.excess.needed).toMatchObject({ shots: 4, seconds: 30 });
  },
);

test("a submit of unknown outcome that is looked up counts as if it were sent again", () => {
  const lookedUp: PlanItem = { ...render("x", 5, 25), action: "resume", reason: "uncertain" };
  const both = plan(render("a", 5), lookedUp);
  expect(both.totals).toMatchObject({
    render: 1,
    price: { amount: 0.5 },
    possible: { clips: 1, seconds: 5, price: { amount: 25, currency: "USD" } },
  });
  expect(checkSpending(plan(lookedUp), { amount: 0 }).kind).toBe("exceeds");
  expect(checkSpending(both, { amount: 25.4 })).toMatchObject({
    kind: "exceeds",
    excess: { needed: { amount: 25.5, shots: 2, seconds: 10 }, fitting: { ids: ["a"] } },
  });
  expect(checkSpending(both, { amount: 25.5, shots: 2, seconds: 10 }).kind).toBe("fits");
  const unpriced = plan({ ...lookedUp, price: null });
  expect(checkSpending(unpriced, { amount: 9 }).kind).toBe("price_unknown");
});

test("a task that the provider has costs nothing more", () => {
  const inFlight: PlanItem = { ...render("x", 5), action: "resume", reason: "in_flight", price: null };
  expect(checkSpending(plan(inFlight), { amount: 0, shots: 0 }).kind).toBe("fits");
});

test("a budget in money names the billing keys that have no price", () => {
  const verdict = checkSpending(plan(render("a", 5, null)), { amount: 100 });
  expect(verdict).toEqual({ kind: "price_unknown", billingKeys: ["kling-v3 720P"] });
});

test("whatever the plan and the limits, the part said to fit does fit, and the next shot would not", () => {
  const shots = fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 12 });
  const limits = fc.record({ amount: fc.nat(10), shots: fc.nat(12), seconds: fc.nat(90) });
  fc.assert(
    fc.property(shots, limits, (durations, limit) => {
      const items = durations.map((seconds, index) => render(`s${index}`, seconds));
      const verdict = checkSpending(plan(...items), limit);
      if (verdict.kind !== "exceeds") return;
      const { ids } = verdict.excess.fitting;
      const upTo = (count: number) => checkSpending(plan(...items.slice(0, count)), limit).kind;
      expect(upTo(ids.length)).toBe("fits");
      expect(upTo(ids.length + 1)).toBe("exceeds");
    }),
  );
});

test("several plans are held against their sum, and what fits is named for each: nothing behind the first that does not", () => {
  const files = [
    { file: "one", plan: plan(render("a", 5), render("b", 5)) },
    { file: "none", plan: plan() },
    { file: "two", plan: plan(render("a", 10), render("b", 10), render("c", 1)) },
    { file: "three", plan: plan(render("a", 1)) },
  ];
  expect(checkSpendingOfAll(files, { seconds: 32 })).toMatchObject({ kind: "fits", needed: { seconds: 32 } });
  const verdict = checkSpendingOfAll(files, { seconds: 25 });
  expect(verdict).toMatchObject({
    kind: "exceeds",
    excess: {
      needed: { seconds: 32, shots: 6 },
      fitting: {
        seconds: 20,
        ids: ["a", "b", "a"],
        files: [
          { file: "one", ids: ["a", "b"], whole: true },
          { file: "none", ids: [], whole: true },
          { file: "two", ids: ["a"], whole: false },
          { file: "three", ids: [], whole: false },
        ],
      },
    },
  });
});
