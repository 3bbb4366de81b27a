import { difference, sum } from "../../base/money.ts";
import { mayCost, type Plan, type PlanItem } from "../plan.ts";

/** What a run may spend at most: `--budget`, `--max-shots`, `--max-seconds`. */
export interface SpendingLimits {
  /** In the currency of the prices. */
  readonly amount?: number;
  /** Of the amount; known once the limits were held against a plan with prices. */
  readonly currency?: string;
  /** Clips rendered anew. */
  readonly shots?: number;
  /** Seconds rendered anew. */
  readonly seconds?: number;
}

/** A sum to hold against limits. */
export interface Spending {
  readonly amount: number;
  /** Of the amount; absent where nothing has a price. */
  readonly currency?: string;
  readonly shots: number;
  readonly seconds: number;
}

/** A plan that does not fit its limits, and the largest run from the film's beginning that would. */
export interface SpendingExcess {
  readonly limits: SpendingLimits;
  /** What the whole plan comes to. */
  readonly needed: Spending;
  readonly fitting: Spending & {
    /** Ids of the shots whose renders fit, in film order. */
    readonly ids: readonly string[];
  };
}

export type SpendingVerdict =
  | { readonly kind: "fits"; readonly needed: Spending }
  | { readonly kind: "exceeds"; readonly excess: SpendingExcess }
  /** A budget in money cannot be held where prices are unknown. */
  | { readonly kind: "price_unknown"; readonly billingKeys: readonly string[] };

/** A plan that was held against limits, with what came of it. */
export interface HeldPlan {
  readonly limits: SpendingLimits;
  readonly verdict: Exclude<SpendingVerdict, { readonly kind: "price_unknown" }>;
}

export const nothingSpent: Spending = { amount: 0, shots: 0, seconds: 0 };

/** What one submit of an item adds. */
export function costOf(item: PlanItem): Spending {
  if (item.job === undefined) return nothingSpent;
  const { seconds } = item.job.billing;
  return item.price === null ? { amount: 0, shots: 1, seconds } : { ...item.price, shots: 1, seconds };
}

export function addSpending(a: Spending, b: Spending): Spending {
  return {
    amount: sum([a.amount, b.amount]),
    ...currencyOf(a.currency ?? b.currency),
    shots: a.shots + b.shots,
    seconds: sum([a.seconds, b.seconds]),
  };
}

export function subtractSpending(a: Spending, b: Spending): Spending {
  return {
    amount: difference(a.amount, b.amount),
    ...currencyOf(a.currency),
    shots: a.shots - b.shots,
    seconds: difference(a.seconds, b.seconds),
  };
}

function currencyOf(currency: string | undefined): { readonly currency?: string } {
  return currency === undefined ? {} : { currency };
}

export function isWithin(spending: Spending, { amount, shots, seconds }: SpendingLimits): boolean {
  return (
    spending.amount <= (amount ?? Infinity) &&
    spending.shots <= (shots ?? Infinity) &&
    spending.seconds <= (seconds ?? Infinity)
  );
}

/**
 * Holds a whole plan against its limits, before anything is submitted. What may have to be sent again counts as if it
 * were: a limit that holds only when all goes well is none.
 */
export function checkSpending(plan: Plan, limits: SpendingLimits): SpendingVerdict {
  const renders = plan.items.filter(mayCost);
  if (limits.amount !== undefined) {
    const priced = [...plan.totals.billing, ...renders];
    const currency = priced.find(({ price }) => price !== null)?.price?.currency;
    // Amounts in several currencies have no sum to hold against one budget.
    const unpriced = renders.filter(({ price }) => price === null || price.currency !== currency);
    if (unpriced.length > 0) {
      const keys = unpriced.flatMap(({ job }) => (job === undefined ? [] : [job.billing.key]));
      return { kind: "price_unknown", billingKeys: [...new Set(keys)].sort() };
    }
  }
  const needed = renders.map(costOf).reduce(addSpending, nothingSpent);
  if (isWithin(needed, limits)) return { kind: "fits", needed };
  const named = limits.amount === undefined ? limits : { ...limits, ...currencyOf(needed.currency) };
  return { kind: "exceeds", excess: { limits: named, needed, fitting: fittingPart(renders, limits) } };
}

/** Whole shots, with all their takes: `--only` names shots. */
function fittingPart(renders: readonly PlanItem[], limits: SpendingLimits): SpendingExcess["fitting"] {
  let sum = nothingSpent;
  const ids: string[] = [];
  for (const [id, cost] of costByShot(renders)) {
    const next = addSpending(sum, cost);
    if (!isWithin(next, limits)) break;
    sum = next;
    ids.push(id);
  }
  return { ...sum, ids };
}

function costByShot(renders: readonly PlanItem[]): Map<string, Spending> {
  const costs = new Map<string, Spending>();
  for (const item of renders) {
    costs.set(item.id, addSpending(costs.get(item.id) ?? nothingSpent, costOf(item)));
  }
  return costs;
}
