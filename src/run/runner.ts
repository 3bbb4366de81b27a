import { clipName } from "../manifest/job.ts";
import type { Plan, PlanItem } from "../plan/plan.ts";
import type { Attempt } from "../state/state.ts";
import { Agenda } from "./agenda.ts";
import { Budget } from "./budget.ts";
import {
  attemptOf,
  type Ending,
  type RunContext,
  type RunDependencies,
  type RunSettings,
  type Work,
} from "./context.ts";
import { Downloads } from "./downloads.ts";
import type { JobRef, RunCounts, StopReason } from "./events.ts";
import { fetchClip } from "./fetch-clip.ts";
import { Lane } from "./lane.ts";
import { patienceFor } from "./patience.ts";
import { restoreClip } from "./place-clip.ts";
import { PollSchedule } from "./polling/poll-schedule.ts";
import { type Reached, type RenderContext, renderJob, resumeJob } from "./render-job.ts";
import { StopGate } from "./stop-gate.ts";
import { initialConcurrency, submitPace } from "./submit-pace.ts";
import { reportUncertain } from "./uncertain.ts";
import { Uploads } from "./uploads.ts";

/** What a run came to. */
export interface RunOutcome {
  readonly counts: RunCounts;
  readonly stopped?: StopReason;
}

/**
 * Carries out a plan: fetches what is complete, carries on with what the provider has, and submits the rest, each job
 * through its own states and none stopped by another's failure. Tells everything as events. The state is in the store
 * at every step; the caller closes the store, and ends the events with `run_finished` when it is closed.
 */
export function runPlan(
  plan: Plan,
  dependencies: RunDependencies,
  settings: RunSettings,
): Promise<RunOutcome> {
  return runAgenda(new Agenda(plan), dependencies, settings);
}

/** The same for an agenda, which is empty afterwards: each item is let go of when its work is done. */
export async function runAgenda(
  agenda: Agenda,
  dependencies: RunDependencies,
  settings: RunSettings,
): Promise<RunOutcome> {
  return await new Run(agenda, dependencies, settings).run();
}

class Run {
  readonly #agenda: Agenda;
  readonly #context: RenderContext;
  readonly #lane: Lane;
  readonly #downloads: Downloads;
  readonly #endings: Record<Ending, number> = {
    done: 0,
    failed: 0,
    uncertain: 0,
    unfetched: 0,
    not_started: 0,
  };

  constructor(agenda: Agenda, dependencies: RunDependencies, settings: RunSettings) {
    this.#agenda = agenda;
    this.#lane = new Lane(initialConcurrency(settings));
    this.#downloads = new Downloads(settings.downloads);
    const context: RunContext = {
      ...dependencies,
      settings,
      gate: new StopGate(),
      schedule: new PollSchedule(settings.pollIntervalMs, dependencies.random),
      patience: patienceFor(settings.pollIntervalMs),
      balance: { accepted: 0 },
      contact: { made: false },
      pace: submitPace(settings.concurrency, { ...dependencies, lane: this.#lane }),
    };
    this.#context = { ...context, uploads: new Uploads(context), budget: new Budget(settings.limits) };
  }

  async run(): Promise<RunOutcome> {
    const { settings, emit, gate } = this.#context;
    const { storyboard, rehearsal, interrupt } = settings;
    const { concurrency } = this.#lane;
    const onInterrupt = (): void => this.#interrupt();
    interrupt?.addEventListener("abort", onInterrupt);
    if (interrupt?.aborted === true) onInterrupt();
    emit({ type: "run_started", storyboard, rehearsal, concurrency, totals: this.#agenda.totals });
    this.#warnOfUnrecordedClips();
    try {
      const { isIdle } = this.#agenda;
      if (!isIdle) await this.#tellBalance("before");
      await this.#work();
      this.#context.pace.tellFinding();
      if (!isIdle && !gate.everything.aborted) await this.#tellBalance("after");
    } finally {
      interrupt?.removeEventListener("abort", onInterrupt);
    }
    const counts = this.#counts();
    return gate.reason === undefined ? { counts } : { counts, stopped: gate.reason };
  }

  #warnOfUnrecordedClips(): void {
    const { unrecordedClips: count } = this.#agenda;
    if (count === 0) return;
    const clips = count === 1 ? "1 clip is" : `${count} clips are`;
    const message = `${clips} on disk without a record; if the lockfile was lost, bring it back before paying again.`;
    this.#context.emit({ type: "warning", code: "unrecorded_clips", message });
  }

  async #work(): Promise<void> {
    for (const item of this.#agenda.uncertain()) this.#holdUncertain(item);
    for (const item of this.#agenda.downloads()) this.#startDownload(item);
    for (const item of this.#agenda.resumes()) {
      await this.#lane.free();
      this.#start(item, (work) => resumeJob(this.#context, work, item));
    }
    // What earlier runs paid for first; of this run's own clips, a window's worth may wait.
    await this.#downloads.caughtUp();
    for (const item of this.#agenda.renders()) {
      await this.#downloads.caughtUp(this.#lane.concurrency);
      await this.#lane.free();
      this.#start(item, (work) => renderJob(this.#context, work, item));
    }
    await this.#lane.idle();
  }

  #holdUncertain(item: PlanItem): void {
    this.#endings.uncertain += 1;
    if (item.attempt !== undefined) reportUncertain(this.#context, workOf(item), item.attempt.attemptId);
  }

  #start(item: PlanItem, inSlot: (work: Work) => Promise<Reached>): void {
    const work = workOf(item);
    this.#lane.start(
      () => inSlot(work),
      async (reached) => {
        if (reached.kind === "ended") this.#count(reached.ending);
        else this.#count(await this.#fetch(work, reached.attemptId));
      },
    );
  }

  #startDownload(item: PlanItem): void {
    const work = workOf(item);
    const { attempt } = item;
    if (attempt === undefined) throw new Error("there is an attempt to fetch");
    this.#lane.follow(async () => {
      const isOnDisk = item.reason === "superseded_clip_matches";
      const ending = isOnDisk ? "done" : await this.#fetch(work, attempt.attemptId);
      this.#count(ending === "done" ? await this.#bringBack(work, attempt) : ending);
    });
  }

  #fetch(work: Work, attemptId: string): Promise<Ending> {
    const expiresAt = attemptOf(this.#context, work.ref, attemptId)?.expiresAt;
    return this.#downloads.add(expiresAt, () => fetchClip(this.#context, work, attemptId));
  }

  /** A clip that was superseded and is wanted again goes back to its shot's place. */
  async #bringBack(work: Work, { attemptId }: Attempt): Promise<Ending> {
    const attempt = attemptOf(this.#context, work.ref, attemptId);
    if (work.job === undefined || attempt?.clip === undefined || attempt.clip.file === work.clip)
      return "done";
    const error = await restoreClip(this.#context, work, attempt);
    if (error !== undefined) {
      this.#context.emit({ type: "shot_failed", ...work.ref, error });
      return "failed";
    }
    const clip = { ...attempt.clip, file: work.clip };
    this.#context.emit({ type: "shot_done", ...work.ref, clip, elapsedMs: 0, superseded: false });
    return "done";
  }

  #count(ending: Ending): void {
    this.#endings[ending] += 1;
  }

  #counts(): RunCounts {
    const { done, failed, uncertain, unfetched, not_started: notStarted } = this.#endings;
    const { held, upToDate } = this.#agenda.untouched;
    return { done, failed, uncertain, unfetched, notStarted, held, upToDate };
  }

  #interrupt(): void {
    const { gate, emit } = this.#context;
    const isFirst = gate.reason !== "interrupted";
    gate.stop("interrupted");
    if (!isFirst) return;
    const message = "No further submits; tasks in flight go on at the provider, and the state is saved.";
    emit({ type: "stopping", reason: "interrupted", message });
  }

  /** Not every account or server tells a balance; a run does without. */
  async #tellBalance(when: "before" | "after"): Promise<void> {
    const { provider, gate, emit, balance } = this.#context;
    const answer = await provider.balance(gate.everything);
    if (answer.kind !== "balance") return;
    this.#context.contact.made = true;
    const { remaining, unlimited } = answer;
    if (when === "before" && !unlimited) balance.before = remaining;
    emit({ type: "balance", when, remaining, unlimited });
  }
}

function workOf(item: PlanItem): Work {
  const { id, take, job, attempt } = item;
  const ref: JobRef = job === undefined ? { id, take } : { id, take, line: job.line };
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
