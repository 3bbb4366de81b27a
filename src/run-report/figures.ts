import {
  endOf,
  inFlight,
  keyOf,
  type Phase,
  phases,
  type Row,
  type TakeKey,
  type Timeline,
} from "./timeline.ts";

/** How long one phase was, over all takes. Milliseconds. */
export interface PhaseFigures {
  readonly phase: Phase;
  readonly takes: number;
  readonly totalMs: number;
  readonly medianMs: number;
  readonly longestMs: number;
  readonly longest: TakeKey;
}

/** In the order of the phases; those that no take had are left out. */
export function phaseFigures(rows: readonly Row[]): readonly PhaseFigures[] {
  return phases.flatMap((phase) => {
    const lengths = rows
      .map((row) => ({ row, ms: lengthOf(row, phase) }))
      .filter(({ ms }) => ms > 0)
      .sort((a, b) => a.ms - b.ms);
    const longest = lengths.at(-1);
    if (longest === undefined) return [];
    return {
      phase,
      takes: lengths.length,
      totalMs: lengths.reduce((total, { ms }) => total + ms, 0),
      medianMs: lengths[Math.floor((lengths.length - 1) / 2)]?.ms ?? 0,
      longestMs: longest.ms,
      longest: { id: longest.row.id, take: longest.row.take },
    };
  });
}

/** Time that a take spent in a phase, milliseconds. */
export function lengthOf(row: Row, phase: Phase): number {
  return row.spans.reduce((total, span) => (span.phase === phase ? total + span.to - span.from : total), 0);
}

/** How many tasks the provider had, from each moment on that it changed. */
export function tasksInFlight(
  rows: readonly Row[],
): readonly { readonly at: number; readonly tasks: number }[] {
  const changes = new Map<number, number>();
  const add = (at: number, change: number): void => void changes.set(at, (changes.get(at) ?? 0) + change);
  for (const { spans } of rows) {
    for (const { phase, from, to } of spans) {
      if (!inFlight.has(phase)) continue;
      add(from, 1);
      add(to, -1);
    }
  }
  let tasks = 0;
  return [...changes]
    .filter(([, change]) => change !== 0)
    .sort(([a], [b]) => a - b)
    .map(([at, change]) => {
      tasks += change;
      return { at, tasks };
    });
}

/** The take that ended last, and before it those that it waited for: shortening any of them would have shortened the run. */
export function lastChain({ rows }: Timeline): readonly Row[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  const chain: Row[] = [];
  let last = latest(rows.filter(({ outcome }) => outcome !== "not_started"));
  while (last !== undefined && !chain.includes(last)) {
    chain.unshift(last);
    const needed: readonly Row[] = last.waitedFor.flatMap((need) => byKey.get(keyOf(need)) ?? []);
    last = latest(needed);
  }
  return chain;
}

function latest(rows: readonly Row[]): Row | undefined {
  return rows.reduce<Row | undefined>(
    (last, row) => ((endOf(row) ?? 0) > (last === undefined ? 0 : (endOf(last) ?? 0)) ? row : last),
    undefined,
  );
}
