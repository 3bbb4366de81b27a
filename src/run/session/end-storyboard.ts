import { spentSince } from "../../plan/money/spent.ts";
import type { Plan } from "../../plan/plan.ts";
import type { RunLock } from "../../run-lock/run-lock.ts";
import type { StateStore } from "../../state/store.ts";
import type { RunEvent } from "../events.ts";
import { exitCodeOf } from "../exit-code.ts";
import { overParts } from "../output/claims.ts";
import type { RunOutcome } from "../plan-run.ts";
import { refusedShots } from "../untouched.ts";
import type { FinishedSession, SharedRequest, StoryboardRequest } from "./request.ts";

/** What was begun for one storyboard. */
export interface BegunStoryboard {
  readonly request: StoryboardRequest;
  readonly lock: RunLock;
  readonly store: StateStore;
  readonly plan: Plan;
  /** Names in the output folder that are claimed. */
  readonly names: readonly string[];
  readonly emit: (event: RunEvent) => void;
}

/** Ends the run of one storyboard: its folder and its record are in order when `run_finished` is emitted. */
export async function endStoryboard(
  { request, lock, store, plan, names, emit }: BegunStoryboard,
  outcome: RunOutcome,
  { clock, startedAt }: Pick<SharedRequest, "clock"> & { readonly startedAt: number },
): Promise<FinishedSession & { readonly last: RunFinished }> {
  const { output, settings } = request;
  const { state } = store;
  if (!lock.lost) await output.settle(overParts(state), names);
  const saved = await save(outcome, { lock, store, emit });
  const exitCode = exitCodeOf({ ...saved, refused: refusedShots(plan), isSaved: store.isSafe });
  // A rehearsal pays for nothing, whatever a render would.
  const spent = settings.rehearsal ? null : spentSince(state, startedAt);
  const last: RunFinished = {
    type: "run_finished",
    ...saved,
    ...(spent === null ? {} : { spent }),
    ...request.complete?.(state),
    exitCode,
    elapsedMs: clock.now() - startedAt,
  };
  emit(last);
  return { kind: "finished", outcome: saved, exitCode, state, last };
}

export type RunFinished = Extract<RunEvent, { type: "run_finished" }>;

/** Brings the journal into the lockfile. What cannot be written is in the journal, and the next run starts there. */
async function save(
  outcome: RunOutcome,
  { lock, store, emit }: Pick<BegunStoryboard, "lock" | "store" | "emit">,
): Promise<RunOutcome> {
  // The last heartbeat may be a while ago, and a lockfile must not be written over that of a newer run.
  await lock.beat();
  if (lock.lost) {
    await store.abandon();
    const message = "Another run took this storyboard over, as after a long sleep of this machine.";
    emit({ type: "warning", code: "run_lock_lost", message });
    return { ...outcome, stopped: "run_lock_lost" };
  }
  const closed = await store.close();
  if (closed.ok) {
    if (closed.value !== undefined) emit({ type: "warning", ...closed.value });
    return outcome;
  }
  const { code, message } = closed.error;
  const isForOwner = code === "lockfile_not_understood";
  emit({ type: "warning", code: isForOwner ? code : "lockfile_unwritable", message });
  return { ...outcome, stopped: outcome.stopped ?? "state_unwritable" };
}
