import { Durations } from "./durations.ts";

/** What is known of a task when the next look at it is planned; times in milliseconds since the submit. */
export interface TaskView {
  /** The contract's name; durations are learned for each. */
  readonly model: string;
  /** Looks so far. */
  readonly looks: number;
  readonly elapsedMs: number;
  /** The first and the latest progress seen (0 to 100), with the time of each. */
  readonly progress?: { readonly first: ProgressSeen; readonly latest: ProgressSeen } | undefined;
}

export interface ProgressSeen {
  readonly percent: number;
  readonly atMs: number;
}

/** So many finished tasks of a model say how long the next one takes. */
const samplesEnough = 6;
/** Between two looks, this share of the tasks that are still open is expected to end. */
const shareBetweenLooks = 0.12;
/** The first look comes when this share of the tasks has ended. */
const shareBeforeFirstLook = 0.03;

/**
 * Decides when to look at a task. The provider's documentation asks for a first look after 5 s, then one every 10 s
 * with jitter, and never faster than every 5 s; `intervalMs` scales all of it. Looks are spent where they can tell
 * something: not before any task of the model has ever ended, seldom while little progress is told, densely when the
 * end is near.
 */
export class PollSchedule {
  readonly #intervalMs: number;
  readonly #random: () => number;
  readonly #durations = new Map<string, Durations>();

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
    const remainingMs = remainingByProgress(view);
    const wish = remainingMs === undefined ? this.#byDurations(view) : this.#byProgress(remainingMs);
    return Math.max(shortest, Math.round(wish ?? this.#documented(view)));
  }

  /**
   * Takes note of how long a task took. It ended at some moment between the last look but one and the look that found
   * it completed; with looks `gapMs` apart, half of the gap is the expected delay.
   */
  learn(model: string, seen: { readonly elapsedMs: number; readonly gapMs: number }): void {
    const durations = this.#durations.get(model) ?? new Durations();
    this.#durations.set(model, durations);
    durations.add(seen.elapsedMs - Math.min(seen.gapMs, this.#intervalMs / 2) / 2);
  }

  #documented({ looks }: TaskView): number {
    if (looks === 0) return this.#intervalMs / 2;
    return this.#intervalMs * (0.9 + 0.2 * this.#random());
  }

  /** Far from the end a look only corrects the estimate; near it, the next look is meant to find the task completed. */
  #byProgress(remainingMs: number): number {
    const longest = 6 * this.#intervalMs;
    if (remainingMs <= 2 * this.#intervalMs) return remainingMs + this.#intervalMs / 40;
    return Math.min(longest, remainingMs * 0.7);
  }

  #byDurations({ model, looks, elapsedMs }: TaskView): number | undefined {
    const durations = this.#durations.get(model);
    if (durations === undefined || durations.count < samplesEnough) return undefined;
    const share = looks === 0 ? shareBeforeFirstLook : shareBetweenLooks;
    const at = durations.quantileBeyond(elapsedMs, share);
    // Longer than any before: back to the documented pace.
    if (at === undefined) return undefined;
    const longest = looks === 0 ? Number.POSITIVE_INFINITY : this.#intervalMs * 1.5;
    return Math.min(longest, at - elapsedMs);
  }
}

/** Expects the progress to go on at its pace so far, from where it began to be told. */
function remainingByProgress({ progress }: TaskView): number | undefined {
  if (progress === undefined) return undefined;
  const { first, latest } = progress;
  if (latest.percent <= 0 || latest.percent >= 100) return undefined;
  const gained = latest.percent - first.percent;
  // One reading alone tells a pace only if the progress began with the task.
  const paceMs = gained > 0 ? (latest.atMs - first.atMs) / gained : latest.atMs / latest.percent;
  return (100 - latest.percent) * paceMs;
}
