import type { HeldPlan } from "../../plan/money/spending.ts";
import type { Plan, PlanTotals } from "../../plan/plan.ts";
import {
  type PlanJson,
  type PlanTotalsJson,
  planJson,
  type SpendingJson,
  spendingJson,
  totalsJson,
} from "./plan-json.ts";
import type { ForeseenRefusal } from "./plan-text.ts";

/** The plan of one of several storyboards. */
export interface FilmPlan {
  /** The storyboard as the user wrote it. */
  readonly file: string;
  readonly plan: Plan;
  readonly refusal: ForeseenRefusal | undefined;
}

/** Plans of several storyboards as `plan --json` gives them. */
export interface PlansJson {
  readonly files: readonly ({ readonly file: string } & PlanJson)[];
  /** Names all of them: `render --plan HASH` with the same storyboards refuses any others. */
  readonly plan_hash: string;
  readonly totals: PlanTotalsJson;
  /** Limits are held against all of them together; that of each file is `null`. */
  readonly spending: SpendingJson | null;
}

export function plansJson(
  films: readonly FilmPlan[],
  {
    hash,
    totals,
    held,
  }: { readonly hash: string; readonly totals: PlanTotals; readonly held: HeldPlan | undefined },
): PlansJson {
  return {
    files: films.map(({ file, plan, refusal }) => ({ file, ...planJson(plan, { refusal }) })),
    plan_hash: hash,
    totals: totalsJson(totals),
    spending: held === undefined ? null : spendingJson(held),
  };
}
