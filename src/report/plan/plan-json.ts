import type { JsonValue } from "../../base/json.ts";
import type { HeldPlan, Spending, SpendingExcess, SpendingLimits } from "../../plan/money/spending.ts";
import type { BillingTotal, Plan, PlanItem, PlanTotals, PossibleTotal, Price } from "../../plan/plan.ts";
import { planHash } from "../../plan/plan-hash.ts";
import type { ForeseenRefusal } from "./plan-text.ts";

/** A plan as `plan --json` gives it. */
export interface PlanJson {
  /** Names the plan: `render --plan HASH` refuses any other. */
  readonly plan_hash: string;
  readonly jobs: readonly PlanJobJson[];
  readonly totals: PlanTotalsJson;
  /** Clips that no shot wants any more, relative to the output folder. */
  readonly orphans: readonly { readonly id: string; readonly take: number; readonly clip: string }[];
  /** Whether a render with the same limits would begin; `null` where none were given. */
  readonly spending: SpendingJson | null;
  /** Why a render of this plan would not begin; `null` where it would. */
  readonly refusal: {
    readonly reason: string;
    readonly message: string;
    readonly hint: string | null;
  } | null;
}

export interface SpendingJson {
  readonly fits: boolean;
  readonly limits: SpendingLimits;
  readonly needed: Spending;
  /** The largest run from the film's beginning that would fit; `null` where the whole does. */
  readonly fitting: SpendingExcess["fitting"] | null;
}

interface PlanJobJson {
  readonly id: string;
  /** The scene's id; `null` where the storyboard has none. */
  readonly scene: string | null;
  readonly take: number;
  /** The shot's line in the storyboard, from 1; `null` when it is no longer there. */
  readonly line: number | null;
  /** The included file that the line is in, relative to the storyboard. */
  readonly written_in: string | null;
  readonly action: string;
  readonly reason: string;
  /** The shot whose clip is waited for, or several; `null` where all that is needed is there. */
  readonly waits_for: string | readonly string[] | null;
  readonly changes: readonly { field: string; before: JsonValue; after: JsonValue }[];
  readonly billing_key: string | null;
  readonly seconds: number | null;
  readonly price: Price | null;
  readonly task_id: string | null;
  /** What is in the clip's place, where that is not the clip. */
  readonly found: string | null;
  /** The shot's id before, where it was renamed. */
  readonly from: string | null;
  /** Ids that the shot may have had before, where several come into question. */
  readonly candidates: readonly string[];
}

export interface PlanTotalsJson {
  readonly jobs: number;
  readonly render: number;
  readonly resume: number;
  readonly download: number;
  readonly move: number;
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
  plan: Plan,
  {
    held,
    refusal,
  }: { readonly held?: HeldPlan | undefined; readonly refusal?: ForeseenRefusal | undefined } = {},
): PlanJson {
  const done = new Set(
    plan.items.filter(({ reason }) => reason === "up_to_date" || reason === "accepted").map(takeKey),
  );
  return {
    plan_hash: planHash(plan),
    jobs: plan.items.map((item) => jobJson(item, done)),
    totals: totalsJson(plan.totals),
    orphans: plan.orphans.map(({ id, take, clip }) => ({ id, take, clip: clip.file })),
    spending: held === undefined ? null : spendingJson(held),
    refusal: refusal === undefined ? null : refusalJson(refusal),
  };
}

export function totalsJson({ billing, ...totals }: PlanTotals): PlanTotalsJson {
  const { jobs, render, resume, download, move, hold, none, price, possible } = totals;
  return {
    jobs,
    render,
    resume,
    download,
    move,
    hold,
    none,
    billing: billing.map(billingJson),
    price,
    possible,
  };
}

function refusalJson({ reason, message, hint }: ForeseenRefusal): PlanJson["refusal"] {
  return { reason, message, hint: hint ?? null };
}

export function spendingJson({ limits, verdict }: HeldPlan): SpendingJson {
  if (verdict.kind === "exceeds") return { fits: false, ...verdict.excess };
  const { needed } = verdict;
  const { currency } = needed;
  const named = limits.amount === undefined || currency === undefined ? limits : { ...limits, currency };
  return { fits: true, limits: named, needed, fitting: null };
}

function takeKey({ id, take }: { readonly id: string; readonly take: number }): string {
  return `${id} ${take}`;
}

function waitsFor({ action, job }: PlanItem, done: ReadonlySet<string>): PlanJobJson["waits_for"] {
  if (action !== "render") return null;
  const ids = (job?.needs ?? []).filter((need) => !done.has(takeKey(need))).map(({ id }) => id);
  const [first = null, ...others] = ids;
  return others.length === 0 ? first : ids;
}

function jobJson(item: PlanItem, done: ReadonlySet<string>): PlanJobJson {
  const { id, take, action, reason, price, job, attempt } = item;
  return {
    id,
    scene: job?.scene ?? null,
    take,
    line: job?.line ?? null,
    written_in: job?.writtenIn ?? null,
    action,
    reason,
    waits_for: waitsFor(item, done),
    changes: item.changes.map(({ field, before, after }) => ({ field, before, after })),
    billing_key: job?.billing.key ?? null,
    seconds: job?.billing.seconds ?? null,
    price,
    task_id: attempt?.taskId ?? null,
    found: item.found ?? null,
    from: item.from ?? null,
    candidates: item.candidates ?? [],
  };
}

function billingJson({ billingKey, clips, seconds, price }: BillingTotal): PlanTotalsJson["billing"][number] {
  return { billing_key: billingKey, clips, seconds, price };
}
