import type { PlanItem } from "../plan/plan.ts";

/** What a run may spend at most: `--budget`, `--max-shots`, `--max-seconds`. */
export interface SpendingLimits {
  /** In the currency of the prices. */
  readonly amount?: number;
  readonly shots?: number;
  readonly seconds?: number;
}

/**
 * Holds a run to its limits. Everything submitted counts from before the submit on, and stays counted unless it is
 * certain that nothing was paid: confirmed and uncertain submits weigh the same.
 */
export class Budget {
  readonly #limits: SpendingLimits;
  #amount = 0;
  #shots = 0;
  #seconds = 0;

  constructor(limits: SpendingLimits = {}) {
    this.#limits = limits;
  }

  /** Reserves the cost of one render; false, and nothing reserved, when it does not fit. */
  reserve(item: PlanItem): boolean {
    const { amount = Infinity, shots = Infinity, seconds = Infinity } = this.#limits;
    const cost = costOf(item);
    const fits =
      // A sum of prices is not exact in binary; a millionth is no money.
      this.#amount + cost.amount <= amount + 1e-6 &&
      this.#shots + 1 <= shots &&
      this.#seconds + cost.seconds <= seconds;
    if (fits) this.#add(cost, 1);
    return fits;
  }

  /** Nothing was paid for it after all. */
  release(item: PlanItem): void {
    this.#add(costOf(item), -1);
  }

  #add(cost: { amount: number; seconds: number }, sign: 1 | -1): void {
    this.#amount += sign * cost.amount;
    this.#shots += sign;
    this.#seconds += sign * cost.seconds;
  }
}

function costOf(item: PlanItem): { amount: number; seconds: number } {
  return { amount: item.price?.amount ?? 0, seconds: item.job?.billing.seconds ?? 0 };
}
