import type { Cause } from "../base/cause.ts";
import type { WriteFailure } from "../base/files/file-errors.ts";
import { failure, type Result, success } from "../base/result.ts";
import type { Clock } from "../base/time/clock.ts";
import { unreachable } from "../base/unreachable.ts";
import type { ClipFolder } from "../clips/clip-folder.ts";
import type { ClipOnDisk, UnrecordedClip } from "../clips/clip-on-disk.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { OpenJournalFile } from "../lockfile/journal/journal-file.ts";
import type { StatePaths } from "../lockfile/paths.ts";
import { openStore } from "../lockfile/store.ts";
import { checkSpending, type SpendingExcess, type SpendingLimits } from "../plan/money/spending.ts";
import { spentSince } from "../plan/money/spent.ts";
import type { Plan } from "../plan/plan.ts";
import { planHash } from "../plan/plan-hash.ts";
import { providersOf } from "../plan/provider-of.ts";
import { recordedClips } from "../plan/recorded-clips.ts";
import type { VideoProvider } from "../provider/provider.ts";
import { acquireRunLock, type LockHeld, type RunLock } from "../run-lock/run-lock.ts";
import type { ClipFacts, LockState } from "../state/state.ts";
import type { StateStore } from "../state/store.ts";
import type { RunSettings } from "./context.ts";
import type { RunCounts, RunEvent } from "./events.ts";
import { exitCodeOf } from "./exit-code.ts";
import { claimOutput, type OutputRefused, sharedClips, waitingFor } from "./output/claim-output.ts";
import { claimsOf, overParts } from "./output/claims.ts";
import { loadPictureMakers, type MakerAbsent, type PictureLoaders } from "./pictures/picture-makers.ts";
import type { RunOutcome } from "./plan-run.ts";
import { runPlan } from "./runner.ts";

import { initialConcurrency } from "./submit/submit-pace.ts";
import { leavesFolder, refusedShots, untouchedCounts } from "./untouched.ts";

/** The loaders are called once, before anything is paid, where the plan has a use for what they load. */
export interface SessionRequest extends PictureLoaders {
  readonly paths: StatePaths;
  /** What the user ran, for whoever finds the lock. Holds no secret. */
  readonly command: string;
  /** How long to wait for another run on the same storyboard; 0: not at all. */
  readonly lockTimeoutMs: number;
  readonly output: ClipFolder;
  readonly planOf: (known: PlanKnowledge) => Plan;
  readonly limits: SpendingLimits;
  /** Render clips although their files are there without a record. A rehearsal, which costs nothing, always does. */
  readonly payAgain?: boolean;
  /** `planHash` of the plan that was agreed to; any other is refused. */
  readonly planHash?: string;
  /** The plan is about some of the storyboard's takes only, as a rescue's is: names claimed earlier stay claimed. */
  readonly isPartial?: boolean;
  /**
   * The adaptor of a provider, by the name that contracts and attempts give it; the first one has no name. `undefined`
   * when there is no key. Called once for each that the plan has work for: a plan without work needs no key.
   */
  readonly connect: (provider: string | undefined) => Promise<VideoProvider | undefined>;
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
  /** What the output folder has of a clip on record. */
  readonly clipOnDisk: (clip: ClipFacts) => ClipOnDisk;
  /** The file at a clip's place that no record explains. */
  readonly unrecordedAt: (clipName: string) => UnrecordedClip | undefined;
  /** Unix milliseconds. */
  readonly now: number;
}

/** How a session ended. All but `finished` mean that nothing was submitted and that no event was emitted. */
export type SessionOutcome =
  | {
      readonly kind: "finished";
      readonly outcome: RunOutcome;
      readonly exitCode: number;
      /** The record as the run left it. */
      readonly state: LockState;
    }
  /** Another run holds the storyboard. */
  | LockHeld
  | { readonly kind: "lock_unwritable"; readonly failure: WriteFailure }
  | { readonly kind: "state_invalid"; readonly diagnostics: readonly Diagnostic[] }
  /** A budget in money cannot be held where prices are unknown. */
  | { readonly kind: "price_unknown"; readonly billingKeys: readonly string[] }
  /** The plan is not the one that was named. */
  | { readonly kind: "plan_changed"; readonly hash: string; readonly counts: RunCounts }
  /** What takes pictures out of clips is not installed, or what fits frames. */
  | (MakerAbsent & { readonly counts: RunCounts })
  /** There is no key for a provider that the plan has work for. */
  | { readonly kind: "no_key"; readonly provider: string | undefined; readonly counts: RunCounts }
  | OutputRefused;

/**
 * One run on a storyboard, from its lock to its lockfile: takes the run lock, reads the state, plans, holds the plan
 * against the limits, runs it, and saves. The last event is `run_finished`, emitted when everything is on disk.
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
  const { output, clock, limits, emit } = request;
  const { state } = store;
  const surveyed = await output.survey(recordedClips(state));
  const now = clock.now();
  if (!surveyed.ok) return refuseUnseen(request, surveyed.error, { state, now, ...unseenFolder });
  const agreed = await agree(request, { state, now, ...surveyed.value });
  if (agreed.kind === "output_shared") await output.endClaim();
  if (agreed.kind !== "agreed") return agreed;
  const { plan } = agreed;
  const makers = await loadPictureMakers(request, plan);
  if (!makers.ok) return { ...makers.error, counts: untouchedCounts(plan) };
  const connected = await connectAll(request, plan);
  if (!connected.ok) return { kind: "no_key", provider: connected.error, counts: untouchedCounts(plan) };
  const providers = connected.value;
  try {
    const planned = claimsOf(plan).map(({ name }) => name);
    const names = request.isPartial === true ? [...new Set([...output.claimed, ...planned])] : planned;
    const refused = leavesFolder(plan) ? undefined : await claimOutput(output, plan, names);
    if (refused !== undefined) return refused;
    const startedAt = clock.now();
    const { random, mintAttemptId } = request;
    const outcome = await runPlan(
      plan,
      { providers, store, output, clock, random, mintAttemptId, emit, ...makers.value },
      { ...request.settings, limits, interrupt: AbortSignal.any([request.interrupt, lock.whenLost]) },
    );
    if (!lock.lost) await output.settle(overParts(state), names);
    const saved = await save(outcome, lock, store, emit);
    const exitCode = exitCodeOf({ ...saved, refused: refusedShots(plan), isSaved: store.isSafe });
    // A rehearsal pays for nothing, whatever a render would.
    const spent = request.settings.rehearsal ? null : spentSince(state, startedAt);
    emit({
      type: "run_finished",
      ...saved,
      ...(spent === null ? {} : { spent }),
      exitCode,
      elapsedMs: clock.now() - startedAt,
    });
    return { kind: "finished", outcome: saved, exitCode, state };
  } finally {
    await closeAll(providers);
  }
}

/** Connects with every provider that there is work for; fails with the name of one for which there is no key. */
async function connectAll(
  { connect }: SessionRequest,
  plan: Plan,
): Promise<Result<ReadonlyMap<string | undefined, VideoProvider>, string | undefined>> {
  const providers = new Map<string | undefined, VideoProvider>();
  for (const name of providersOf(plan)) {
    const provider = await connect(name);
    if (provider === undefined) {
      await closeAll(providers);
      return failure(name);
    }
    providers.set(name, provider);
  }
  return success(providers);
}

async function closeAll(providers: ReadonlyMap<string | undefined, VideoProvider>): Promise<void> {
  await Promise.all([...providers.values()].map((provider) => provider.close()));
}

/** Stands in for a folder that cannot be looked into: of such a plan, only the work that is paid for counts. */
const unseenFolder: Pick<PlanKnowledge, "clipOnDisk" | "unrecordedAt"> = {
  clipOnDisk: ({ file }) => ({ kind: "intact", file }),
  unrecordedAt: () => undefined,
};

function refuseUnseen({ planOf }: SessionRequest, error: Cause, known: PlanKnowledge): OutputRefused {
  const kind = error.code === "output_unreadable" ? "output_unreadable" : "output_unwritable";
  return { kind, error, ...waitingFor(planOf(known)) };
}

/** Plans, and holds the plan against the limits. */
async function agree(
  request: SessionRequest,
  known: PlanKnowledge,
): Promise<{ readonly kind: "agreed"; readonly plan: Plan } | SessionOutcome> {
  const plan = request.planOf(known);
  const { planHash: agreed } = request;
  if (agreed !== undefined) {
    const hash = planHash(plan);
    if (hash !== agreed) return { kind: "plan_changed", hash, counts: untouchedCounts(plan) };
  }
  const { unrecordedClips: files } = plan;
  const mayPayAgain = request.payAgain === true || request.settings.rehearsal;
  if (files.length > 0 && !mayPayAgain) {
    // Files of another storyboard in the same folder are the likelier reason than a lost lockfile, where there is one.
    const shared = await sharedClips(request.output, plan);
    return shared ?? { kind: "unrecorded_clips", files, ...waitingFor(plan) };
  }
  const verdict = checkSpending(plan, request.limits);
  switch (verdict.kind) {
    case "fits":
      return { kind: "agreed", plan };
    case "price_unknown":
      return verdict;
    case "exceeds":
      return refuseToSpend(request, { plan, state: known.state }, verdict.excess);
    default:
      return unreachable(verdict);
  }
}

/** Tells that the plan does not fit its limits, as a run that stopped before it began. */
function refuseToSpend(
  request: SessionRequest,
  { plan, state }: { readonly plan: Plan; readonly state: LockState },
  excess: SpendingExcess,
): SessionOutcome {
  const { emit, settings } = request;
  const { storyboard, rehearsal } = settings;
  const concurrency = initialConcurrency(settings);
  const { totals } = plan;
  const outcome: RunOutcome = { counts: untouchedCounts(plan), stopped: "budget" };
  const exitCode = exitCodeOf(outcome);
  emit({ type: "run_started", storyboard, rehearsal, concurrency, totals });
  emit({ type: "over_limits", ...excess });
  emit({ type: "run_finished", ...outcome, exitCode, elapsedMs: 0 });
  return { kind: "finished", outcome, exitCode, state };
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
