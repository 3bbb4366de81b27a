import type { Plan, PlanItem, PlanTotals } from "../plan/plan.ts";
import type { Attempt } from "../state/state.ts";
import type { RunCounts } from "./events.ts";

/**
 * What a plan leaves to be done, handed out piece by piece. An item that was handed out belongs to whoever works on it,
 * and is gone when that work is done: a film of a hundred thousand shots takes no more memory at its end than at its
 * beginning, as long as nobody else keeps the plan or its jobs.
 */
export class Agenda {
  readonly totals: PlanTotals;
  readonly unrecordedClips: number;
  /** What the run would come to if nothing at all were done. */
  readonly untouched: RunCounts;
  /** Held, but not for an unknown outcome: the provider's moderation refused the inputs. */
  readonly refused: number;
  readonly #uncertain: PlanItem[] = [];
  readonly #downloads: PlanItem[] = [];
  readonly #resumes: PlanItem[] = [];
  readonly #renders: PlanItem[] = [];

  constructor({ items, totals, unrecordedClips }: Plan) {
    this.totals = totals;
    this.unrecordedClips = unrecordedClips;
    let missing = 0;
    // From the last to the first, since queues are emptied from their ends.
    for (const item of items.toReversed()) {
      if (item.action === "none" && item.reason === "clip_missing") missing += 1;
      this.#queueOf(item)?.push(item);
    }
    this.#downloads.sort((a, b) => expiryOf(b.attempt) - expiryOf(a.attempt));
    const uncertain = this.#uncertain.length;
    this.refused = totals.hold - uncertain;
    this.untouched = {
      done: 0,
      failed: 0,
      uncertain,
      unfetched: totals.resume + totals.download,
      notStarted: totals.render,
      held: this.refused + missing,
      upToDate: totals.none - missing,
    };
  }

  /** Is there nothing to ask the provider for? */
  get isIdle(): boolean {
    const { render, resume, download } = this.totals;
    return render + resume + download === 0;
  }

  /** Submits whose outcome nobody knows: only told, never touched. */
  uncertain(): Iterable<PlanItem> {
    return drained(this.#uncertain);
  }

  /** What expires first comes first. */
  downloads(): Iterable<PlanItem> {
    return drained(this.#downloads);
  }

  resumes(): Iterable<PlanItem> {
    return drained(this.#resumes);
  }

  /** In film order. */
  renders(): Iterable<PlanItem> {
    return drained(this.#renders);
  }

  #queueOf({ action, reason }: PlanItem): PlanItem[] | undefined {
    switch (action) {
      case "none":
        return undefined;
      case "hold":
        return reason === "uncertain" ? this.#uncertain : undefined;
      case "download":
        return this.#downloads;
      case "resume":
        return this.#resumes;
      case "render":
        return this.#renders;
    }
  }
}

function* drained(queue: PlanItem[]): Generator<PlanItem> {
  for (let item = queue.pop(); item !== undefined; item = queue.pop()) yield item;
}

function expiryOf(attempt: Attempt | undefined): number {
  return attempt?.expiresAt ?? Number.POSITIVE_INFINITY;
}
