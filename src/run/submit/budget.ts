import {
  addSpending,
  costOf,
  isWithin,
  nothingSpent,
  type SpendingLimits,
  subtractSpending,
} from "../../plan/money/spending.ts";
import type { PlanItem } from "../../plan/plan.ts";

/**
 * Holds a run to its limits. Everything submitted counts from before the submit on, and stays counted unless it is
 * certain that nothing was paid: confirmed and uncertain submits weigh the same.
 */
export class Budget {
  readonly #limits: SpendingLimits;
  #reserved = nothingSpent;

  constructor(limits: SpendingLimits = {}) {
    this.#limits = limits;
  }

  /** Reserves the cost of one render; false, and nothing reserved, when it does not fit. */
  reserve(item: PlanItem): boolean {
    const next = addSpending(this.#reserved, costOf(item));
    if (!isWithin(next, this.#limits)) return false;
    this.#reserved = next;
    return true;
  }

  /** Nothing was paid for it after all. */
  release(item: PlanItem): void {
    this.#reserved = subtractSpending(this.#reserved, costOf(item));
  }
}
