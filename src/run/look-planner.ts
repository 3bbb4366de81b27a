/** What is expected of a task, and what a look is worth. */
export interface Outlook {
  /** How long the task may go on, milliseconds from now, sorted; each equally likely. Not empty. */
  readonly remainingMs: readonly number[];
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

/**
 * Finds the next look at which the expected delay between a task's end and its discovery, and the price of all looks
 * until then, are least together. Backwards over the moments at which the task may end: after an unsuccessful look the
 * best plan for the rest follows. O(n²) for n moments.
 */
export function planLook({ remainingMs, shortestMs, lookCostMs, marginMs }: Outlook): PlannedLook {
  const count = remainingMs.length;
  /** `sums[k]`: the first k moments together. */
  const sums = [0];
  for (const moment of remainingMs) sums.push((sums.at(-1) ?? 0) + moment);
  /** `costs[k]`: the cost from the unsuccessful look right after the first k moments on. */
  const costs = new Array<number>(count + 1).fill(0);

  const best = (passed: number, lookedAtMs: number): PlannedLook => {
    const open = count - passed;
    let found: PlannedLook = { waitMs: shortestMs, costMs: Number.POSITIVE_INFINITY };
    for (let until = passed + 1; until <= count; until += 1) {
      const at = Math.max((remainingMs[until - 1] ?? 0) + marginMs, lookedAtMs + shortestMs);
      // What ends by then is found, too.
      while (until < count && (remainingMs[until] ?? 0) <= at) until += 1;
      const ended = until - passed;
      const delays = ended * at - ((sums[until] ?? 0) - (sums[passed] ?? 0));
      const costMs = lookCostMs + (delays + (open - ended) * (costs[until] ?? 0)) / open;
      if (costMs < found.costMs) found = { waitMs: at - lookedAtMs, costMs };
    }
    return found;
  };

  for (let passed = count - 1; passed > 0; passed -= 1) {
    costs[passed] = best(passed, (remainingMs[passed - 1] ?? 0) + marginMs).costMs;
  }
  return best(0, 0);
}
