import type { Cause } from "../../base/cause.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { unreachable } from "../../base/unreachable.ts";
import {
  checkSpending,
  checkSpendingOfAll,
  type SpendingExcess,
  type SpendingVerdict,
} from "../../plan/money/spending.ts";
import type { Plan } from "../../plan/plan.ts";
import { planHashOfAll } from "../../plan/plan-hash.ts";
import { recordedClips } from "../../plan/recorded-clips.ts";
import type { LockState } from "../../state/state.ts";
import type { RunCounts } from "../events.ts";
import { type OutputRefused, sharedClips, waitingFor } from "../output/claim-output.ts";
import { addCounts, untouchedCounts } from "../untouched.ts";
import type {
  NamedRequest,
  PlanKnowledge,
  SessionRefusal,
  SharedRequest,
  StoryboardRequest,
} from "./request.ts";

/** A storyboard whose record is open. */
export interface OpenStoryboard {
  readonly request: StoryboardRequest | NamedRequest;
  readonly state: LockState;
}

export interface NotAgreed {
  readonly index?: number;
  readonly refusal: SessionRefusal;
  readonly counts: RunCounts;
}

export type Agreement =
  | { readonly kind: "agreed"; readonly plans: readonly Plan[] }
  | { readonly kind: "exceeds"; readonly plans: readonly Plan[]; readonly excess: SpendingExcess };

/** Plans, and holds the plans against what was agreed to and against the limits, which count over all of them. */
export async function agree(
  storyboards: readonly OpenStoryboard[],
  shared: SharedRequest,
): Promise<Result<Agreement, NotAgreed>> {
  const known: PlanKnowledge[] = [];
  for (const [index, { request, state }] of storyboards.entries()) {
    const surveyed = await request.output.survey(recordedClips(state));
    const now = shared.clock.now();
    if (!surveyed.ok) {
      const refusal = refuseUnseen(request, surveyed.error, { state, now, ...unseenFolder });
      return failure({ index, refusal, counts: refusal.counts });
    }
    known.push({ state, now, ...surveyed.value });
  }
  const planned = storyboards.flatMap(({ request }, index) => {
    const seen = known[index];
    return seen === undefined ? [] : [{ request, plan: request.planOf(seen) }];
  });
  const plans = planned.map(({ plan }) => plan);
  const counts = addCounts(plans.map(untouchedCounts));
  if (shared.planHash !== undefined) {
    const hash = planHashOfAll(plans);
    if (hash !== shared.planHash) return failure({ refusal: { kind: "plan_changed", hash, counts }, counts });
  }
  for (const [index, { request, plan }] of planned.entries()) {
    const refusal = await refuseUnrecorded(request, plan);
    if (refusal !== undefined) return failure({ index, refusal, counts });
  }
  const verdict = verdictOn(planned, shared);
  switch (verdict.kind) {
    case "fits":
      return success({ kind: "agreed", plans });
    case "price_unknown":
      return failure({ refusal: verdict, counts });
    case "exceeds":
      return success({ kind: "exceeds", plans, excess: verdict.excess });
    default:
      return unreachable(verdict);
  }
}

/** Stands in for a folder that cannot be looked into: of such a plan, only the work that is paid for counts. */
const unseenFolder: Pick<PlanKnowledge, "clipOnDisk" | "unrecordedAt"> = {
  clipOnDisk: ({ file }) => ({ kind: "intact", file }),
  unrecordedAt: () => undefined,
};

function refuseUnseen({ planOf }: StoryboardRequest, error: Cause, known: PlanKnowledge): OutputRefused {
  const kind = error.code === "output_unreadable" ? "output_unreadable" : "output_unwritable";
  return { kind, error, ...waitingFor(planOf(known)) };
}

async function refuseUnrecorded(
  { output, payAgain, settings }: StoryboardRequest,
  plan: Plan,
): Promise<OutputRefused | undefined> {
  const { unrecordedClips: files } = plan;
  const mayPayAgain = payAgain === true || settings.rehearsal;
  if (files.length === 0 || mayPayAgain) return undefined;
  // Files of another storyboard in the same folder are the likelier reason than a lost lockfile, where there is one.
  const shared = await sharedClips(output, plan);
  if (shared === undefined) return { kind: "unrecorded_clips", files, ...waitingFor(plan) };
  await output.endClaim();
  return shared;
}

function verdictOn(
  planned: readonly { readonly request: StoryboardRequest | NamedRequest; readonly plan: Plan }[],
  { limits }: SharedRequest,
): SpendingVerdict {
  const [only, ...others] = planned;
  if (only !== undefined && others.length === 0) return checkSpending(only.plan, limits);
  const plans = planned.map(({ request, plan }) => ({ file: "file" in request ? request.file : "", plan }));
  return checkSpendingOfAll(plans, limits);
}
