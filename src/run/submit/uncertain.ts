import type { Cause } from "../../base/cause.ts";
import { moneyText } from "../../base/money.ts";
import { attemptOf, type RunContext, type RunWorld, record, stop, type Work } from "../context.ts";

/** Counts an outcome that is not known; a few in a row end the run's submits. */
export function noteUnknown(context: RunContext): void {
  if (!context.outcomes.unknown()) return;
  const message =
    "Several submits in a row came to an unknown outcome, and each may have been paid for: nothing more is submitted.";
  stop(context, "outcomes_unknown", message);
}

/** Holds a submit of unknown outcome: it is never sent again by itself. Says all that is known about it. */
export async function holdUncertain(
  context: RunContext,
  work: Work,
  submit: { readonly attemptId: string; readonly cause: Cause },
): Promise<void> {
  const message = `${submit.cause.message}${await balanceNote(context)}`;
  const code = submit.cause.code === "task_taken" ? "task_taken" : "submit_unanswered";
  const error: Cause = { code, message };
  const { id, take } = work.ref;
  await record(context, { id, take, attemptId: submit.attemptId, type: "uncertain", error });
  reportUncertain(context, work, submit.attemptId);
}

/** Emits an uncertain attempt as it is on record. */
export function reportUncertain(
  context: Pick<RunWorld, "store" | "emit">,
  work: Work,
  attemptId: string,
): void {
  const attempt = attemptOf(context, work.ref, attemptId);
  if (attempt === undefined) return;
  const error = attempt.error ?? {
    code: "submit_interrupted",
    message: "An earlier run ended between the submit and its answer.",
  };
  context.emit({ type: "shot_uncertain", ...work.ref, error, submittedAt: attempt.submittedAt });
}

async function balanceNote(context: RunContext): Promise<string> {
  const before = context.balance.before;
  if (before === undefined || context.gate.everything.aborted) return "";
  const now = await context.provider.balance(context.gate.everything);
  if (now.kind !== "balance" || now.unlimited) return "";
  const { accepted } = context.balance;
  const others = `${accepted} submit${accepted === 1 ? "" : "s"} confirmed meanwhile`;
  return ` The balance moved from ${moneyText(before, now.currency)} to ${moneyText(now.remaining, now.currency)} since the run began, with ${others}.`;
}
