import type { SpendingLimits } from "../../plan/spending.ts";
import type { Refusal } from "../problems.ts";
import type { SpendingFlags } from "./flags.ts";

/** `--budget`, `--max-shots` and `--max-seconds` as limits. */
export function spendingLimits({ budget, maxShots, maxSeconds }: SpendingFlags): SpendingLimits {
  return {
    ...(budget === undefined ? {} : { amount: budget }),
    ...(maxShots === undefined ? {} : { shots: maxShots }),
    ...(maxSeconds === undefined ? {} : { seconds: maxSeconds }),
  };
}

/** A budget that nobody can hold a plan against. */
export function priceUnknown(billingKeys: readonly string[]): Refusal<"price_unknown"> {
  return {
    reason: "price_unknown",
    message: `--budget needs prices, and there is none for ${billingKeys.join(", ")}`,
    hint: "Add `prices` to the storyboard, or limit the run with --max-shots or --max-seconds.",
  };
}
