import type { LimitFunction } from "p-limit";
import { clipName } from "../manifest/job.ts";
import type { Plan, PlanItem } from "../plan/plan.ts";
import { PlanGraph } from "../plan/plan-graph.ts";
import { endingLike } from "../state/clip-file.ts";
import type { Attempt } from "../state/state.ts";
import { joinAccount, type SharedAccount } from "./account.ts";
import {
  attemptOf,
  type Ending,
  type RunDependencies,
  type RunSettings,
  type RunWorld,
  record,
  stop,
  type Work,
} from "./context.ts";
import { type JobRef, type RunCounts, refOf, type StopReason } from "./events.ts";
import type { Downloads } from "./fetch/downloads.ts";
import { ClipFetch } from "./fetch/fetch-clip.ts";
import { restoreClip } from "./fetch/place-clip.ts";
import { Uploads } from "./pictures/uploads.ts";
import type { RunningWork } from "./running-work.ts";
import { StopGate } from "./stop-gate.ts";
import type { Budget } from "./submit/budget.ts";
import { type Reached, type RenderContext, renderJob, resumeJob } from "./submit/render-job.ts";
import { initialConcurrency } from "./submit/submit-pace.ts";
import { reportUncertain } from "./submit/uncertain.ts";
import { isIdle, untouchedCounts } from "./untouched.ts";

/** What a run came to. */
export interface RunOutcome {
  readonly counts: RunCounts;
  readonly stopped?: StopReason;
}

/** The plan of one storyboard, and the world that it is carried out in. */
export interface PlannedRun {
  readonly plan: Plan;
  readonly dependencies: RunDependencies;
  readonly settings: RunSettings;
}

/** What the runs of several storyboards have together. */
export interface SharedParts {
  readonly work: RunningWork;
  readonly downloads: Downloads;
  readonly budget: Budget;
  /** Holds back whoever wants to draw a picture while others do. */
  readonly drawing: LimitFunction;
  /** The account at a provider that a storyboard's run has work for. */
  readonly accountOf: (provider: string | undefined) => SharedAccount;
}

interface Settle {
  readonly resolve: (outcome: RunOutcome) => void;
  readonly reject: (bug: unknown) => void;
}

interface AccountInRun {
  /** As contracts and attempts name it. */
  readonly provider: string | undefined;
  readonly context: RenderContext;
}

/**
 * The run of one storyboard's plan: begins one piece of its work at a time, when it is asked to, and keeps what came of
 * each. Which one begins when is for whoever has several of them.
 */
export class PlanRun {
  readonly #plan: Plan;
  readonly #graph: PlanGraph;
  readonly #world: RunWorld;
  readonly #settings: RunSettings;
  readonly #shared: SharedParts;
  readonly #gate = new StopGate();
  readonly #accounts: ReadonlyMap<SharedAccount, AccountInRun>;
  /** Resolves with what the run came to, once `end` was called. */
  readonly ended: Promise<RunOutcome>;
  readonly #endings: Record<Ending, number> = {
    done: 0,
    failed: 0,
    uncertain: 0,
    unfetched: 0,
    not_started: 0,
    held: 0,
    settled: 0,
  };
  #settle: Settle | undefined;
  readonly #onInterrupt = (): void => this.#interrupt();

  constructor({ plan, dependencies, settings }: PlannedRun, shared: SharedParts) {
    this.ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#plan = plan;
    this.#graph = new PlanGraph(plan);
    this.#settings = settings;
    this.#shared = shared;
    const { providers, ...others } = dependencies;
    const world: RunWorld = { ...others, settings, gate: this.#gate, drawing: shared.drawing };
    this.#world = world;
    this.#accounts = new Map(
      [...providers].map(([name, provider]) => {
        const account = shared.accountOf(name);
        const { downloads, budget } = shared;
        const { store } = others;
        const context = { ...world, ...joinAccount(account, { provider, runGate: this.#gate, store }) };
        const uploads = new Uploads(context, account.uploads);
        return [account, { provider: name, context: { ...context, uploads, budget, downloads } }];
      }),
    );
  }

  /** Is there something to ask a provider for? */
  get hasWork(): boolean {
    return !isIdle(this.#plan);
  }

  get hasUnfinished(): boolean {
    return this.#graph.hasUnfinished;
  }

  /** Was it interrupted? */
  get isInterrupted(): boolean {
    return this.#gate.everything.aborted;
  }

  /** The run's view of each of its accounts. */
  contextOf(account: SharedAccount): RenderContext | undefined {
    return this.#accounts.get(account)?.context;
  }

  /** Says that the run begins, and listens to the interruption from now on. */
  open(): void {
    const { storyboard, rehearsal, interrupt } = this.#settings;
    interrupt?.addEventListener("abort", this.#onInterrupt);
    if (interrupt?.aborted === true) this.#onInterrupt();
    this.#world.emit({
      type: "run_started",
      storyboard,
      rehearsal,
      concurrency: initialConcurrency(this.#settings),
      totals: this.#plan.totals,
    });
  }

  /** No clip can be checked, so none is bought. */
  buyNothing(message: string): void {
    stop(this.#world, "output_unwritable", message);
  }

  /** What is to be done before any work. */
  async begin(): Promise<void> {
    await this.#rename();
    for (const item of this.#plan.items) {
      if (item.action === "hold" && item.reason === "uncertain") this.#holdUncertain(item);
    }
    this.#holdBlocked(this.#graph.blocked);
  }

  /** Brings the records of renamed shots to their new ids, before anything is done for these. */
  async #rename(): Promise<void> {
    for (const { from, to } of this.#plan.renames) {
      for (const { take, attempts } of this.#world.store.state.get(from) ?? []) {
        for (const { attemptId } of attempts) {
          await record(this.#world, { id: to, take, attemptId, type: "renamed", from });
        }
      }
    }
  }

  /** Starts one move inside of the output folder, for which no provider is needed; false where there is none. */
  startMove(): boolean {
    const item = this.#graph.take("move");
    if (item === undefined) return false;
    const { attempt, clipAt: from } = item;
    if (attempt === undefined || from === undefined) throw new Error("there is a clip to move");
    this.#shared.work.start(async () =>
      this.#finish(item, await this.#bringBack(workOf(item), attempt, from)),
    );
    return true;
  }

  /** Starts to fetch one clip; false where none is ready. */
  startDownload(account: SharedAccount): boolean {
    const own = this.#accounts.get(account);
    const item = own === undefined ? undefined : this.#graph.take("download", own.provider);
    if (own === undefined || item === undefined) return false;
    const { attempt } = item;
    if (attempt === undefined) throw new Error("there is an attempt to fetch");
    const work = workOf(item);
    this.#shared.work.start(async () =>
      this.#finish(item, await this.#fetch(own.context, work, attempt.attemptId)),
    );
    return true;
  }

  /** Starts one piece of work that needs a slot; false where none is ready. */
  startInSlot(kind: "resume" | "render", account: SharedAccount): boolean {
    const own = this.#accounts.get(account);
    const item = own === undefined ? undefined : this.#graph.take(kind, own.provider);
    if (own === undefined || item === undefined) return false;
    const { context } = own;
    const work = workOf(item);
    const inSlot = kind === "resume" ? resumeJob : renderJob;
    account.slots.start(
      () => inSlot(context, work, item),
      async (reached) => this.#finish(item, await this.#endingOf(reached, item, { context, work })),
    );
    return true;
  }

  async #endingOf(
    reached: Reached,
    item: PlanItem,
    { context, work }: { readonly context: RenderContext; readonly work: Work },
  ): Promise<Ending> {
    if (reached.kind === "ended") return reached.ending;
    const { attemptId } = reached;
    const ending = await this.#fetch(context, work, attemptId);
    return ending === "done" && isOfEarlierInputs(item, attemptId) ? this.#leaveOutdated(work) : ending;
  }

  /** What a look-up found is fetched like any paid clip; what is asked for now was not sent beside it. */
  #leaveOutdated({ ref }: Work): Ending {
    const message =
      "A submit of unknown outcome was found, and its clip fetched: it is made from earlier inputs. Today's were not sent; run again to render them.";
    this.#world.emit({ type: "warning", ...ref, code: "made_from_earlier_inputs", message });
    return "not_started";
  }

  #fetch(context: RenderContext, work: Work, attemptId: string): Promise<Ending> {
    const expiresAt = attemptOf(context, work.ref, attemptId)?.expiresAt;
    const fetch = new ClipFetch(context, work, attemptId);
    return this.#shared.downloads.add(expiresAt, (slot) => fetch.run(slot));
  }

  /** A clip that is elsewhere in the folder, and wanted again, goes back to its shot's place. */
  async #bringBack(work: Work, attempt: Attempt, from: string): Promise<Ending> {
    if (attempt.clip === undefined) throw new Error("there is a clip to bring back");
    const error = await restoreClip(this.#world, work, { attempt, from });
    if (error !== undefined) {
      this.#world.emit({ type: "shot_failed", ...work.ref, error });
      return "failed";
    }
    const clip = { ...attempt.clip, file: endingLike(work.clip, attempt.clip.file) };
    this.#world.emit({ type: "shot_done", ...work.ref, clip, elapsedMs: 0, superseded: false });
    return "done";
  }

  #finish(item: PlanItem, ending: Ending): void {
    this.#endings[ending] += 1;
    this.#holdBlocked(this.#graph.finished(item, { hasClip: ending === "done" }));
  }

  #holdUncertain(item: PlanItem): void {
    this.#endings.uncertain += 1;
    if (item.attempt !== undefined) reportUncertain(this.#world, workOf(item), item.attempt.attemptId);
  }

  /** Jobs that cannot be done in this run, since a job whose clip they need has none. */
  #holdBlocked(items: readonly PlanItem[]): void {
    for (const item of items) {
      this.#endings.held += 1;
      const waitsFor = item.job?.needs?.map(({ id }) => id).join(", ") ?? "";
      const message = `Not started: it needs the clip of ${waitsFor}, which is not there.`;
      this.#world.emit({ type: "warning", ...workOf(item).ref, code: "needed_clip_missing", message });
    }
  }

  /** The run is over: whoever waits for its end goes on. A second call changes nothing. */
  end(): void {
    const counts = this.#counts();
    const stopped = this.#gate.reason ?? (counts.notStarted > 0 ? this.#reasonOfAccounts() : undefined);
    this.#takeSettle()?.resolve(stopped === undefined ? { counts } : { counts, stopped });
  }

  /** The run ends with a bug, unless it is over. */
  fail(bug: unknown): void {
    this.#takeSettle()?.reject(bug);
  }

  #takeSettle(): Settle | undefined {
    this.#settings.interrupt?.removeEventListener("abort", this.#onInterrupt);
    const settle = this.#settle;
    this.#settle = undefined;
    return settle;
  }

  /** Why an account, which another storyboard's work may have found out about, took no shots of this one. */
  #reasonOfAccounts(): StopReason | undefined {
    return [...this.#accounts.keys()].map(({ gate }) => gate.reason).find((reason) => reason !== undefined);
  }

  #counts(): RunCounts {
    const { done, failed, uncertain, unfetched, not_started: notStarted } = this.#endings;
    const { held, missing, upToDate } = untouchedCounts(this.#plan);
    return {
      done,
      failed,
      uncertain,
      unfetched,
      notStarted,
      held: held + this.#endings.held,
      missing,
      upToDate,
    };
  }

  #interrupt(): void {
    const gate = this.#gate;
    const { emit } = this.#world;
    const isFirst = gate.reason !== "interrupted";
    gate.stop("interrupted");
    if (!isFirst) return;
    const message = "No further submits; tasks in flight go on at the provider, and the state is saved.";
    emit({ type: "stopping", reason: "interrupted", message });
  }
}

/** Is the clip that of a submit that the shot waited for, and not of today's inputs? */
function isOfEarlierInputs({ reason, attempt, job }: PlanItem, attemptId: string): boolean {
  const isWaitedFor = reason === "uncertain" && attempt?.attemptId === attemptId;
  return isWaitedFor && job !== undefined && attempt.fingerprint !== job.fingerprint;
}

function workOf(item: PlanItem): Work {
  const { id, take, job, attempt } = item;
  const ref: JobRef = job === undefined ? { id, take } : refOf(job);
  const model = job?.inputs.model ?? attempt?.inputs.model;
  const superseded = item.reason === "superseded";
  return {
    ref,
    ...(job === undefined || superseded ? {} : { job }),
    model: typeof model === "string" ? model : "unknown",
    clip: job?.clip ?? clipName(id, take),
    superseded,
  };
}
