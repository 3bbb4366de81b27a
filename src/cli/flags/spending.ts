import type { SpendingLimits } from "../../plan/money/spending.ts";
import type { SpendingFlags } from "./flags.ts";

/** `--budget`, `--max-shots` and `--max-seconds` as limits. */
export function spendingLimits({ budget, maxShots, maxSeconds }: SpendingFlags): SpendingLimits {
  return {
    ...(budget === undefined ? {} : { amount: budget }),
    ...(maxShots === undefined ? {} : { shots: maxShots }),
    ...(maxSeconds === undefined ? {} : { seconds: maxSeconds }),
  };
}
