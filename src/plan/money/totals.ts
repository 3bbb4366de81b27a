import { sum } from "../../base/money.ts";
import {
  type BillingTotal,
  mayCost,
  type PlanItem,
  type PlanTotals,
  type PossibleTotal,
  type Price,
} from "../plan.ts";

/** Adds up what a plan would do and cost. */
export function planTotals(items: readonly PlanItem[]): PlanTotals {
  const counts = { render: 0, resume: 0, download: 0, move: 0, hold: 0, none: 0 };
  const billing = new Map<string, BillingTotal>();
  for (const item of items) {
    counts[item.action] += 1;
    if (item.action !== "render" || item.job === undefined) continue;
    const { key, seconds } = item.job.billing;
    const before = billing.get(key);
    billing.set(key, {
      billingKey: key,
      clips: (before?.clips ?? 0) + 1,
      seconds: sum([before?.seconds ?? 0, seconds]),
      price: before === undefined ? item.price : addPrices([before.price, item.price]),
    });
  }
  const lines = [...billing.values()].sort((a, b) => (a.billingKey < b.billingKey ? -1 : 1));
  const price = addPrices(lines.map((line) => line.price));
  return { jobs: items.length, ...counts, billing: lines, price, possible: possibleTotal(items) };
}

function possibleTotal(items: readonly PlanItem[]): PossibleTotal {
  const possible = items.filter((item) => item.action !== "render" && mayCost(item));
  return {
    clips: possible.length,
    seconds: sum(possible.map(({ job }) => job?.billing.seconds ?? 0)),
    price: addPrices(possible.map(({ price }) => price)),
  };
}

/** The sum, or `null` where a price is unknown or currencies differ: a partial sum would read as the whole. */
function addPrices(prices: readonly (Price | null)[]): Price | null {
  const [first] = prices;
  if (first === undefined || first === null) return null;
  const amounts: number[] = [];
  for (const price of prices) {
    if (price === null || price.currency !== first.currency) return null;
    amounts.push(price.amount);
  }
  return { amount: sum(amounts), currency: first.currency };
}
