import { wholeSum } from "../../plan/money/spent.ts";
import type { Price } from "../../plan/plan.ts";
import type { FilmStatus } from "../status/shot-status.ts";

/** What several films have cost in all runs; `null` as for one of them, and where nothing was paid for. */
export function sumOfSpent(all: readonly Pick<FilmStatus, "spent" | "isUnpaid">[]): Price | null {
  return wholeSum(all.filter(({ isUnpaid }) => !isUnpaid).map(({ spent }) => spent));
}
