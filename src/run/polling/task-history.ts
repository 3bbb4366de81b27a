import { type LookCosts, LookPlan, type PlannedLook } from "./look-plan.ts";
import type { ProgressSpan, TaskProgressCurve } from "./task-progress.ts";

/** How many of the latest tasks are kept, and how many are needed before a plan is made of them. */
const keptDurations = 500;
const keptCurves = 100;
const leastTasks = 6;

/** The quickest tasks below this share of all are left out: too rare to look for. */
const rareShare = 0.006;

/** A smaller share of a task's time says too little to divide by. */
const leastShare = 0.01;

/** A plan is made over this many possible ends, whatever number of tasks it comes from. */
const planEnds = 80;

/** How long the latest tasks of one model took, and how their progress ran. */
export class TaskHistory {
  readonly #costs: LookCosts;
  readonly #durationsMs: number[] = [];
  readonly #curves: TaskProgressCurve[] = [];
  /** Made from `durationsMs` when it is asked for: there are many looks, and few ends. */
  #byAge: { readonly sortedMs: Float64Array; readonly plan: LookPlan | undefined } | undefined;

  constructor(costs: LookCosts) {
    this.#costs = costs;
  }

  add(durationMs: number, curve: TaskProgressCurve): void {
    keepLatest(this.#durationsMs, durationMs, keptDurations);
    this.#byAge = undefined;
    if (!curve.isEmpty) keepLatest(this.#curves, curve, keptCurves);
  }

  /** Are there enough tasks to make a plan from their durations? */
  get isLongEnough(): boolean {
    return this.#durationsMs.length >= leastTasks;
  }

  /** The age at which the first of such tasks end, milliseconds since the submit. */
  get quickestMs(): number {
    const { sortedMs } = this.#ages();
    return sortedMs[Math.floor(sortedMs.length * rareShare)] ?? 0;
  }

  get longestMs(): number {
    return this.#ages().sortedMs.at(-1) ?? 0;
  }

  /**
   * The cheapest look of the plans that can be made: from age alone, and from progress where there is any. Progress is
   * left out where age alone gives a cost below `goodEnoughMs`. `undefined` when there is no plan for such a task.
   */
  bestLook(
    elapsedMs: number,
    progress: ProgressSpan | undefined,
    goodEnoughMs: number,
  ): PlannedLook | undefined {
    let best = this.#ages().plan?.next(elapsedMs);
    if (progress === undefined || (best !== undefined && best.costMs < goodEnoughMs)) return best;
    for (const endsMs of this.#endsByProgress(progress)) {
      if (endsMs.length < leastTasks) continue;
      const look = new LookPlan(resample(new Float64Array(endsMs).sort()), this.#costs).next(elapsedMs);
      if (look !== undefined && look.costMs < (best?.costMs ?? Number.POSITIVE_INFINITY)) best = look;
    }
    return best;
  }

  #ages(): { readonly sortedMs: Float64Array; readonly plan: LookPlan | undefined } {
    if (this.#byAge === undefined) {
      const sortedMs = new Float64Array(this.#durationsMs).sort();
      const plan = this.isLongEnough ? new LookPlan(resample(sortedMs), this.#costs) : undefined;
      this.#byAge = { sortedMs, plan };
    }
    return this.#byAge;
  }

  /**
   * When the task would end if its progress ran like that of each earlier task, milliseconds since the submit: once
   * measured from the submit, once from the first progress that was seen.
   */
  #endsByProgress({ first, latest }: ProgressSpan): readonly (readonly number[])[] {
    const fromSubmit: number[] = [];
    const fromFirstProgress: number[] = [];
    for (const curve of this.#curves) {
      const share = curve.shareAt(latest.percent);
      if (share > leastShare) fromSubmit.push(latest.atMs / share);
      const gained = share - curve.shareAt(first.percent);
      if (gained > leastShare) {
        fromFirstProgress.push(latest.atMs + ((latest.atMs - first.atMs) / gained) * (1 - share));
      }
    }
    return [fromSubmit, fromFirstProgress];
  }
}

function keepLatest<T>(latest: T[], one: T, count: number): void {
  latest.push(one);
  if (latest.length > count) latest.shift();
}

/** `planEnds` values in order, interpolated between the given ones. */
function resample(sorted: Float64Array): Float64Array {
  const values = new Float64Array(planEnds);
  for (let index = 0; index < planEnds; index += 1) {
    const at = (index / (planEnds - 1)) * (sorted.length - 1);
    const before = sorted[Math.floor(at)] ?? 0;
    const after = sorted[Math.ceil(at)] ?? before;
    values[index] = before + (after - before) * (at - Math.floor(at));
  }
  return values;
}
