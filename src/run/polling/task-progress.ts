/** One reading of a task's progress. */
export interface ProgressReading {
  /** 0 to 100. */
  readonly percent: number;
  /** Milliseconds since the submit was accepted. */
  readonly atMs: number;
}

/** The progress of a task under way: the first and the latest that was seen. */
export interface ProgressSpan {
  readonly first: ProgressReading;
  readonly latest: ProgressReading;
}

/**
 * The age in milliseconds at which a task ends if its progress goes on at its average pace: the pace since the submit,
 * or the pace since the first progress that was seen, whichever ends sooner. `undefined` before there is progress.
 */
export function evenEndMs({ first, latest }: ProgressSpan): number | undefined {
  if (latest.percent <= 0) return undefined;
  const fromSubmitMs = (latest.atMs / latest.percent) * 100;
  const gained = latest.percent - first.percent;
  if (gained <= 0) return fromSubmitMs;
  const atPaceMs = latest.atMs + ((latest.atMs - first.atMs) / gained) * (100 - latest.percent);
  return Math.min(fromSubmitMs, atPaceMs);
}

interface Point {
  readonly percent: number;
  /** Of the task's whole time, 0 to 1. */
  readonly share: number;
}

/**
 * How the progress of one finished task ran over its time. Providers count in different ways: from the submit or from
 * the start of the work, evenly or in stages. Another task of the same model is likely to run the same way.
 */
export class TaskProgressCurve {
  readonly #points: readonly Point[];

  constructor(readings: readonly ProgressReading[], durationMs: number) {
    const points: Point[] = [];
    for (const { percent, atMs } of readings) {
      const share = atMs / durationMs;
      if (share >= 1 || percent >= 100) break;
      if (percent > (points.at(-1)?.percent ?? -1)) points.push({ percent, share });
    }
    this.#points = [...points, { percent: 100, share: 1 }];
  }

  get isEmpty(): boolean {
    return this.#points.length < 2;
  }

  /** The share of its time that had passed at this progress, interpolated between the readings. */
  shareAt(percent: number): number {
    const points = this.#points;
    let next = 1;
    while (next < points.length - 1 && (points[next]?.percent ?? 100) < percent) next += 1;
    const [from, to] = [points[next - 1], points[next]];
    if (from === undefined || to === undefined) return 1;
    return from.share + ((percent - from.percent) / (to.percent - from.percent)) * (to.share - from.share);
  }
}
