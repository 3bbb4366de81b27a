import type { Cause } from "../../base/cause.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { Job } from "../../manifest/job.ts";
import type { Task } from "../../provider/provider.ts";
import type { Attempt } from "../../state/state.ts";
import { type RunContext, record, stop } from "../context.ts";
import type { JobRef } from "../events.ts";
import { RetryWaits } from "../retry/retry-waits.ts";
import { type AbsenceTerms, judgeAbsence } from "./absence.ts";
import { accountOf } from "./account.ts";
import { noteUnknown } from "./uncertain.ts";

export type LookUpEnding =
  | { readonly kind: "found"; readonly taskId: string }
  /** It is proved that the submit never arrived. The attempt is still on record: the caller decides what follows. */
  | { readonly kind: "absent" }
  | { readonly kind: "unsettled"; readonly error: Cause };

export interface LookUpRequest {
  readonly ref: JobRef;
  readonly attempt: Attempt;
  /** Today's job of the take, whose model the task may name. */
  readonly job?: Job | undefined;
  /** When this run lost the answer to the submit, Unix milliseconds; absent for a submit of an earlier run. */
  readonly lostAt?: number;
}

/**
 * Settles a submit of unknown outcome by asking for the task under the attempt's id, which went along with
 * it. What is found must be this attempt's; what is not found must be proved: see `judgeAbsence`.
 */
export async function lookUp(context: RunContext, request: LookUpRequest): Promise<LookUpEnding> {
  const { provider, gate, clock } = context;
  const { ref, attempt, lostAt } = request;
  const { attemptId } = attempt;
  const retryWaits = new RetryWaits(context, ref, "query");
  const terms = termsOf(context, request);
  let agreed = 0;
  let isFirst = lostAt !== undefined;
  let unnamed: string | undefined;
  while (!gate.everything.aborted) {
    const outcome = await provider.lookUp(attemptId, gate.everything);
    const doubt = outcome.kind === "task" ? doubtAbout(context, request, outcome.task) : undefined;
    if (outcome.kind === "task" && doubt === undefined) {
      const { taskId, clientId, model } = outcome.task;
      // Documented answers name the model. One that names nothing but a task is believed when it does so twice.
      if (clientId === undefined && model === undefined && taskId !== unnamed) {
        unnamed = taskId;
        await clock.sleep(context.pollIntervalMs, gate.everything);
        continue;
      }
      context.outcomes.accepted();
      await record(context, { id: ref.id, take: ref.take, attemptId, type: "accepted", taskId });
      return { kind: "found", taskId };
    }
    if (isFirst) noteUnknown(context);
    isFirst = false;
    switch (outcome.kind) {
      case "not_found": {
        retryWaits.reset();
        const verdict = judgeAbsence(terms, agreed, clock.now());
        if (verdict.kind === "absent") return verdict;
        if (verdict.kind === "unproved") return { kind: "unsettled", error: verdict.error };
        if (verdict.counts) agreed += 1;
        await clock.sleep(verdict.delayMs, gate.everything);
        break;
      }
      case "limited":
        if (!(await retryWaits.waitAfterLimit(outcome.cause, gate.everything, outcome.retryAfterMs))) {
          return unsettled(outcome.cause);
        }
        break;
      case "key_refused":
        stop(context, "key_refused", outcome.cause.message);
        return unsettled(outcome.cause);
      case "task":
      case "unavailable": {
        const cause = outcome.kind === "task" ? (doubt ?? mismatch) : outcome.cause;
        if (!(await retryWaits.waitAfterFailure(cause, gate.everything))) return unsettled(cause);
        break;
      }
      default:
        return unreachable(outcome);
    }
  }
  return { kind: "unsettled", error: { code: "interrupted", message: "The run was interrupted." } };
}

function termsOf({ provider, patience, pollIntervalMs }: RunContext, request: LookUpRequest): AbsenceTerms {
  const { answerMs, remembersMs } = provider.facts;
  const { attempt, lostAt } = request;
  return {
    submittedAt: attempt.submittedAt,
    ...(lostAt === undefined ? {} : { lostAt }),
    account: accountOf(provider, attempt),
    answerMs,
    remembersMs,
    looks: patience.doubtfulLooks,
    intervalMs: pollIntervalMs,
  };
}

/** Why a task that was found cannot be this attempt's. */
function doubtAbout({ stores }: RunContext, { attempt, job }: LookUpRequest, task: Task): Cause | undefined {
  const holders = stores.map((store) => store.holderOf(task.taskId, attempt.provider));
  const holder = holders.find((one) => one !== undefined);
  if (holder !== undefined && holder.attemptId !== attempt.attemptId) {
    return { code: "task_taken", message: `The look-up names task ${task.taskId}, which is ${holder.id}'s.` };
  }
  const models = [attempt.inputs.model, job?.contract.wire_model, job?.inputs.model];
  if (task.model === undefined || models.some((model) => isSameModel(model, task.model))) return undefined;
  return { ...mismatch, message: `The look-up names a task of another model, ${task.model}.` };
}

const mismatch: Cause = { code: "task_mismatch", message: "The look-up names another task." };

/** A contract's name has its revision in it, and an alias differs from the API's name in its dashes. */
function isSameModel(ours: unknown, theirs: string | undefined): boolean {
  if (typeof ours !== "string" || theirs === undefined) return false;
  const plain = (name: string): string => name.replace(/@.*$/, "").replaceAll("_", "-").toLowerCase();
  return plain(ours) === plain(theirs);
}

function unsettled(cause: Cause): LookUpEnding {
  return { kind: "unsettled", error: { code: "look_up_failed", message: cause.message } };
}
