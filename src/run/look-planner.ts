/** What looks at a task may cost; all of it follows the poll interval. */
export interface LookTerms {
  /** Never look sooner than this after the last look. */
  readonly shortestMs: number;
  /** A look is worth so much of a delay: the price that keeps looks from being wasted. */
  readonly lookCostMs: number;
  /** A look comes so much after the moment that it is meant for. */
  readonly marginMs: number;
}

export interface PlannedLook {
  readonly waitMs: number;
  /** Expected delay of the discovery and price of the looks until then, milliseconds: the less, the more is known. */
  readonly costMs: number;
}

/** A plan is given up on when more than this share of its moments has gone by: it was wrong about the task. */
const believed = 0.5;

/**
 * The looks at which the expected delay between a task's end and its discovery, and the price of all looks until then,
 * are least together. Found backwards over the moments at which the task may end: after an unsuccessful look the best
 * plan for the rest follows. What was found out is kept, so one plan can serve many tasks and many looks.
 */
export class LookPlan {
  readonly #endsMs: Float64Array;
  readonly #terms: LookTerms;
  /** `sums[k]`: the first k moments together. */
  readonly #sums: Float64Array;
  /** `costs[k]`: the cost from the unsuccessful look right after the first k moments on; known from `known` on. */
  readonly #costs: Float64Array;
  #known: number;

  /** `endsMs`: when the task may end, milliseconds since its submit, sorted; each equally likely. Not empty. */
  constructor(endsMs: Float64Array, terms: LookTerms) {
    this.#endsMs = endsMs;
    this.#terms = terms;
    const sums = new Float64Array(endsMs.length + 1);
    for (let k = 0; k < endsMs.length; k += 1) sums[k + 1] = (sums[k] ?? 0) + (endsMs[k] ?? 0);
    this.#sums = sums;
    this.#known = endsMs.length;
    this.#costs = new Float64Array(endsMs.length + 1);
  }

  /** `undefined` for a task that goes on after most of the moments. */
  next(elapsedMs: number): PlannedLook | undefined {
    const ends = this.#endsMs;
    let passed = 0;
    while (passed < ends.length && (ends[passed] ?? 0) <= elapsedMs) passed += 1;
    if (passed > ends.length * believed) return undefined;
    while (this.#known > passed + 1) {
      this.#known -= 1;
      const lookedAtMs = (ends[this.#known - 1] ?? 0) + this.#terms.marginMs;
      this.#costs[this.#known] = this.#best(this.#known, lookedAtMs).costMs;
    }
    return this.#best(passed, elapsedMs);
  }

  #best(passed: number, lookedAtMs: number): PlannedLook {
    const { shortestMs, lookCostMs, marginMs } = this.#terms;
    const ends = this.#endsMs;
    const sums = this.#sums;
    const count = ends.length;
    const open = count - passed;
    const soonestMs = lookedAtMs + shortestMs;
    let waitMs = shortestMs;
    let leastMs = Number.POSITIVE_INFINITY;
    for (let until = passed + 1; until <= count; until += 1) {
      const atMs = Math.max((ends[until - 1] ?? 0) + marginMs, soonestMs);
      // What ends by then is found, too.
      while (until < count && (ends[until] ?? 0) <= atMs) until += 1;
      const ended = until - passed;
      const delayMs = lookCostMs + (ended * atMs - (sums[until] ?? 0) + (sums[passed] ?? 0)) / open;
      // The later the look, the longer the delay: none of the others is better.
      if (delayMs >= leastMs) break;
      const costMs = delayMs + ((open - ended) * (this.#costs[until] ?? 0)) / open;
      if (costMs < leastMs) {
        leastMs = costMs;
        waitMs = atMs - lookedAtMs;
      }
    }
    return { waitMs, costMs: leastMs };
  }
}
