import { difference, moneyText, sum } from "../../base/money.ts";
import { failure, type Result, success } from "../../base/result.ts";
import type { ToolError } from "../answer/tool-error.ts";

export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** Money that a render may spend, until it is known what it spent. */
export interface Reservation {
  /** What the render came to; `undefined` where that is not certain: then all of it counts as spent. */
  settle(spent: number | undefined): void;
}

/** What all renders of one server may spend together. Amounts of one currency, the first that occurs. */
export class SpendingCeiling {
  /** `undefined`: none was set. */
  readonly most: number | undefined;
  #currency: string | undefined;
  /** By render: what it may spend, or what it spent. */
  readonly #amounts: number[] = [];

  constructor(most: number | undefined) {
    this.most = most;
  }

  get committed(): number {
    return sum(this.#amounts);
  }

  /** What may still be committed; `undefined` without a ceiling. */
  get left(): number | undefined {
    return this.most === undefined ? undefined : Math.max(0, difference(this.most, this.committed));
  }

  get text(): string {
    const { most = 0 } = this;
    return `the server was started with --max-spend ${most}, of which ${moneyText(this.committed, this.#currency)} is committed`;
  }

  /** @param price of all that the render may submit; `null` where it submits nothing */
  reserve(price: Money | null): Result<Reservation, ToolError> {
    if (price === null || price.amount === 0) return success({ settle: () => {} });
    const { left } = this;
    if (left !== undefined && this.#currency !== undefined && price.currency !== this.#currency) {
      return failure({
        code: "currencies_mixed",
        message: `--max-spend holds for ${this.#currency} in this session, and the prices are in ${price.currency}; nothing was submitted`,
        hint: "Ask the person: another server, with a ceiling of its own, can render this storyboard.",
      });
    }
    if (left !== undefined && price.amount > left) {
      return failure({
        code: "over_limits",
        message: `the plan comes to ${moneyText(price.amount, price.currency)}; ${this.text}; nothing was submitted`,
        hint: "Render fewer shots (`only`), or ask the person.",
      });
    }
    this.#currency ??= price.currency;
    const index = this.#amounts.push(price.amount) - 1;
    return success({
      settle: (spent) => {
        if (spent !== undefined) this.#amounts[index] = spent;
      },
    });
  }
}
