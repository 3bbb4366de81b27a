import type { RunEvent } from "../run/events.ts";
import type { SessionOutcome } from "../run/session/request.ts";

export type RunFinished = Extract<RunEvent, { type: "run_finished" }>;

type Finished = Extract<SessionOutcome, { kind: "finished" }>;

/**
 * Lets a run go on to its end, and completes its last event with what is known only then: `run_finished` is held back until
 * that is there, and is still the last. The exit code that it says is the outcome's.
 */
export async function completedRun(
  emit: (event: RunEvent) => void,
  run: (emit: (event: RunEvent) => void) => Promise<SessionOutcome>,
  complete: (last: RunFinished, outcome: Finished) => RunFinished | Promise<RunFinished>,
): Promise<SessionOutcome> {
  let last: RunFinished | undefined;
  const outcome = await run((event) => {
    if (event.type === "run_finished") last = event;
    else emit(event);
  });
  if (last === undefined) return outcome;
  if (outcome.kind !== "finished") {
    emit(last);
    return outcome;
  }
  const completed = await complete(last, outcome);
  emit(completed);
  return { ...outcome, exitCode: completed.exitCode };
}
