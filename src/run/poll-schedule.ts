import { Experience } from "./experience.ts";
import type { LookTerms } from "./look-planner.ts";
import { endIfEvenMs, ProgressPattern, type ProgressSeen, type ProgressSoFar } from "./progress-pattern.ts";

/** What is known of a task when the next look at it is planned; times in milliseconds since the submit was accepted. */
export interface TaskView {
  /** The contract's name; what is learned is learned for each. */
  readonly model: string;
  /** Looks so far. */
  readonly looks: number;
  readonly elapsedMs: number;
  readonly progress?: ProgressSoFar | undefined;
}

/** What is known of a task that was found completed. */
export interface FinishedTask {
  /** From the accepted submit to the look that found it completed, milliseconds. */
  readonly elapsedMs: number;
  /** Since the look before, milliseconds: the task ended at some moment in between. */
  readonly gapMs: number;
  /** How long it took by the provider's own clock, which counts whole seconds; absent where it does not tell. */
  readonly toldMs?: number | undefined;
  /** Every progress that was seen, in order. */
  readonly progress?: readonly ProgressSeen[];
}

/** A plan is followed when it finds the end within so many shortest gaps on average; looking steadily takes a half. */
const sureEnough = 0.2;
/** A task that takes so many times as long as the longest before, or as its progress promised, is not understood any more. */
const outlived = 1.5;
/** Of the time that a task's progress leaves it, were it even, so much is let go by before the next look. */
const trustedShare = 1 / 3;
/** And never more than so many poll intervals: the progress of an unknown model may be anything. */
const mostIntervals = 3;

/**
 * Decides when to look at a task. The provider's documentation asks for a first look after 5 s, then one every 10 s
 * with jitter, and never faster than every 5 s; `intervalMs` scales all of it. Before anything is known of a model, a
 * task's own progress widens and narrows that pace. As tasks of a model come to their ends, looks are spent where they
 * can tell something: none before the age at which the quickest such tasks ended, and then as often as is allowed,
 * unless age or progress tells the end so sharply that one look, well placed, finds it. Without such a sign nothing is
 * quicker: a task then ends half a shortest gap before its look on average.
 */
export class PollSchedule {
  readonly #intervalMs: number;
  readonly #random: () => number;
  readonly #models = new Map<string, Experience>();

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
    const wish = this.#planned(view) ?? this.#unlearned(view);
    return Math.max(shortest, Math.min(longest, Math.round(wish)));
  }

  /** Takes note of a task that was found completed. */
  learn(model: string, finished: FinishedTask): void {
    const experience = this.#models.get(model) ?? new Experience(this.#terms());
    this.#models.set(model, experience);
    const durationMs = this.#durationOf(finished);
    experience.add(durationMs, new ProgressPattern(finished.progress ?? [], durationMs));
  }

  #terms(): LookTerms {
    const intervalMs = this.#intervalMs;
    return { shortestMs: intervalMs / 2, lookCostMs: intervalMs / 300, marginMs: intervalMs / 40 };
  }

  /** The documented pace, but that a task's own progress makes looks rarer far from its end and closer near it. */
  #unlearned({ looks, elapsedMs, progress }: TaskView): number {
    if (looks === 0) return this.#intervalMs / 2;
    const jitter = 0.9 + 0.2 * this.#random();
    const endMs = progress === undefined ? undefined : endIfEvenMs(progress);
    if (endMs === undefined || elapsedMs > endMs * outlived) return this.#intervalMs * jitter;
    return Math.min((endMs - elapsedMs) * trustedShare, this.#intervalMs * mostIntervals) * jitter;
  }

  /** `undefined` where experience has nothing to say: the task is the first, too young, or older than any before. */
  #planned({ model, elapsedMs, progress }: TaskView): number | undefined {
    const experience = this.#models.get(model);
    if (experience === undefined) return undefined;
    const enoughMs = (this.#intervalMs / 2) * sureEnough;
    const look = experience.surestLook(elapsedMs, progress, enoughMs);
    if (look !== undefined && look.costMs < enoughMs) return look.waitMs;
    if (elapsedMs > experience.longestMs * outlived) return undefined;
    const untilQuickestMs = experience.quickestMs - elapsedMs;
    // Nobody is kept waiting for what a few tasks tell; that one has ended at this age is reason to look more often.
    return untilQuickestMs > 0 && !experience.isEnough ? undefined : untilQuickestMs;
  }

  /** The middle of the time in which the task must have ended, at most the shortest gap before it was found. */
  #durationOf({ elapsedMs, gapMs, toldMs }: FinishedTask): number {
    const lastLookMs = elapsedMs - gapMs;
    const to = toldMs === undefined ? elapsedMs : Math.min(elapsedMs, Math.max(lastLookMs, toldMs + 1000));
    const from = Math.max(lastLookMs, to - this.#intervalMs / 2, toldMs === undefined ? 0 : toldMs - 1000);
    return (Math.min(from, to) + to) / 2;
  }
}
