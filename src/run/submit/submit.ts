import type { Cause } from "../../base/cause.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { Job } from "../../manifest/job.ts";
import type { Price } from "../../plan/plan.ts";
import type { ClipOrder, SubmitOutcome } from "../../provider/provider.ts";
import { type RunContext, record, stop } from "../context.ts";
import type { JobRef } from "../events.ts";
import { RetryWaits } from "../retry/retry-waits.ts";
import { reject } from "./reject.ts";
import { submitFactsOf } from "./submit-facts.ts";
import { noteUnknown } from "./uncertain.ts";

export interface AcceptedTask {
  readonly taskId: string;
  readonly attemptId: string;
  /** When the answer came, unix milliseconds: a task's age counts from here, not from the wait for disk and network. */
  readonly acceptedAt: number;
}

export type SubmitEnding =
  | ({ readonly kind: "accepted" } & AcceptedTask)
  /** Refused for this shot alone, or never got through. Nothing was paid. */
  | { readonly kind: "failed"; readonly error: Cause }
  /** May have been paid for. */
  | {
      readonly kind: "uncertain";
      readonly cause: Cause;
      readonly attemptId: string;
      /** When the answer was lost, Unix milliseconds. */
      readonly lostAt: number;
    }
  | { readonly kind: "stopped" };

/**
 * Submits one job. The intent is durable before the request leaves, and the task id before anything else happens;
 * a request that provably came to nothing takes its intent back before the next try, so that a crash while waiting
 * leaves no doubt behind.
 */
export async function submit(
  context: RunContext,
  job: Job,
  request: { readonly ref: JobRef; readonly pictures: ClipOrder["pictures"]; readonly price: Price | null },
): Promise<SubmitEnding> {
  const { gate, clock, pace } = context;
  const attemptId = context.mintAttemptId();
  const order: ClipOrder = {
    request: job.request,
    contract: job.contract,
    pictures: request.pictures,
    ...(job.canLookUp ? { clientId: attemptId } : {}),
  };
  const about = { id: job.id, take: job.take, attemptId };
  const retryWaits = new RetryWaits(context, request.ref, "submit");

  while (true) {
    const sent = await sendOnce(context, { job, price: request.price, order, about });
    if (sent === "not_sent_now") return { kind: "stopped" };
    const { outcome } = sent;
    switch (outcome.kind) {
      case "accepted": {
        const { taskId, operation, remaining } = outcome;
        const acceptedAt = clock.now();
        context.contact.made = true;
        pace.accepted(remaining);
        await record(context, {
          ...about,
          type: "accepted",
          taskId,
          ...(operation === undefined ? {} : { operation }),
        });
        return { kind: "accepted", taskId, attemptId, acceptedAt };
      }
      case "unknown":
        return { kind: "uncertain", cause: outcome.cause, attemptId, lostAt: clock.now() };
      case "refused": {
        const code = outcome.moderation ? "moderation_rejected" : "request_refused";
        const error = { code, message: outcome.cause.message };
        await record(context, { ...about, type: "failed", error, at: clock.now() });
        return { kind: "failed", error };
      }
      case "key_refused":
      case "no_balance":
        stop(context, outcome.kind, outcome.cause.message);
        return await withdraw(context, about);
      case "limited": {
        pace.limited();
        await withdraw(context, about);
        const { cause, retryAfterMs } = outcome;
        if (await pace.waiting(retryWaits.waitAfterLimit(cause, gate.submits, retryAfterMs))) continue;
        if (gate.submits.aborted) return { kind: "stopped" };
        const error = { code: "rate_limited", message: cause.message };
        await reject(context, job, { error, price: request.price });
        return { kind: "failed", error };
      }
      case "not_sent": {
        await withdraw(context, about);
        if (await retryWaits.waitUntilReachable(outcome.cause, gate.submits)) continue;
        stop(context, "unreachable", outcome.cause.message);
        return { kind: "stopped" };
      }
      default:
        // Not sent again, whatever it may mean: the intent stays on record, and the next run holds it as uncertain.
        return unreachable(outcome);
    }
  }
}

interface Request {
  readonly job: Job;
  readonly price: Price | null;
  readonly order: ClipOrder;
  readonly about: AttemptRef;
}

interface AttemptRef {
  readonly id: string;
  readonly take: number;
  readonly attemptId: string;
}

/** Waits for its turn, writes the intent, and sends the request, once. */
async function sendOnce(
  context: RunContext,
  { job, price, order, about }: Request,
): Promise<{ readonly outcome: SubmitOutcome } | "not_sent_now"> {
  const { provider, gate, pace, outcomes, clock } = context;
  await pace.waiting(provider.submitTurn(gate.submits));
  if (!(await pace.waiting(outcomes.enter(gate.submits)))) return "not_sent_now";
  try {
    const facts = submitFactsOf(context, job, price);
    // An intent that is not safe on disk is taken back: nothing was sent, so nothing may stay in doubt.
    const isSafe = await record(context, { ...about, type: "submitting", ...facts, at: clock.now() });
    if (!isSafe || gate.submits.aborted) {
      await withdraw(context, about);
      return "not_sent_now";
    }
    const answered = await provider.submit(order, gate.answers);
    const outcome = ownTask(context, { ...about, provider: job.contract.provider }, answered);
    // Taken note of before the next submit may leave.
    if (outcome.kind === "accepted") outcomes.accepted();
    else if (outcome.kind === "unknown" && !job.canLookUp) noteUnknown(context);
    return { outcome };
  } finally {
    outcomes.leave();
  }
}

/** An id that is another attempt's already is not an acceptance: which of the two it belongs to, nobody knows. */
function ownTask(
  { stores }: RunContext,
  { attemptId, provider }: AttemptRef & { readonly provider: string | undefined },
  outcome: SubmitOutcome,
): SubmitOutcome {
  if (outcome.kind !== "accepted") return outcome;
  const holders = stores.map((store) => store.holderOf(outcome.taskId, provider));
  const holder = holders.find((one) => one !== undefined);
  if (holder === undefined || holder.attemptId === attemptId) return outcome;
  const { id, take } = holder;
  const message = `The provider answered with task ${outcome.taskId}, which is the task of ${id}, take ${take}, already.`;
  return { kind: "unknown", cause: { code: "task_taken", message } };
}

async function withdraw(context: RunContext, about: AttemptRef): Promise<SubmitEnding> {
  await record(context, { ...about, type: "withdrawn" });
  return { kind: "stopped" };
}
