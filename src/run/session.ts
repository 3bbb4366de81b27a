import { openStore } from "../lockfile/store.ts";
import type { SpendingExcess } from "../plan/money/spending.ts";
import { planTotals } from "../plan/money/totals.ts";
import type { Plan } from "../plan/plan.ts";
import type { RunLock } from "../run-lock/run-lock.ts";
import type { StateStore } from "../state/store.ts";
import { noCounts, type RunCounts, type RunEvent } from "./events.ts";
import { exitCodeOf, gravestExitCode } from "./exit-code.ts";
import { claimOutput } from "./output/claim-output.ts";
import { claimsOf } from "./output/claims.ts";
import { loadPictureMakers, type PictureMakers } from "./pictures/picture-makers.ts";
import type { PlannedRun } from "./plan-run.ts";
import { runPlans } from "./runner.ts";
import { agree } from "./session/agree.ts";
import { closeAll, connectAll, type Providers } from "./session/connect.ts";
import { type BegunStoryboard, endStoryboard } from "./session/end-storyboard.ts";
import { holdStoryboards, releaseAll } from "./session/hold-storyboards.ts";
import { lastOfAll } from "./session/last-of-all.ts";
import type {
  NamedRequest,
  SessionOutcome,
  SessionRefusal,
  SessionRequest,
  SessionsOutcome,
  SharedRequest,
  StoryboardRequest,
} from "./session/request.ts";
import { initialConcurrency } from "./submit/submit-pace.ts";
import { addCounts, leavesFolder, untouchedCounts } from "./untouched.ts";

/**
 * One run on a storyboard, from its lock to its lockfile: takes the run lock, reads the state, plans, holds the plan
 * against the limits, runs it, and saves. The last event is `run_finished`, emitted when everything is on disk.
 */
export async function runSession(request: SessionRequest): Promise<SessionOutcome> {
  const outcome = await runTogether([request], request);
  if (outcome.kind === "refused") return outcome.refusal;
  const [only] = outcome.sessions;
  if (only === undefined) throw new Error("a session of one storyboard has an outcome");
  return only;
}

/**
 * The same for several storyboards with what they share: one account's allowance, limits, interruption. Nothing is paid
 * before all of them could begin; from then on each ends for itself. Events that are about one of them name it (`file`), and
 * one `run_finished` about all of them is the last.
 */
export async function runSessions(
  requests: readonly NamedRequest[],
  shared: SharedRequest,
): Promise<SessionsOutcome> {
  return await runTogether(requests, shared);
}

type Refused = Extract<SessionsOutcome, { readonly kind: "refused" }>;

async function runTogether(
  requests: readonly (StoryboardRequest | NamedRequest)[],
  shared: SharedRequest,
): Promise<SessionsOutcome> {
  const held = await holdStoryboards(requests, shared);
  if (!held.ok) return { kind: "refused", ...held.error, counts: noCounts };
  try {
    return await runHeld(requests, held.value, shared);
  } finally {
    await releaseAll(held.value);
  }
}

/** A storyboard that is held, with its record. */
interface OpenStoryboard {
  readonly request: StoryboardRequest | NamedRequest;
  readonly lock: RunLock;
  readonly store: StateStore;
  readonly emit: (event: RunEvent) => void;
}

async function runHeld(
  requests: readonly (StoryboardRequest | NamedRequest)[],
  locks: readonly RunLock[],
  shared: SharedRequest,
): Promise<SessionsOutcome> {
  const opened: OpenStoryboard[] = [];
  for (const [index, lock] of locks.entries()) {
    const request = requests[index];
    if (request === undefined) throw new Error("each lock is a storyboard's");
    const { openFile } = request;
    const store = await openStore(request.paths, openFile === undefined ? {} : { openFile });
    if (!store.ok) {
      const refusal = { kind: "state_invalid", diagnostics: store.error } as const;
      return { kind: "refused", index, refusal, counts: noCounts };
    }
    opened.push({ request, lock, store: store.value, emit: emitOf(request) });
  }
  const agreed = await agree(
    opened.map(({ request, store }) => ({ request, state: store.state })),
    shared,
  );
  if (!agreed.ok) return { kind: "refused", ...agreed.error };
  const { plans } = agreed.value;
  const planned = opened.flatMap((one, index) => {
    const plan = plans[index];
    return plan === undefined ? [] : [{ ...one, plan }];
  });
  if (agreed.value.kind === "exceeds") return refuseToSpend(planned, shared, agreed.value.excess);
  return await runPlanned(planned, shared);
}

/** Events say which of several storyboards they are about. */
function emitOf(request: StoryboardRequest | NamedRequest): (event: RunEvent) => void {
  if (!("file" in request)) return request.emit;
  const { file } = request;
  return (event) => request.emit({ file, ...event });
}

interface PlannedStoryboard extends OpenStoryboard {
  readonly plan: Plan;
}

interface ReadyStoryboard extends BegunStoryboard {
  readonly makers: PictureMakers;
  readonly providers: Providers;
}

async function runPlanned(
  planned: readonly PlannedStoryboard[],
  shared: SharedRequest,
): Promise<SessionsOutcome> {
  const connections: Providers[] = [];
  try {
    const ready = await makeReady(planned, connections);
    if (!Array.isArray(ready)) return ready;
    return await runReady(ready, shared);
  } finally {
    await Promise.all(connections.map(closeAll));
  }
}

/** Everything that can be refused is, before the first of them begins. */
async function makeReady(
  planned: readonly PlannedStoryboard[],
  connections: Providers[],
): Promise<ReadyStoryboard[] | Refused> {
  const counts = addCounts(planned.map(({ plan }) => untouchedCounts(plan)));
  const refused = (index: number, refusal: SessionRefusal): Refused => {
    return { kind: "refused", index, refusal, counts };
  };
  const allMakers: PictureMakers[] = [];
  for (const [index, { request, plan }] of planned.entries()) {
    const makers = await loadPictureMakers(request, plan);
    if (!makers.ok) return refused(index, { ...makers.error, counts: untouchedCounts(plan) });
    allMakers.push(makers.value);
  }
  for (const [index, { request, plan }] of planned.entries()) {
    const connected = await connectAll(request, plan);
    if (!connected.ok) {
      const refusal = { kind: "no_key", provider: connected.error, counts: untouchedCounts(plan) } as const;
      return refused(index, refusal);
    }
    connections.push(connected.value);
  }
  const ready: ReadyStoryboard[] = [];
  for (const [index, one] of planned.entries()) {
    const [makers, providers] = [allMakers[index], connections[index]];
    if (makers === undefined || providers === undefined) throw new Error("each storyboard has its own");
    const { request, plan } = one;
    const { output } = request;
    const own = claimsOf(plan).map(({ name }) => name);
    const names = request.isPartial === true ? [...new Set([...output.claimed, ...own])] : own;
    const refusal = leavesFolder(plan) ? undefined : await claimOutput(output, plan, names);
    if (refusal !== undefined) {
      for (const before of ready) await before.request.output.endClaim();
      return refused(index, refusal);
    }
    ready.push({ ...one, names, makers, providers });
  }
  return ready;
}

/** From here on each storyboard ends for itself, and what goes wrong with one leaves the others their work. */
async function runReady(ready: readonly ReadyStoryboard[], shared: SharedRequest): Promise<SessionsOutcome> {
  const { clock, limits } = shared;
  const startedAt = clock.now();
  const isOne = ready.length === 1;
  if (!isOne) shared.emit(startOfAll(ready, shared));
  const settings = { ...shared.settings, limits };
  const outcomes = runPlans(
    ready.map((one) => plannedRun(one, shared)),
    { settings, emit: shared.emit },
  );
  const endings = await Promise.allSettled(
    ready.map(async (one, index) => {
      const outcome = await outcomes[index];
      if (outcome === undefined) throw new Error("each run has an outcome");
      const ended = await endStoryboard(one, outcome, { clock, startedAt });
      // Nobody has to wait for the others.
      if (!isOne) await one.lock.release();
      return ended;
    }),
  );
  const sessions = endings.map((ending) => {
    if (ending.status === "rejected") throw ending.reason;
    return ending.value;
  });
  const [first] = sessions;
  if (isOne && first !== undefined) return { kind: "finished", sessions, exitCode: first.exitCode };
  const rehearsal = ready.every(({ request }) => request.settings.rehearsal);
  const last = lastOfAll({ sessions, rehearsal, startedAt, now: clock.now() });
  shared.emit(last);
  return { kind: "finished", sessions, exitCode: last.exitCode };
}

function plannedRun(
  { request, lock, store, plan, makers, providers, emit }: ReadyStoryboard,
  shared: SharedRequest,
): PlannedRun {
  const { output, mintAttemptId } = request;
  const { clock, random, limits } = shared;
  const interrupt = AbortSignal.any([shared.interrupt, lock.whenLost]);
  return {
    plan,
    dependencies: { providers, store, output, clock, random, mintAttemptId, emit, ...makers },
    settings: { ...request.settings, ...shared.settings, limits, interrupt },
  };
}

function startOfAll(
  planned: readonly Pick<PlannedStoryboard, "request" | "plan">[],
  { settings }: SharedRequest,
): RunEvent {
  return {
    type: "run_started",
    storyboard: planned.map(({ request }) => request.settings.storyboard).join(", "),
    rehearsal: planned.every(({ request }) => request.settings.rehearsal),
    concurrency: initialConcurrency(settings),
    totals: planTotals(planned.flatMap(({ plan }) => plan.items)),
  };
}

/** Says that the plans do not fit their limits, as a run that stopped before it began. */
function refuseToSpend(
  planned: readonly PlannedStoryboard[],
  shared: SharedRequest,
  excess: SpendingExcess,
): SessionsOutcome {
  const outcomeOf = (counts: RunCounts) => ({ counts, stopped: "budget" }) as const;
  const sessions = planned.map(({ plan, store }) => {
    const outcome = outcomeOf(untouchedCounts(plan));
    return { kind: "finished", outcome, exitCode: exitCodeOf(outcome), state: store.state } as const;
  });
  const exitCode = gravestExitCode(sessions.map((session) => session.exitCode));
  const outcome = outcomeOf(addCounts(sessions.map((session) => session.outcome.counts)));
  shared.emit(startOfAll(planned, shared));
  shared.emit({ type: "over_limits", ...excess });
  shared.emit({ type: "run_finished", ...outcome, exitCode, elapsedMs: 0 });
  return { kind: "finished", sessions, exitCode };
}
