import type { Cause } from "../base/cause.ts";
import type { Job } from "../manifest/job.ts";
import { type RunContext, record } from "./context.ts";

/** Puts on record that a job failed before any submit, so that `status` tells it and `retry` takes it up. */
export async function reject(context: RunContext, job: Job, error: Cause): Promise<void> {
  const { id, take, fingerprint, inputs } = job;
  const attemptId = context.mintAttemptId();
  const at = context.clock.now();
  await record(context, { id, take, attemptId, type: "rejected", fingerprint, inputs, error, at });
}
