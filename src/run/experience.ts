import type { ProgressPattern, ProgressSeen } from "./progress-pattern.ts";

/** How many of the latest tasks tell what the next one will be like; so many are needed before they are asked. */
const keptTasks = 100;
const tasksEnough = 6;

/** A smaller share of a task's time tells too little to divide by. */
const leastShare = 0.01;

/** Experience is handed out as so many moments, whatever it rests on: what was seen is not all that there is. */
const moments = 80;

/** The latest tasks of one model, and what they make expect of one that is under way. */
export class Experience {
  readonly #durationsMs: number[] = [];
  readonly #patterns: ProgressPattern[] = [];
  /** What `endsByAge` gave last; looks are many, ends are few. */
  #ends: readonly number[] | undefined;

  add(durationMs: number, pattern: ProgressPattern): void {
    keep(this.#durationsMs, durationMs);
    this.#ends = undefined;
    if (!pattern.isEmpty) keep(this.#patterns, pattern);
  }

  /**
   * When such tasks have ended, milliseconds since the submit: sorted, each equally likely. `undefined` while there are
   * too few of them.
   */
  endsByAge(): readonly number[] | undefined {
    if (this.#durationsMs.length >= tasksEnough) this.#ends ??= smooth(this.#durationsMs);
    return this.#ends;
  }

  /**
   * The same, for a task whose progress runs as that of the others did: counted from the submit, and at its own pace
   * since the progress was first told. Whichever there are enough examples for.
   */
  endsByProgress({
    first,
    latest,
  }: {
    readonly first: ProgressSeen;
    readonly latest: ProgressSeen;
  }): readonly (readonly number[])[] {
    const fromSubmit: number[] = [];
    const atPace: number[] = [];
    for (const pattern of this.#patterns) {
      const share = pattern.shareAt(latest.percent);
      if (share > leastShare) fromSubmit.push(latest.atMs / share);
      const gained = share - pattern.shareAt(first.percent);
      if (gained > leastShare) atPace.push(latest.atMs + ((latest.atMs - first.atMs) / gained) * (1 - share));
    }
    return [fromSubmit, atPace].filter(({ length }) => length >= tasksEnough).map(smooth);
  }
}

function keep<T>(latest: T[], one: T): void {
  latest.push(one);
  if (latest.length > keptTasks) latest.shift();
}

/** As many moments as asked for, in order, along straight lines between those that were seen. */
function smooth(seen: readonly number[]): readonly number[] {
  const sorted = seen.toSorted((a, b) => a - b);
  return Array.from({ length: moments }, (_, index) => {
    const at = (index / (moments - 1)) * (sorted.length - 1);
    const before = sorted[Math.floor(at)] ?? 0;
    const after = sorted[Math.ceil(at)] ?? before;
    return before + (after - before) * (at - Math.floor(at));
  });
}
