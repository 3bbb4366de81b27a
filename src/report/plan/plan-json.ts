import type { JsonValue } from "../../base/json.ts";
import type { BillingTotal, Plan, PlanItem, PossibleTotal, Price } from "../../plan/plan.ts";
import type { HeldPlan, Spending, SpendingExcess, SpendingLimits } from "../../plan/spending.ts";
import type { ForeseenRefusal } from "./plan-text.ts";

/** A plan as `plan --json` gives it. */
export interface PlanJson {
  readonly jobs: readonly PlanJobJson[];
  readonly totals: PlanTotalsJson;
  /** Whether a render with the same limits would begin; `null` where none were given. */
  readonly spending: SpendingJson | null;
  /** Why a render of this plan would not begin; `null` where it would. */
  readonly refusal: {
    readonly reason: string;
    readonly message: string;
    readonly hint: string | null;
  } | null;
}

interface SpendingJson {
  readonly fits: boolean;
  readonly limits: SpendingLimits;
  readonly needed: Spending;
  /** The largest run from the film's beginning that would fit; `null` where the whole does. */
  readonly fitting: SpendingExcess["fitting"] | null;
}

interface PlanJobJson {
  readonly id: string;
  readonly take: number;
  /** The shot's line in the storyboard, from 1; `null` when it is no longer there. */
  readonly line: number | null;
  readonly action: string;
  readonly reason: string;
  readonly changes: readonly { field: string; before: JsonValue; after: JsonValue }[];
  readonly billing_key: string | null;
  readonly seconds: number | null;
  readonly price: Price | null;
  readonly task_id: string | null;
  /** What is in the clip's place, where that is not the clip. */
  readonly found: string | null;
}

interface PlanTotalsJson {
  readonly jobs: number;
  readonly render: number;
  readonly resume: number;
  readonly download: number;
  readonly hold: number;
  readonly none: number;
  readonly billing: readonly {
    readonly billing_key: string;
    readonly clips: number;
    readonly seconds: number;
    readonly price: Price | null;
  }[];
  readonly price: Price | null;
  /** What look-ups that find nothing may add. */
  readonly possible: PossibleTotal;
}

/** The whole plan, up-to-date jobs included. */
export function planJson(
  { items, totals }: Plan,
  {
    held,
    refusal,
  }: { readonly held?: HeldPlan | undefined; readonly refusal?: ForeseenRefusal | undefined } = {},
): PlanJson {
  const { jobs, render, resume, download, hold, none, billing, price, possible } = totals;
  return {
    jobs: items.map(jobJson),
    totals: {
      jobs,
      render,
      resume,
      download,
      hold,
      none,
      billing: billing.map(billingJson),
      price,
      possible,
    },
    spending: held === undefined ? null : spendingJson(held),
    refusal: refusal === undefined ? null : refusalJson(refusal),
  };
}

function refusalJson({ reason, message, hint }: ForeseenRefusal): PlanJson["refusal"] {
  return { reason, message, hint: hint ?? null };
}

function spendingJson({ limits, verdict }: HeldPlan): SpendingJson {
  if (verdict.kind === "exceeds") return { fits: false, ...verdict.excess };
  const { needed } = verdict;
  const { currency } = needed;
  const named = limits.amount === undefined || currency === undefined ? limits : { ...limits, currency };
  return { fits: true, limits: named, needed, fitting: null };
}

function jobJson(item: PlanItem): PlanJobJson {
  const { id, take, action, reason, price, job, attempt } = item;
  return {
    id,
    take,
    line: job?.line ?? null,
    action,
    reason,
    changes: item.changes.map(({ field, before, after }) => ({ field, before, after })),
    billing_key: job?.billing.key ?? null,
    seconds: job?.billing.seconds ?? null,
    price,
    task_id: attempt?.taskId ?? null,
    found: item.found ?? null,
  };
}

function billingJson({ billingKey, clips, seconds, price }: BillingTotal): PlanTotalsJson["billing"][number] {
  return { billing_key: billingKey, clips, seconds, price };
}
