import type { Cause } from "../base/cause.ts";
import { type RunContext, record, stop } from "./context.ts";
import type { JobRef } from "./events.ts";
import { Trouble } from "./trouble.ts";

export type LookUpEnding =
  | { readonly kind: "found"; readonly taskId: string }
  /** The provider knows no task of this name: the submit never arrived, and the job may be submitted. */
  | { readonly kind: "absent" }
  | { readonly kind: "unsettled"; readonly error: Cause };

/**
 * Settles a submit of unknown outcome by asking for the task under the attempt's id, which went along as
 * `client_business_id`. One "not found" is no proof while the request may still be under way at the provider, so
 * several looks in a row, apart from each other, must agree.
 */
export async function lookUp(context: RunContext, ref: JobRef, attemptId: string): Promise<LookUpEnding> {
  const { provider, gate, clock, settings, patience } = context;
  const trouble = new Trouble(context, ref, "query");
  const about = { id: ref.id, take: ref.take, attemptId };
  let absent = 0;
  while (!gate.everything.aborted) {
    const outcome = await provider.query(attemptId, gate.everything);
    switch (outcome.kind) {
      case "task":
        await record(context, { ...about, type: "accepted", taskId: outcome.task.taskId });
        return { kind: "found", taskId: outcome.task.taskId };
      case "not_found":
        absent += 1;
        if (absent >= patience.doubtfulLooks) {
          await record(context, { ...about, type: "withdrawn" });
          return { kind: "absent" };
        }
        await clock.sleep(settings.pollIntervalMs, gate.everything);
        break;
      case "limited":
        if (!(await trouble.waitAfterLimit(outcome.cause, gate.everything, outcome.retryAfterMs))) {
          return unsettled(outcome.cause);
        }
        break;
      case "key_refused":
        stop(context, "key_refused", outcome.cause.message);
        return unsettled(outcome.cause);
      case "unavailable":
        if (!(await trouble.waitAfterFailure(outcome.cause, gate.everything)))
          return unsettled(outcome.cause);
        break;
    }
  }
  return { kind: "unsettled", error: { code: "interrupted", message: "The run was interrupted." } };
}

function unsettled(cause: Cause): LookUpEnding {
  return { kind: "unsettled", error: { code: "look_up_failed", message: cause.message } };
}
