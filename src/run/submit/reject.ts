import type { Cause } from "../../base/cause.ts";
import type { Job } from "../../manifest/job.ts";
import type { Price } from "../../plan/plan.ts";
import { type RunContext, record } from "../context.ts";
import { submitFactsOf } from "./submit-facts.ts";

/** Puts on record that a job failed before any submit, so that `status` shows it and `retry` takes it up. */
export async function reject(
  context: RunContext,
  job: Job,
  { error, price }: { readonly error: Cause; readonly price: Price | null },
): Promise<void> {
  const { id, take } = job;
  const attemptId = context.mintAttemptId();
  const at = context.clock.now();
  const facts = submitFactsOf(context, job, price);
  await record(context, { id, take, attemptId, type: "rejected", ...facts, error, at });
}
