import { groupBy } from "../../base/group-by.ts";
import { sum } from "../../base/money.ts";
import type { Attempt, LockState } from "../../state/state.ts";
import type { Price } from "../plan.ts";

/** One submit that was paid for, or may have been. */
export interface PaidAttempt {
  readonly id: string;
  readonly take: number;
  readonly attempt: Attempt;
  /** `unknown`: the submit's outcome is not known. */
  readonly paid: "yes" | "unknown";
}

/**
 * What was paid for, as far as the record says. A task that the provider failed is not: it is refunded. An attempt without
 * a task never reached the provider, unless its outcome is not known.
 */
export function* paidAttempts(state: LockState): Iterable<PaidAttempt> {
  for (const [id, takes] of state) {
    for (const { take, attempts } of takes) {
      for (const attempt of attempts) {
        const paid = paidOf(attempt);
        if (paid !== "no") yield { id, take, attempt, paid };
      }
    }
  }
}

function paidOf({ state, taskId }: Attempt): PaidAttempt["paid"] | "no" {
  if (state === "uncertain" || state === "submitting") return "unknown";
  return taskId === undefined || state === "failed" ? "no" : "yes";
}

/** Sums in each currency that occurs, the first one first. Attempts without a price are left out. */
export function amountsOf(prices: Iterable<Price | undefined>): readonly Price[] {
  const known = [...prices].filter((price) => price !== undefined);
  return [...groupBy(known, ({ currency }) => currency)].map(([currency, list]) => ({
    amount: sum(list.map(({ amount }) => amount)),
    currency,
  }));
}

/** What a run spent: the submits since its beginning that were accepted and have not failed. */
export function spentSince(state: LockState, startedAt: number): Price | null {
  return spentSinceInAll([state], startedAt);
}

/** The same of several storyboards that were run together. */
export function spentSinceInAll(states: readonly LockState[], startedAt: number): Price | null {
  return wholeSum(
    states.flatMap((state) => [
      ...priced(state, ({ submittedAt, price }) => (submittedAt >= startedAt ? { price } : undefined)),
    ]),
  );
}

/** The price of everything that was paid for; `undefined` where one is not known. */
export function paidPrices(
  state: LockState,
  priceOf: (attempt: Attempt) => Price | undefined,
): readonly (Price | undefined)[] {
  return [...priced(state, (attempt) => ({ price: priceOf(attempt) }))];
}

/** @param of the price of an attempt that counts; `undefined` for one that does not */
function* priced(
  state: LockState,
  of: (attempt: Attempt) => { readonly price?: Price | undefined } | undefined,
): Iterable<Price | undefined> {
  for (const { attempt, paid } of paidAttempts(state)) {
    const counted = paid === "yes" ? of(attempt) : undefined;
    if (counted !== undefined) yield counted.price;
  }
}

/** `null` where there is none, or one is not known: a sum of some, or in one of several currencies, would read as the whole. */
export function wholeSum(prices: readonly (Price | undefined)[]): Price | null {
  const [only, ...others] = amountsOf(prices);
  return only === undefined || others.length > 0 || prices.includes(undefined) ? null : only;
}
