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
    /** The same for each storyboard, where several are held against the limits together. */
    readonly files?: readonly FittingFile[];
  };
}

/** What fits of one storyboard's plan, where others go before it. */
export interface FittingFile {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  readonly ids: readonly string[];
  /** Does all of it fit? */
  readonly whole: boolean;
}

/** The plan of one of several storyboards. */
export interface PlanOfFile {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  readonly plan: Plan;
}

export type SpendingVerdict =
  | { readonly kind: "fits"; readonly needed: Spending }
  | { readonly kind: "exceeds"; readonly excess: SpendingExcess }
  /** A budget in money cannot be held where prices are unknown. */
  | PriceUnknown;

export interface PriceUnknown {
  readonly kind: "price_unknown";
  /** Those without a price in the currency of the others. */
  readonly billingKeys: readonly string[];
  /** Where there are prices in several. */
  readonly currencies?: readonly string[];
}

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
  return checkTogether([plan], limits);
}

/** The same for the plans of several storyboards, whose sum is held against the limits; their order is the film's. */
export function checkSpendingOfAll(plans: readonly PlanOfFile[], limits: SpendingLimits): SpendingVerdict {
  const all = plans.map(({ plan }) => plan);
  const verdict = checkTogether(all, limits);
  if (verdict.kind === "price_unknown") {
    const currencies = [...new Set(all.flatMap(({ totals }) => totals.price?.currency ?? []))];
    return currencies.length > 1 ? { ...verdict, currencies } : verdict;
  }
  if (verdict.kind === "fits") return verdict;
  const files = fittingOfEach(all, limits).map(({ ids, whole }, index) => {
    return { file: plans[index]?.file ?? "", ids, whole };
  });
  const { excess } = verdict;
  return { kind: "exceeds", excess: { ...excess, fitting: { ...excess.fitting, files } } };
}

function checkTogether(plans: readonly Plan[], limits: SpendingLimits): SpendingVerdict {
  const renders = plans.flatMap(({ items }) => items.filter(mayCost));
  if (limits.amount !== undefined) {
    const priced = [...plans.flatMap(({ totals }) => totals.billing), ...renders];
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
  const parts = fittingOfEach(plans, limits);
  const fitting = {
    ...parts.map(({ cost }) => cost).reduce(addSpending, nothingSpent),
    ids: parts.flatMap(({ ids }) => ids),
  };
  return { kind: "exceeds", excess: { limits: named, needed, fitting } };
}

interface FittingPart {
  readonly cost: Spending;
  readonly ids: readonly string[];
  readonly whole: boolean;
}

/** Whole shots, with all their takes: `--only` names shots. Behind the first that does not fit there is nothing. */
function fittingOfEach(plans: readonly Plan[], limits: SpendingLimits): readonly FittingPart[] {
  let all = nothingSpent;
  let isFull = false;
  return plans.map(({ items }) => {
    let cost = nothingSpent;
    const ids: string[] = [];
    for (const [id, more] of costByShot(items.filter(mayCost))) {
      const next = addSpending(all, more);
      isFull ||= !isWithin(next, limits);
      if (isFull) break;
      all = next;
      cost = addSpending(cost, more);
      ids.push(id);
    }
    return { cost, ids, whole: !isFull };
  });
}

function costByShot(renders: readonly PlanItem[]): Map<string, Spending> {
  const costs = new Map<string, Spending>();
  for (const item of renders) {
    costs.set(item.id, addSpending(costs.get(item.id) ?? nothingSpent, costOf(item)));
  }
  return costs;
}
