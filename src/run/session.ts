import type { Cause } from "../base/cause.ts";
import type { Clock } from "../base/clock.ts";
import type { WriteFailure } from "../base/file-errors.ts";
import { unreachable } from "../base/unreachable.ts";
import type { ClipFolder } from "../clips/clip-folder.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { OpenJournalFile } from "../lockfile/journal-file.ts";
import type { StatePaths } from "../lockfile/paths.ts";
import { openStore } from "../lockfile/store.ts";
import type { Plan } from "../plan/plan.ts";
import { checkSpending, type SpendingExcess, type SpendingLimits } from "../plan/spending.ts";
import type { VideoProvider } from "../provider/provider.ts";
import { acquireRunLock, type LockHeld, type RunLock } from "../run-lock/run-lock.ts";
import type { LockState } from "../state/state.ts";
import type { StateStore } from "../state/store.ts";
import type { RunSettings } from "./context.ts";
import type { RunCounts, RunEvent } from "./events.ts";
import { exitCodeOf } from "./exit-code.ts";
import { type RunOutcome, runPlan } from "./runner.ts";

import { initialConcurrency } from "./submit-pace.ts";
import { isIdle, refusedShots, untouchedCounts } from "./untouched.ts";

export interface SessionRequest {
  readonly paths: StatePaths;
  /** What the user ran, for whoever finds the lock. Holds no secret. */
  readonly command: string;
  /** How long to wait for another run on the same storyboard; 0: not at all. */
  readonly lockTimeoutMs: number;
  readonly output: ClipFolder;
  readonly planOf: (known: PlanKnowledge) => Plan;
  readonly limits: SpendingLimits;
  /** `undefined` when there is no key. Called once; a plan without work needs no key. */
  readonly connect: (need: { readonly isNeeded: boolean }) => Promise<VideoProvider | undefined>;
  readonly settings: Omit<RunSettings, "limits" | "interrupt">;
  readonly interrupt: AbortSignal;
  readonly clock: Clock;
  readonly random: () => number;
  readonly mintAttemptId: () => string;
  readonly emit: (event: RunEvent) => void;
  /** How the journal is opened; tests put a disk with faults here. */
  readonly openFile?: OpenJournalFile;
}

export interface PlanKnowledge {
  readonly state: LockState;
  readonly isOnDisk: (clipFile: string) => boolean;
  /** Unix milliseconds. */
  readonly now: number;
}

/** How a session ended. All but `finished` mean that nothing was submitted and that no event was told. */
export type SessionOutcome =
  | {
      readonly kind: "finished";
      readonly outcome: RunOutcome;
      readonly exitCode: number;
    }
  /** Another run holds the storyboard. */
  | LockHeld
  | { readonly kind: "lock_unwritable"; readonly failure: WriteFailure }
  | { readonly kind: "state_invalid"; readonly diagnostics: readonly Diagnostic[] }
  /** A budget in money cannot be held where prices are unknown. */
  | { readonly kind: "price_unknown"; readonly billingKeys: readonly string[] }
  | { readonly kind: "no_key"; readonly counts: RunCounts }
  /** `isPaid`: there is paid work that waits for the folder. */
  | {
      readonly kind: "output_unwritable";
      readonly error: Cause;
      readonly isPaid: boolean;
      readonly counts: RunCounts;
    };

/**
 * One run on a storyboard, from its lock to its lockfile: takes the run lock, reads the state, plans, holds the plan
 * against the limits, runs it, and saves. The last event is `run_finished`, told when everything is on disk.
 */
export async function runSession(request: SessionRequest): Promise<SessionOutcome> {
  const { paths, command, lockTimeoutMs, clock, interrupt } = request;
  const locked = await acquireRunLock({
    file: paths.runLock,
    command,
    timeoutMs: lockTimeoutMs,
    clock,
    signal: interrupt,
  });
  if (!locked.ok) {
    const { error } = locked;
    return error.kind === "held" ? error : { kind: "lock_unwritable", failure: error };
  }
  const lock = locked.value;
  try {
    const { openFile } = request;
    const opened = await openStore(paths, openFile === undefined ? {} : { openFile });
    if (!opened.ok) return { kind: "state_invalid", diagnostics: opened.error };
    return await runOnStore(request, lock, opened.value);
  } finally {
    await lock.release();
  }
}

async function runOnStore(
  request: SessionRequest,
  lock: RunLock,
  store: StateStore,
): Promise<SessionOutcome> {
  const { output, clock, limits, connect, emit } = request;
  const onDisk = await output.list();
  const agreed = agree(request, {
    state: store.state,
    isOnDisk: (file) => onDisk.has(file),
    now: clock.now(),
  });
  if (agreed.kind !== "agreed") return agreed;
  const { plan } = agreed;
  const provider = await connect({ isNeeded: !isIdle(plan) });
  if (provider === undefined) return { kind: "no_key", counts: untouchedCounts(plan) };
  try {
    const prepared = isIdle(plan) ? undefined : await output.prepare();
    if (prepared?.ok === false) {
      const isPaid = plan.totals.resume + plan.totals.download > 0;
      return { kind: "output_unwritable", error: prepared.error, isPaid, counts: untouchedCounts(plan) };
    }
    const startedAt = clock.now();
    const { random, mintAttemptId } = request;
    const outcome = await runPlan(
      plan,
      { provider, store, output, clock, random, mintAttemptId, emit },
      { ...request.settings, limits, interrupt: AbortSignal.any([request.interrupt, lock.whenLost]) },
    );
    const saved = await save(outcome, lock, store, emit);
    const exitCode = exitCodeOf({
      ...saved,
      refused: refusedShots(plan),
      isSaved: store.isSafe,
    });
    emit({ type: "run_finished", ...saved, exitCode, elapsedMs: clock.now() - startedAt });
    return { kind: "finished", outcome: saved, exitCode };
  } finally {
    await provider.close();
  }
}

/** Plans, and holds the plan against the limits. */
function agree(
  request: SessionRequest,
  known: PlanKnowledge,
): { readonly kind: "agreed"; readonly plan: Plan } | SessionOutcome {
  const plan = request.planOf(known);
  const verdict = checkSpending(plan, request.limits);
  switch (verdict.kind) {
    case "fits":
      return { kind: "agreed", plan };
    case "price_unknown":
      return verdict;
    case "exceeds":
      return refuseToSpend(request, plan, verdict.excess);
    default:
      return unreachable(verdict);
  }
}

/** Tells that the plan does not fit its limits, as a run that stopped before it began. */
function refuseToSpend(request: SessionRequest, plan: Plan, excess: SpendingExcess): SessionOutcome {
  const { emit, settings } = request;
  const { storyboard, rehearsal } = settings;
  const concurrency = initialConcurrency(settings);
  const { totals } = plan;
  const outcome: RunOutcome = { counts: untouchedCounts(plan), stopped: "budget" };
  const exitCode = exitCodeOf(outcome);
  emit({ type: "run_started", storyboard, rehearsal, concurrency, totals });
  emit({ type: "over_limits", ...excess });
  emit({ type: "run_finished", ...outcome, exitCode, elapsedMs: 0 });
  return { kind: "finished", outcome, exitCode };
}

/** Brings the journal into the lockfile. What cannot be written is in the journal, and the next run starts there. */
async function save(
  outcome: RunOutcome,
  lock: RunLock,
  store: StateStore,
  emit: (event: RunEvent) => void,
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
