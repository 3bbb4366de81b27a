import { clipName } from "../manifest/job.ts";
import { loadClipReader } from "../media/clip.ts";
import type { Plan, PlanItem } from "../plan/plan.ts";
import { PlanGraph } from "../plan/plan-graph.ts";
import { endingLike } from "../state/clip-file.ts";
import type { Attempt } from "../state/state.ts";
import {
  attemptOf,
  type Ending,
  type RunContext,
  type RunDependencies,
  type RunSettings,
  record,
  stop,
  type Work,
} from "./context.ts";
import { type JobRef, type RunCounts, refOf, type StopReason } from "./events.ts";
import { Downloads } from "./fetch/downloads.ts";
import { ClipFetch } from "./fetch/fetch-clip.ts";
import { restoreClip } from "./fetch/place-clip.ts";
import { patienceFor } from "./patience.ts";
import { PollSchedule } from "./polling/poll-schedule.ts";
import { Slots } from "./slots.ts";
import { StopGate } from "./stop-gate.ts";
import { newAccountMark } from "./submit/account.ts";
import { Budget } from "./submit/budget.ts";
import { type Reached, type RenderContext, renderJob, resumeJob } from "./submit/render-job.ts";
import { initialConcurrency, submitPace } from "./submit/submit-pace.ts";
import { reportUncertain } from "./submit/uncertain.ts";
import { UnknownOutcomes } from "./submit/unknown-outcomes.ts";
import { Uploads } from "./submit/uploads.ts";
import { isIdle, untouchedCounts } from "./untouched.ts";

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

class Run {
  readonly #plan: Plan;
  readonly #graph: PlanGraph;
  readonly #context: RenderContext;
  readonly #slots: Slots;
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
  };

  constructor(plan: Plan, dependencies: RunDependencies, settings: RunSettings) {
    this.#plan = plan;
    this.#graph = new PlanGraph(plan);
    this.#slots = new Slots(initialConcurrency(settings));
    this.#downloads = new Downloads(settings.downloads, () => this.#slots.wake());
    const context: RunContext = {
      ...dependencies,
      settings,
      gate: new StopGate(),
      schedule: new PollSchedule(settings.pollIntervalMs, dependencies.random),
      patience: patienceFor(settings.pollIntervalMs),
      balance: { accepted: 0 },
      contact: { made: false },
      account: newAccountMark(dependencies.provider, dependencies.random),
      outcomes: new UnknownOutcomes(),
      pace: submitPace(settings.concurrency, { ...dependencies, slots: this.#slots }),
    };
    this.#context = {
      ...context,
      uploads: new Uploads(context),
      budget: new Budget(settings.limits),
      downloads: this.#downloads,
    };
  }

  async run(): Promise<RunOutcome> {
    const { settings, emit, gate } = this.#context;
    const { storyboard, rehearsal, interrupt } = settings;
    const onInterrupt = (): void => this.#interrupt();
    interrupt?.addEventListener("abort", onInterrupt);
    if (interrupt?.aborted === true) onInterrupt();
    emit({
      type: "run_started",
      storyboard,
      rehearsal,
      concurrency: this.#slots.count,
      totals: this.#plan.totals,
    });
    try {
      const hasWork = !isIdle(this.#plan);
      // While the balance is on its way: what a paid clip needs must be in memory before anything is paid.
      if (hasWork) await Promise.all([this.#emitBalance("before"), this.#loadClipReader()]);
      await this.#work();
      this.#context.pace.emitFinding();
      if (hasWork && !gate.everything.aborted) await this.#emitBalance("after");
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
    stop(this.#context, "output_unwritable", message);
  }

  /** Starts whatever is ready and may be started, until all work is finished. */
  async #work(): Promise<void> {
    await this.#rename();
    for (const item of this.#plan.items) {
      if (item.action === "hold" && item.reason === "uncertain") this.#holdUncertain(item);
    }
    this.#holdBlocked(this.#graph.blocked);
    while (this.#graph.hasUnfinished && !this.#slots.hasBug) {
      // Asked for before the look at what is ready, so that nothing that happens meanwhile is missed.
      const change = this.#slots.change();
      if (!this.#startNext()) await change;
    }
    await this.#slots.allEnded();
  }

  /** Brings the records of renamed shots to their new ids, before anything is done for these. */
  async #rename(): Promise<void> {
    for (const { from, to } of this.#plan.renames) {
      for (const { take, attempts } of this.#context.store.state.get(from) ?? []) {
        for (const { attemptId } of attempts) {
          await record(this.#context, { id: to, take, attemptId, type: "renamed", from });
        }
      }
    }
  }

  /** Starts one piece of work; false when nothing can be started now. */
  #startNext(): boolean {
    const moved = this.#graph.take("move");
    if (moved !== undefined) {
      this.#startMove(moved);
      return true;
    }
    const download = this.#graph.take("download");
    if (download !== undefined) {
      this.#startDownload(download);
      return true;
    }
    if (!this.#slots.isFree) return false;
    const resumed = this.#graph.take("resume");
    if (resumed !== undefined) {
      this.#start(resumed, (work) => resumeJob(this.#context, work, resumed));
      return true;
    }
    if (!this.#mayRender()) return false;
    const rendered = this.#graph.take("render");
    if (rendered === undefined) return false;
    this.#isRendering = true;
    this.#start(rendered, (work) => renderJob(this.#context, work, rendered));
    return true;
  }

  /** What earlier runs paid for is fetched first; of this run's own clips, as many as there are slots may wait. */
  #mayRender(): boolean {
    return this.#downloads.waiting <= (this.#isRendering ? this.#slots.count : 0);
  }

  #holdUncertain(item: PlanItem): void {
    this.#endings.uncertain += 1;
    if (item.attempt !== undefined) reportUncertain(this.#context, workOf(item), item.attempt.attemptId);
  }

  #start(item: PlanItem, inSlot: (work: Work) => Promise<Reached>): void {
    const work = workOf(item);
    this.#slots.start(
      () => inSlot(work),
      async (reached) => {
        const ending = reached.kind === "ended" ? reached.ending : await this.#fetch(work, reached.attemptId);
        this.#finish(item, ending);
      },
    );
  }

  #startDownload(item: PlanItem): void {
    const work = workOf(item);
    const { attempt } = item;
    if (attempt === undefined) throw new Error("there is an attempt to fetch");
    this.#slots.startWithoutSlot(async () => this.#finish(item, await this.#fetch(work, attempt.attemptId)));
  }

  #startMove(item: PlanItem): void {
    const { attempt, clipAt } = item;
    if (attempt === undefined || clipAt === undefined) throw new Error("there is a clip to move");
    this.#slots.startWithoutSlot(async () =>
      this.#finish(item, await this.#bringBack(workOf(item), attempt, clipAt)),
    );
  }

  #fetch(work: Work, attemptId: string): Promise<Ending> {
    const expiresAt = attemptOf(this.#context, work.ref, attemptId)?.expiresAt;
    const fetch = new ClipFetch(this.#context, work, attemptId);
    return this.#downloads.add(expiresAt, (slot) => fetch.run(slot));
  }

  /** A clip that is elsewhere in the folder, and wanted again, goes back to its shot's place. */
  async #bringBack(work: Work, attempt: Attempt, from: string): Promise<Ending> {
    if (attempt.clip === undefined) throw new Error("there is a clip to bring back");
    const error = await restoreClip(this.#context, work, { attempt, from });
    if (error !== undefined) {
      this.#context.emit({ type: "shot_failed", ...work.ref, error });
      return "failed";
    }
    const clip = { ...attempt.clip, file: endingLike(work.clip, attempt.clip.file) };
    this.#context.emit({ type: "shot_done", ...work.ref, clip, elapsedMs: 0, superseded: false });
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
      this.#context.emit({ type: "warning", ...workOf(item).ref, code: "needed_clip_missing", message });
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
    const { gate, emit } = this.#context;
    const isFirst = gate.reason !== "interrupted";
    gate.stop("interrupted");
    if (!isFirst) return;
    const message = "No further submits; tasks in flight go on at the provider, and the state is saved.";
    emit({ type: "stopping", reason: "interrupted", message });
  }

  /** Not every account or server has a balance to show; a run does without. */
  async #emitBalance(when: "before" | "after"): Promise<void> {
    const { provider, gate, emit, balance } = this.#context;
    const answer = await provider.balance(gate.everything);
    if (answer.kind !== "balance") return;
    this.#context.contact.made = true;
    const { remaining, currency, unlimited } = answer;
    if (when === "before" && !unlimited) balance.before = remaining;
    emit({ type: "balance", when, remaining, currency, unlimited });
  }
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
