import type { LookCosts } from "./look-plan.ts";
import { TaskHistory } from "./task-history.ts";
import { evenEndMs, type ProgressReading, type ProgressSpan, TaskProgressCurve } from "./task-progress.ts";

/** What is known of a task when the next look at it is planned; times in milliseconds since the submit was accepted. */
export interface TaskView {
  /** The contract's name; each model has a history of its own. */
  readonly model: string;
  /** Looks so far. */
  readonly looks: number;
  readonly elapsedMs: number;
  readonly progress?: ProgressSpan | undefined;
}

/** What is known of a task that was found completed. */
export interface FinishedTask {
  /** From the accepted submit to the look that found it completed, milliseconds. */
  readonly elapsedMs: number;
  /** Since the look before, milliseconds: the task ended at some moment in between. */
  readonly gapMs: number;
  /** How long it took by the provider's own clock, which counts whole seconds; absent where it does not say. */
  readonly toldMs?: number | undefined;
  /** Every progress that was seen, in order. */
  readonly progress?: readonly ProgressReading[];
}

/**
 * A plan from the history is followed when, on average, it finds the end within this share of the shortest gap.
 * Looking at every shortest gap finds it within a half.
 */
const goodEnoughShare = 0.2;
/** A task older than this many times the longest before it, or than its progress promised, follows no plan. */
const overageFactor = 1.5;
/** Without a history: this share of the time that is left, if progress were even, passes before the next look. */
const progressShare = 1 / 3;
/** Without a history: no wait is longer than this many poll intervals. */
const mostIntervals = 3;

/**
 * Decides when to look at a task.
 *
 * The provider's documentation asks for a first look after 5 s, then one every 10 s with jitter, and never faster than
 * every 5 s. `intervalMs` (10 s by default) scales all of it: the shortest gap is half an interval. Within that:
 *
 * 1. Before any task of the model has ended in this run: the documented pace, made slower or faster by what the task's
 *    own progress says (`#paceWithoutHistory`).
 * 2. After that: no look before the age at which the quickest such tasks ended, then one at every shortest gap.
 * 3. Where the history says the end sharply, by age or by progress: one look right behind the expected end
 *    (`TaskHistory.bestLook`).
 */
export class PollSchedule {
  readonly #intervalMs: number;
  readonly #random: () => number;
  readonly #histories = new Map<string, TaskHistory>();

  constructor(intervalMs: number, random: () => number) {
    this.#intervalMs = intervalMs;
    this.#random = random;
  }

  /** Milliseconds until the next look. */
  nextLookMs(view: TaskView): number {
    const shortest = this.#intervalMs / 2;
    // A task that another run submitted may long be ready; looks at many such tasks are spread a little.
    if (view.looks === 0 && view.elapsedMs > shortest)
      return Math.round((this.#random() * this.#intervalMs) / 10);
    const longest = view.looks === 0 ? Number.POSITIVE_INFINITY : 6 * this.#intervalMs;
    const wish = this.#fromHistory(view) ?? this.#paceWithoutHistory(view);
    return Math.max(shortest, Math.min(longest, Math.round(wish)));
  }

  /** Adds a task that was found completed to the history of its model. */
  learn(model: string, finished: FinishedTask): void {
    const history = this.#histories.get(model) ?? new TaskHistory(this.#costs());
    this.#histories.set(model, history);
    const durationMs = this.#durationOf(finished);
    history.add(durationMs, new TaskProgressCurve(finished.progress ?? [], durationMs));
  }

  #costs(): LookCosts {
    const intervalMs = this.#intervalMs;
    return { shortestMs: intervalMs / 2, lookCostMs: intervalMs / 300, marginMs: intervalMs / 40 };
  }

  #paceWithoutHistory({ looks, elapsedMs, progress }: TaskView): number {
    if (looks === 0) return this.#intervalMs / 2;
    const jitter = 0.9 + 0.2 * this.#random();
    const endMs = progress === undefined ? undefined : evenEndMs(progress);
    if (endMs === undefined || elapsedMs > endMs * overageFactor) return this.#intervalMs * jitter;
    return Math.min((endMs - elapsedMs) * progressShare, this.#intervalMs * mostIntervals) * jitter;
  }

  /** `undefined` where the history says nothing: no task has ended, or this one is older than any before. */
  #fromHistory({ model, elapsedMs, progress }: TaskView): number | undefined {
    const history = this.#histories.get(model);
    if (history === undefined) return undefined;
    const goodEnoughMs = (this.#intervalMs / 2) * goodEnoughShare;
    const look = history.bestLook(elapsedMs, progress, goodEnoughMs);
    if (look !== undefined && look.costMs < goodEnoughMs) return look.waitMs;
    if (elapsedMs > history.longestMs * overageFactor) return undefined;
    const untilQuickestMs = history.quickestMs - elapsedMs;
    // A few tasks are not reason enough to wait; that one of them ended at this age is reason to look more often.
    return untilQuickestMs > 0 && !history.isLongEnough ? undefined : untilQuickestMs;
  }

  /** The middle of the time in which the task must have ended: at most the shortest gap before it was found. */
  #durationOf({ elapsedMs, gapMs, toldMs }: FinishedTask): number {
    const lastLookMs = elapsedMs - gapMs;
    const to = toldMs === undefined ? elapsedMs : Math.min(elapsedMs, Math.max(lastLookMs, toldMs + 1000));
    const from = Math.max(lastLookMs, to - this.#intervalMs / 2, toldMs === undefined ? 0 : toldMs - 1000);
    return (Math.min(from, to) + to) / 2;
  }
}
