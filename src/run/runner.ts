import pLimit from "p-limit";
import { sum } from "../base/money.ts";
import { clipName } from "../manifest/job.ts";
import { loadClipReader } from "../media/clip.ts";
import type { Plan, PlanItem } from "../plan/plan.ts";
import { PlanGraph } from "../plan/plan-graph.ts";
import { providersOf } from "../plan/provider-of.ts";
import { endingLike } from "../state/clip-file.ts";
import type { Attempt } from "../state/state.ts";
import { openAccount } from "./account.ts";
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
import { Downloads } from "./fetch/downloads.ts";
import { ClipFetch } from "./fetch/fetch-clip.ts";
import { restoreClip } from "./fetch/place-clip.ts";
import { Uploads } from "./pictures/uploads.ts";
import { RunningWork } from "./running-work.ts";
import type { Slots } from "./slots.ts";
import { StopGate } from "./stop-gate.ts";
import { Budget } from "./submit/budget.ts";
import { type Reached, type RenderContext, renderJob, resumeJob } from "./submit/render-job.ts";
import { initialConcurrency } from "./submit/submit-pace.ts";
import { reportUncertain } from "./submit/uncertain.ts";
import { isIdle, untouchedCounts } from "./untouched.ts";

/** One would leave the second processor idle; the pixels of a picture, several times over, are hundreds of megabytes. */
const picturesDrawnAtOnce = 2;

/** What a run came to. */
export interface RunOutcome {
  readonly counts: RunCounts;
  readonly stopped?: StopReason;
}

/**
 * Carries out a plan: fetches what is complete, carries on with what the provider has, and submits the rest, each job
 * through its own states and none stopped by another's failure. Says everything as events. The state is in the store
 * at every step; the caller closes the store, and ends the events with `run_finished` when it is closed.
 */
export async function runPlan(
  plan: Plan,
  dependencies: RunDependencies,
  settings: RunSettings,
): Promise<RunOutcome> {
  return await new Run(plan, dependencies, settings).run();
}

/** An account, and how many tasks it may have in flight. */
interface AccountInRun {
  readonly slots: Slots;
  readonly context: RenderContext;
}

class Run {
  readonly #plan: Plan;
  readonly #graph: PlanGraph;
  readonly #world: RunWorld;
  readonly #settings: RunSettings;
  readonly #gate = new StopGate();
  readonly #running = new RunningWork();
  /** By the name of the provider. */
  readonly #accounts: ReadonlyMap<string | undefined, AccountInRun>;
  readonly #downloads: Downloads;
  /** Has this run begun to submit? */
  #isRendering = false;
  readonly #endings: Record<Ending, number> = {
    done: 0,
    failed: 0,
    uncertain: 0,
    unfetched: 0,
    not_started: 0,
    held: 0,
    settled: 0,
  };

  constructor(plan: Plan, dependencies: RunDependencies, settings: RunSettings) {
    for (const name of providersOf(plan)) {
      if (!dependencies.providers.has(name))
        throw new Error(`the plan has work for ${name}, which is not given`);
    }
    this.#plan = plan;
    this.#graph = new PlanGraph(plan);
    this.#settings = settings;
    this.#downloads = new Downloads(settings.downloads, () => this.#running.wake());
    const budget = new Budget(settings.limits);
    const { providers, ...others } = dependencies;
    this.#world = { ...others, settings, gate: this.#gate, drawing: pLimit(picturesDrawnAtOnce) };
    this.#accounts = new Map(
      [...providers].map(([name, provider]) => {
        const { account, slots } = openAccount({
          provider,
          dependencies,
          settings,
          runGate: this.#gate,
          work: this.#running,
          label: providers.size > 1 ? provider.facts.name : undefined,
        });
        const context = { ...this.#world, ...account };
        const own = { uploads: new Uploads(context), budget, downloads: this.#downloads };
        return [name, { slots, context: { ...context, ...own } }];
      }),
    );
  }

  async run(): Promise<RunOutcome> {
    const { emit } = this.#world;
    const gate = this.#gate;
    const { storyboard, rehearsal, interrupt } = this.#settings;
    const onInterrupt = (): void => this.#interrupt();
    interrupt?.addEventListener("abort", onInterrupt);
    if (interrupt?.aborted === true) onInterrupt();
    emit({
      type: "run_started",
      storyboard,
      rehearsal,
      concurrency: initialConcurrency(this.#settings),
      totals: this.#plan.totals,
    });
    try {
      const hasWork = !isIdle(this.#plan);
      // While the balance is on its way: what a paid clip needs must be in memory before anything is paid.
      if (hasWork) await Promise.all([this.#emitBalances("before"), this.#loadClipReader()]);
      await this.#work();
      for (const { context } of this.#accounts.values()) context.pace.emitFinding();
      if (hasWork && !gate.everything.aborted) await this.#emitBalances("after");
    } finally {
      interrupt?.removeEventListener("abort", onInterrupt);
    }
    const counts = this.#counts();
    return gate.reason === undefined ? { counts } : { counts, stopped: gate.reason };
  }

  async #loadClipReader(): Promise<void> {
    const loaded = await loadClipReader();
    if (loaded.ok) return;
    const message = `Clips cannot be checked, so none are bought: ${loaded.error.message}.`;
    stop(this.#world, "output_unwritable", message);
  }

  /** Starts whatever is ready and may be started, until all work is finished. */
  async #work(): Promise<void> {
    await this.#rename();
    for (const item of this.#plan.items) {
      if (item.action === "hold" && item.reason === "uncertain") this.#holdUncertain(item);
    }
    this.#holdBlocked(this.#graph.blocked);
    while (this.#graph.hasUnfinished && !this.#running.hasBug) {
      // Asked for before the look at what is ready, so that nothing that happens meanwhile is missed.
      const change = this.#running.change();
      if (this.#startMove()) continue;
      const started = [...this.#accounts].filter(([name, account]) => this.#startNext(name, account));
      if (started.length === 0) await change;
    }
    await this.#running.allEnded();
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

  /** Starts one move inside of the output folder, for which no provider is needed. */
  #startMove(): boolean {
    const item = this.#graph.take("move");
    if (item === undefined) return false;
    const { attempt, clipAt: from } = item;
    if (attempt === undefined || from === undefined) throw new Error("there is a clip to move");
    this.#running.start(async () => this.#finish(item, await this.#bringBack(workOf(item), attempt, from)));
    return true;
  }

  /** Starts one piece of work at a provider; false when nothing can be started there now. */
  #startNext(provider: string | undefined, account: AccountInRun): boolean {
    const { context, slots } = account;
    const download = this.#graph.take("download", provider);
    if (download !== undefined) {
      this.#startDownload(download, context);
      return true;
    }
    if (!slots.isFree) return false;
    const resumed = this.#graph.take("resume", provider);
    if (resumed !== undefined) {
      this.#start(resumed, account, (work) => resumeJob(context, work, resumed));
      return true;
    }
    if (!this.#mayRender()) return false;
    const rendered = this.#graph.take("render", provider);
    if (rendered === undefined) return false;
    this.#isRendering = true;
    this.#start(rendered, account, (work) => renderJob(context, work, rendered));
    return true;
  }

  /** What earlier runs paid for is fetched first; of this run's own clips, as many as there are slots may wait. */
  #mayRender(): boolean {
    const slots = sum([...this.#accounts.values()].map((account) => account.slots.count));
    return this.#downloads.waiting <= (this.#isRendering ? slots : 0);
  }

  #holdUncertain(item: PlanItem): void {
    this.#endings.uncertain += 1;
    if (item.attempt !== undefined) reportUncertain(this.#world, workOf(item), item.attempt.attemptId);
  }

  #start(item: PlanItem, { slots, context }: AccountInRun, inSlot: (work: Work) => Promise<Reached>): void {
    const work = workOf(item);
    slots.start(
      () => inSlot(work),
      async (reached) => {
        if (reached.kind === "ended") return this.#finish(item, reached.ending);
        const { attemptId } = reached;
        const ending = await this.#fetch(context, work, attemptId);
        const isOutdated = ending === "done" && isOfEarlierInputs(item, attemptId);
        this.#finish(item, isOutdated ? this.#leaveOutdated(work) : ending);
      },
    );
  }

  /** What a look-up found is fetched like any paid clip; what is asked for now was not sent beside it. */
  #leaveOutdated({ ref }: Work): Ending {
    const message =
      "A submit of unknown outcome was found, and its clip fetched: it is made from earlier inputs. Today's were not sent; run again to render them.";
    this.#world.emit({ type: "warning", ...ref, code: "made_from_earlier_inputs", message });
    return "not_started";
  }

  #startDownload(item: PlanItem, context: RenderContext): void {
    const work = workOf(item);
    const { attempt } = item;
    if (attempt === undefined) throw new Error("there is an attempt to fetch");
    this.#running.start(async () => this.#finish(item, await this.#fetch(context, work, attempt.attemptId)));
  }

  #fetch(context: RenderContext, work: Work, attemptId: string): Promise<Ending> {
    const expiresAt = attemptOf(context, work.ref, attemptId)?.expiresAt;
    const fetch = new ClipFetch(context, work, attemptId);
    return this.#downloads.add(expiresAt, (slot) => fetch.run(slot));
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

  /** Jobs that cannot be done in this run, since a job whose clip they need has none. */
  #holdBlocked(items: readonly PlanItem[]): void {
    for (const item of items) {
      this.#endings.held += 1;
      const waitsFor = item.job?.needs?.map(({ id }) => id).join(", ") ?? "";
      const message = `Not started: it needs the clip of ${waitsFor}, which is not there.`;
      this.#world.emit({ type: "warning", ...workOf(item).ref, code: "needed_clip_missing", message });
    }
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

  async #emitBalances(when: "before" | "after"): Promise<void> {
    await Promise.all([...this.#accounts.values()].map(({ context }) => emitBalance(context, when)));
  }
}

/** Not every account or server has a balance to show; a run does without. */
async function emitBalance(context: RenderContext, when: "before" | "after"): Promise<void> {
  const { provider, gate, emit, balance, label } = context;
  const answer = await provider.balance(gate.everything);
  if (answer.kind !== "balance") return;
  context.contact.made = true;
  const { remaining, currency, unlimited } = answer;
  if (when === "before" && !unlimited) balance.before = remaining;
  const whose = label === undefined ? {} : { provider: label };
  emit({ type: "balance", when, remaining, currency, unlimited, ...whose });
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
