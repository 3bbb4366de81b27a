import type { Cause } from "../base/cause.ts";
import type { JsonObject } from "../base/json.ts";
import type { Job } from "../manifest/job.ts";
import { type RunContext, record, stop } from "./context.ts";
import type { JobRef } from "./events.ts";
import { reject } from "./reject.ts";
import { Trouble } from "./trouble.ts";

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
  | { readonly kind: "uncertain"; readonly cause: Cause; readonly attemptId: string }
  | { readonly kind: "stopped" };

/**
 * Submits one job. The intent is durable before the request leaves, and the task id before anything else happens;
 * a request that provably came to nothing takes its intent back before the next try, so that a crash while waiting
 * leaves no doubt behind.
 */
export async function submit(
  context: RunContext,
  job: Job,
  request: { readonly ref: JobRef; readonly body: JsonObject },
): Promise<SubmitEnding> {
  const { provider, gate, clock, pace } = context;
  const attemptId = context.mintAttemptId();
  const body = job.canLookUp ? { ...request.body, client_business_id: attemptId } : request.body;
  const about = { id: job.id, take: job.take, attemptId };
  const trouble = new Trouble(context, request.ref, "submit");

  while (true) {
    await pace.waiting(provider.submitTurn(gate.submits));
    if (gate.submits.aborted) return { kind: "stopped" };
    const { fingerprint, inputs } = job;
    const intent = { ...about, type: "submitting", fingerprint, inputs, at: clock.now() } as const;
    // An intent that is not safe on disk is taken back: nothing was sent, so nothing may stay in doubt.
    if (!(await record(context, intent))) return await withdraw(context, about);
    if (gate.submits.aborted) return await withdraw(context, about);

    const outcome = await provider.submit(body, gate.answers);
    switch (outcome.kind) {
      case "accepted": {
        const acceptedAt = clock.now();
        context.contact.made = true;
        pace.accepted(outcome.remaining);
        await record(context, { ...about, type: "accepted", taskId: outcome.taskId });
        return { kind: "accepted", taskId: outcome.taskId, attemptId, acceptedAt };
      }
      case "unknown":
        return { kind: "uncertain", cause: outcome.cause, attemptId };
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
        if (await pace.waiting(trouble.waitAfterLimit(cause, gate.submits, retryAfterMs))) continue;
        if (gate.submits.aborted) return { kind: "stopped" };
        const error = { code: "rate_limited", message: cause.message };
        await reject(context, job, error);
        return { kind: "failed", error };
      }
      case "not_sent": {
        await withdraw(context, about);
        if (await trouble.waitUntilReachable(outcome.cause, gate.submits)) continue;
        stop(context, "unreachable", outcome.cause.message);
        return { kind: "stopped" };
      }
    }
  }
}

async function withdraw(
  context: RunContext,
  about: { readonly id: string; readonly take: number; readonly attemptId: string },
): Promise<SubmitEnding> {
  await record(context, { ...about, type: "withdrawn" });
  return { kind: "stopped" };
}
