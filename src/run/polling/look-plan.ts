/** What looks at a task cost; all of it follows the poll interval. */
export interface LookCosts {
  /** Never look sooner than this after the last look. */
  readonly shortestMs: number;
  /** One look costs as much as this delay: the price that keeps looks from being wasted. */
  readonly lookCostMs: number;
  /** A look comes this long after the end that it is meant to find. */
  readonly marginMs: number;
}

export interface PlannedLook {
  readonly waitMs: number;
  /** Expected delay of the discovery plus the price of the looks until then, milliseconds. Lower is better. */
  readonly costMs: number;
}

/** A task that outlives this share of the possible ends makes the plan worthless: it was wrong about the task. */
const mostPassedShare = 0.5;

/**
 * The cheapest sequence of looks at a task that ends at one of the given moments, each equally likely. Cost is the
 * expected delay between the end and its discovery, plus the price of all looks until then.
 *
 * A dynamic programme, from the last moment to the first: after a look that found nothing, the best plan for the
 * moments that are left follows. Costs are kept, so that one plan serves many tasks and many looks.
 */
export class LookPlan {
  readonly #endsMs: Float64Array;
  readonly #costs: LookCosts;
  /** `sums[k]`: the sum of the first k moments. */
  readonly #sums: Float64Array;
  /** `restCosts[k]`: the cost from a look right after the first k moments that found nothing; valid from `#known` on. */
  readonly #restCosts: Float64Array;
  #known: number;

  /** `endsMs`: when the task may end, milliseconds since its submit, sorted, not empty. */
  constructor(endsMs: Float64Array, costs: LookCosts) {
    this.#endsMs = endsMs;
    this.#costs = costs;
    const sums = new Float64Array(endsMs.length + 1);
    for (let k = 0; k < endsMs.length; k += 1) sums[k + 1] = (sums[k] ?? 0) + (endsMs[k] ?? 0);
    this.#sums = sums;
    this.#known = endsMs.length;
    this.#restCosts = new Float64Array(endsMs.length + 1);
  }

  /** The next look at a task of this age; `undefined` when it has outlived most of the moments. */
  next(elapsedMs: number): PlannedLook | undefined {
    const ends = this.#endsMs;
    let passed = 0;
    while (passed < ends.length && (ends[passed] ?? 0) <= elapsedMs) passed += 1;
    if (passed > ends.length * mostPassedShare) return undefined;
    while (this.#known > passed + 1) {
      this.#known -= 1;
      const lookedAtMs = (ends[this.#known - 1] ?? 0) + this.#costs.marginMs;
      this.#restCosts[this.#known] = this.#best(this.#known, lookedAtMs).costMs;
    }
    return this.#best(passed, elapsedMs);
  }

  #best(passed: number, lookedAtMs: number): PlannedLook {
    const { shortestMs, lookCostMs, marginMs } = this.#costs;
    const ends = this.#endsMs;
    const sums = this.#sums;
    const count = ends.length;
    const open = count - passed;
    const soonestMs = lookedAtMs + shortestMs;
    let waitMs = shortestMs;
    let leastMs = Number.POSITIVE_INFINITY;
    for (let until = passed + 1; until <= count; until += 1) {
      const atMs = Math.max((ends[until - 1] ?? 0) + marginMs, soonestMs);
      // This look also finds whatever else ends before it.
      while (until < count && (ends[until] ?? 0) <= atMs) until += 1;
      const ended = until - passed;
      const delayMs = lookCostMs + (ended * atMs - (sums[until] ?? 0) + (sums[passed] ?? 0)) / open;
      // The later the look, the longer the delay, so no later one can be better.
      if (delayMs >= leastMs) break;
      const costMs = delayMs + ((open - ended) * (this.#restCosts[until] ?? 0)) / open;
      if (costMs < leastMs) {
        leastMs = costMs;
        waitMs = atMs - lookedAtMs;
      }
    }
    return { waitMs, costMs: leastMs };
  }
}
