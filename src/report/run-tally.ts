import { unreachable } from "../base/unreachable.ts";
import type { JobRef, JobState, RunEvent } from "../run/events.ts";

/** A shot that is between its first event and its end. */
interface Moving extends JobRef {
  state: JobState;
  /** Unix milliseconds of its first event in this run. */
  readonly since: number;
  /** 0 to 100, once the provider gives it. */
  progress?: number;
  /** Submitted by this run, not carried on with. */
  isFresh: boolean;
  trouble: string | undefined;
}

export type MovingShot = Readonly<Moving>;

/** What an event says of a shot that moves. */
type Sign = Partial<Pick<Moving, "state" | "progress" | "trouble">>;

/**
 * The numbers of a run, kept from its events. Only moving shots are remembered one by one, so that
 * memory follows the concurrency and not the storyboard.
 */
export class RunTally {
  readonly #moving = new Map<string, Moving>();
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

  /** Counts one event. Returns the state of its shot before, for what is shown only at a change. */
  count(event: RunEvent, now: number): JobState | undefined {
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

  get moving(): ReadonlyMap<string, MovingShot> {
    return this.#moving;
  }

  get ended(): number {
    return this.done + this.failed + this.uncertain + this.unfetched;
  }

  elapsedMs(now: number): number {
    return now - this.#startedAt;
  }

  /** What is left, in milliseconds; `undefined` until one clip of this run shows how long clips take. */
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

  #move(ref: JobRef, now: number, { state, progress, trouble }: Sign): JobState | undefined {
    const key = jobKey(ref);
    const known = this.#moving.get(key);
    const before = known?.state;
    if (state !== undefined && isEnd(state)) return before;
    if (state === "pending") {
      this.#moving.delete(key);
      return before;
    }
    const shot = known ?? this.#begin(key, ref, now);
    if (state === "submitting") shot.isFresh = true;
    if (state !== undefined) shot.state = state;
    if (progress !== undefined) shot.progress = progress;
    shot.trouble = trouble;
    return before;
  }

  #begin(key: string, { id, take, line }: JobRef, now: number): Moving {
    const where = line === undefined ? { id, take } : { id, take, line };
    const shot: Moving = { ...where, state: "pending", since: now, isFresh: false, trouble: undefined };
    this.#moving.set(key, shot);
    return shot;
  }

  #end(ref: JobRef, now: number): JobState | undefined {
    const key = jobKey(ref);
    const shot = this.#moving.get(key);
    this.#moving.delete(key);
    if (shot?.isFresh === true) {
      this.#freshDone += 1;
      this.#freshMs += now - shot.since;
    }
    return shot?.state;
  }
}

function jobKey({ id, take }: JobRef): string {
  return `${id}/${take}`;
}

/** Ends are counted from the events that carry their facts, not from the bare change of state. */
function isEnd(state: JobState): boolean {
  return state === "done" || state === "failed" || state === "uncertain";
}
