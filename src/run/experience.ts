import { LookPlan, type LookTerms, type PlannedLook } from "./look-planner.ts";
import type { ProgressPattern, ProgressSoFar } from "./progress-pattern.ts";

/** How many of the latest tasks tell what the next one will be like; so many are needed before they are asked. */
const keptDurations = 500;
const keptPatterns = 100;
const tasksEnough = 6;

/** Not the very quickest task counts: a rarer end than this share of all is not worth looking for. */
const rarest = 0.006;

/** A smaller share of a task's time tells too little to divide by. */
const leastShare = 0.01;

/** Experience is handed out as so many moments, whatever it rests on: what was seen is not all that there is. */
const moments = 80;

/** The latest tasks of one model, and what they make expect of one that is under way. */
export class Experience {
  readonly #terms: LookTerms;
  readonly #durationsMs: number[] = [];
  readonly #patterns: ProgressPattern[] = [];
  /** Made of `durationsMs` when asked for; looks are many, ends are few. */
  #ages: { readonly sortedMs: Float64Array; readonly plan: LookPlan | undefined } | undefined;

  constructor(terms: LookTerms) {
    this.#terms = terms;
  }

  add(durationMs: number, pattern: ProgressPattern): void {
    keep(this.#durationsMs, durationMs, keptDurations);
    this.#ages = undefined;
    if (!pattern.isEmpty) keep(this.#patterns, pattern, keptPatterns);
  }

  get isEnough(): boolean {
    return this.#durationsMs.length >= tasksEnough;
  }

  /** The age at which the first of such tasks end, milliseconds since the submit. */
  get quickestMs(): number {
    const { sortedMs } = this.#byAge();
    return sortedMs[Math.floor(sortedMs.length * rarest)] ?? 0;
  }

  get longestMs(): number {
    return this.#byAge().sortedMs.at(-1) ?? 0;
  }

  /**
   * The look that is planned with the most certainty; `undefined` when nothing tells anything about the task. Progress
   * is not asked where age alone tells the end to `enoughMs`.
   */
  surestLook(
    elapsedMs: number,
    progress: ProgressSoFar | undefined,
    enoughMs: number,
  ): PlannedLook | undefined {
    let surest = this.#byAge().plan?.next(elapsedMs);
    if (progress === undefined || (surest !== undefined && surest.costMs < enoughMs)) return surest;
    for (const endsMs of this.#endsByProgress(progress)) {
      if (endsMs.length < tasksEnough) continue;
      const look = new LookPlan(smooth(new Float64Array(endsMs).sort()), this.#terms).next(elapsedMs);
      if (look !== undefined && look.costMs < (surest?.costMs ?? Number.POSITIVE_INFINITY)) surest = look;
    }
    return surest;
  }

  #byAge(): { readonly sortedMs: Float64Array; readonly plan: LookPlan | undefined } {
    if (this.#ages === undefined) {
      const sortedMs = new Float64Array(this.#durationsMs).sort();
      this.#ages = {
        sortedMs,
        plan: this.isEnough ? new LookPlan(smooth(sortedMs), this.#terms) : undefined,
      };
    }
    return this.#ages;
  }

  /**
   * When a task ends whose progress runs as that of the others did, milliseconds since the submit: counted from the
   * submit, and at its own pace since the progress was first told.
   */
  #endsByProgress({ first, latest }: ProgressSoFar): readonly (readonly number[])[] {
    const fromSubmit: number[] = [];
    const atPace: number[] = [];
    for (const pattern of this.#patterns) {
      const share = pattern.shareAt(latest.percent);
      if (share > leastShare) fromSubmit.push(latest.atMs / share);
      const gained = share - pattern.shareAt(first.percent);
      if (gained > leastShare) atPace.push(latest.atMs + ((latest.atMs - first.atMs) / gained) * (1 - share));
    }
    return [fromSubmit, atPace];
  }
}

function keep<T>(latest: T[], one: T, count: number): void {
  latest.push(one);
  if (latest.length > count) latest.shift();
}

/** As many moments as asked for, in order, along straight lines between those that were seen. */
function smooth(sorted: Float64Array): Float64Array {
  const smoothed = new Float64Array(moments);
  for (let index = 0; index < moments; index += 1) {
    const at = (index / (moments - 1)) * (sorted.length - 1);
    const before = sorted[Math.floor(at)] ?? 0;
    const after = sorted[Math.ceil(at)] ?? before;
    smoothed[index] = before + (after - before) * (at - Math.floor(at));
  }
  return smoothed;
}
