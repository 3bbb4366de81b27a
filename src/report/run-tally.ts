import { unreachable } from "../diagnostics/unreachable.ts";
import type { JobRef, JobState, RunEvent } from "../run/events.ts";

/** A shot that is between its first event and its end. */
export interface MovingShot extends JobRef {
  readonly state: JobState;
  /** Unix milliseconds of its first event in this run. */
  readonly since: number;
  /** 0 to 100, once the provider tells it. */
  readonly progress?: number;
  /** Submitted by this run, not carried on with. */
  readonly isFresh: boolean;
  readonly trouble?: string;
}

/**
 * The numbers of a run, kept from its events. Only moving shots are remembered one by one, so that
 * memory follows the concurrency and not the storyboard.
 */
export class RunTally {
  readonly moving = new Map<string, MovingShot>();
  done = 0;
  failed = 0;
  uncertain = 0;
  unfetched = 0;
  /** Jobs that this run will move. */
  planned = 0;
  #concurrency = 1;
  #startedAt = 0;
  #freshDone = 0;
  #freshMs = 0;

  /** Counts one event. Returns the shot as it was before, for what is told only at a change. */
  count(event: RunEvent, now: number): MovingShot | undefined {
    switch (event.type) {
      case "run_started":
        this.#startedAt = now;
        this.#concurrency = event.concurrency;
        this.planned = event.totals.render + event.totals.resume + event.totals.download;
        return undefined;
      case "shot_state":
        return this.#move(event, now, { state: event.state });
      case "shot_progress":
        return this.#move(event, now, { progress: event.progress });
      case "shot_retrying":
        return this.#move(event, now, { trouble: event.cause.message });
      case "shot_done":
        this.done += 1;
        return this.#end(event, now);
      case "shot_failed":
        this.failed += 1;
        return this.#end(event, now);
      case "shot_uncertain":
        this.uncertain += 1;
        return this.#end(event, now);
      case "shot_unfetched":
        this.unfetched += 1;
        return this.#end(event, now);
      case "concurrency":
        this.#concurrency = event.concurrency;
        return undefined;
      case "balance":
      case "picture_uploaded":
      case "warning":
      case "refused":
      case "over_limits":
      case "stopping":
      case "run_finished":
        return undefined;
      default:
        return unreachable(event);
    }
  }

  get ended(): number {
    return this.done + this.failed + this.uncertain + this.unfetched;
  }

  elapsedMs(now: number): number {
    return now - this.#startedAt;
  }

  /** What is left, in milliseconds; `undefined` until one clip of this run tells how long clips take. */
  remainingMs(now: number): number | undefined {
    const left = Math.max(0, this.planned - this.ended);
    if (left === 0 || this.#freshDone === 0) return undefined;
    const meanMs = this.#freshMs / this.#freshDone;
    const waiting = Math.max(0, left - this.moving.size);
    let workMs = waiting * meanMs;
    let longestMs = 0;
    for (const shot of this.moving.values()) {
      const restMs = Math.max(0, meanMs - (now - shot.since));
      workMs += restMs;
      longestMs = Math.max(longestMs, restMs);
    }
    return Math.max(longestMs, workMs / Math.min(this.#concurrency, left));
  }

  #move(ref: JobRef, now: number, change: Partial<MovingShot>): MovingShot | undefined {
    const key = jobKey(ref);
    const before = this.moving.get(key);
    if (change.state !== undefined && isEnd(change.state)) return before;
    if (change.state === "pending") {
      this.moving.delete(key);
      return before;
    }
    const isFresh = (before?.isFresh ?? false) || change.state === "submitting";
    const { id, take, line } = ref;
    const shot = before ?? {
      id,
      take,
      ...(line === undefined ? {} : { line }),
      since: now,
      state: "pending",
    };
    const { trouble: _healed, ...rest } = { trouble: undefined, ...shot };
    this.moving.set(key, { ...rest, isFresh, ...change });
    return before;
  }

  #end(ref: JobRef, now: number): MovingShot | undefined {
    const key = jobKey(ref);
    const before = this.moving.get(key);
    this.moving.delete(key);
    if (before?.isFresh === true) {
      this.#freshDone += 1;
      this.#freshMs += now - before.since;
    }
    return before;
  }
}

function jobKey({ id, take }: JobRef): string {
  return `${id}/${take}`;
}

/** Ends are counted from the events that carry their facts, not from the bare change of state. */
function isEnd(state: JobState): boolean {
  return state === "done" || state === "failed" || state === "uncertain";
}
