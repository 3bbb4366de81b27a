import type { Cause } from "../base/cause.ts";
import { attemptOf, type Ending, type RunContext, record, type Work } from "./context.ts";

/** Leaves a paid task to the next run, with the reason on record unless it is the user's own interruption. */
export async function leave(
  context: RunContext,
  work: Work,
  attemptId: string,
  error: Cause,
): Promise<Ending> {
  const { id, take } = work.ref;
  if (error.code !== "interrupted") {
    await record(context, { id, take, attemptId, type: "troubled", error });
  }
  const attempt = attemptOf(context, work.ref, attemptId);
  const expiry = attempt?.expiresAt === undefined ? {} : { expiresAt: attempt.expiresAt };
  context.emit({ type: "shot_unfetched", ...work.ref, error, taskId: attempt?.taskId ?? "", ...expiry });
  return "unfetched";
}
