import fc from "fast-check";
import { expect, test } from "vitest";
import { makePlan } from "../../src/plan/make/make-plan.ts";
import type { Plan, Price } from "../../src/plan/plan.ts";
import { planHash, planHashOfAll } from "../../src/plan/plan-hash.ts";
import { job } from "../fakes/run-harness.ts";

interface Asked {
  readonly prompts: readonly string[];
  readonly price?: Price;
  readonly now?: number;
}

function planOf({ prompts, price, now = 1 }: Asked): Plan {
  const jobs = prompts.map((prompt, index) => job(`s${index}`, { inputs: { model: "kling-v3", prompt } }));
  return makePlan({
    jobs,
    state: new Map(),
    clipOnDisk: () => ({ kind: "missing" }),
    now,
    priceOf: () => price ?? null,
  });
}

const prompts = fc.array(fc.string(), { minLength: 1, maxLength: 5 });

test("a plan has one hash, whenever and however often it is made", () => {
  fc.assert(
    fc.property(prompts, fc.nat(), (texts, now) => {
      const hash = planHash(planOf({ prompts: texts }));
      expect(hash).toMatch(/^[0-9a-f]{16}$/);
      expect(planHash(planOf({ prompts: texts, now }))).toBe(hash);
    }),
  );
});

test("another input, another price or one more shot is another plan", () => {
  fc.assert(
    fc.property(prompts, fc.nat(), (texts, at) => {
      const hash = planHash(planOf({ prompts: texts }));
      const edited = texts.map((text, index) => (index === at % texts.length ? `${text}!` : text));
      expect(planHash(planOf({ prompts: edited }))).not.toBe(hash);
      expect(planHash(planOf({ prompts: [...texts, "one more"] }))).not.toBe(hash);
      const priced = planHash(planOf({ prompts: texts, price: { amount: 0.35, currency: "USD" } }));
      expect(priced).not.toBe(hash);
      expect(planHash(planOf({ prompts: texts, price: { amount: 0.36, currency: "USD" } }))).not.toBe(priced);
    }),
  );
});

test("several plans have one hash in any order; one has its own", () => {
  fc.assert(
    fc.property(prompts, prompts, (first, second) => {
      const [one, two] = [planOf({ prompts: first }), planOf({ prompts: second })];
      expect(planHashOfAll([one, two])).toBe(planHashOfAll([two, one]));
      expect(planHashOfAll([one])).toBe(planHash(one));
      expect(planHashOfAll([one, two])).not.toBe(planHashOfAll([one, one, two]));
      expect(planHashOfAll([one, two])).toMatch(/^[0-9a-f]{16}$/);
    }),
  );
});
