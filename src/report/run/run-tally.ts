import { unreachable } from "../../base/unreachable.ts";
import type { JobRef, JobState, RunEvent } from "../../run/events.ts";
import { type ProgressSeen, TimeLeft, type TimeSpan } from "./time-left.ts";

/** A shot that is between its first event and its end. */
interface Moving extends JobRef {
  state: JobState;
  /** Unix milliseconds of its first event in this run. */
  readonly since: number;
  progress?: ProgressSeen;
  /** Submitted by this run, not carried on with. */
  isFresh: boolean;
  /** Unix milliseconds from which the shot no longer held a place in flight. */
  freedAt?: number;
  retry: Retry | undefined;
}

/** What a shot waits for before its step is tried again. */
export interface Retry {
  readonly step: Retrying["step"];
  readonly cause: Retrying["cause"];
  /** Unix milliseconds of the next try. */
  readonly until: number;
}

type Retrying = Extract<RunEvent, { type: "shot_retrying" }>;

/** Percent from which on progress is remembered, to see later how right it was. */
const halfWay = 40;

export type MovingShot = Readonly<Moving>;

/** What an event says of a shot that moves. */
type Sign = Partial<Pick<Moving, "state" | "retry">> & { readonly percent?: number };

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
  readonly #timeLeft = new TimeLeft();
  #places = 1;
  #isNarrowed = false;
  #isStopping = false;
  #startedAt = 0;
  #estimated:
    | { readonly at: number; readonly ended: number; readonly span: TimeSpan | undefined }
    | undefined;

  /** Counts one event. Returns the state of its shot before, for what is shown only at a change. */
  count(event: RunEvent, now: number): JobState | undefined {
    switch (event.type) {
      case "run_started":
        // Of several storyboards, that of all together counts.
        if (event.file !== undefined) return undefined;
        this.#startedAt = now;
        this.#places = event.concurrency;
        this.planned = event.totals.render + event.totals.resume + event.totals.download + event.totals.move;
        return undefined;
      case "shot_state":
        return this.#move(event, now, { state: event.state });
      case "shot_progress":
        return this.#move(event, now, { percent: event.progress });
      case "shot_retrying":
        return this.#move(event, now, {
          retry: { step: event.step, cause: event.cause, until: now + event.delayMs },
        });
      case "shot_done":
        this.done += 1;
        return this.#end(event, now, true);
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
        this.#places = event.concurrency;
        this.#isNarrowed = event.reason === "limited";
        return undefined;
      case "stopping":
        if (event.file === undefined) this.#isStopping = true;
        return undefined;
      case "balance":
      case "picture_uploaded":
      case "warning":
      case "refused":
      case "over_limits":
      case "run_finished":
        return undefined;
      default:
        return unreachable(event);
    }
  }

  get moving(): ReadonlyMap<string, MovingShot> {
    return this.#moving;
  }

  /** A shot that moves. */
  shot(ref: JobRef): MovingShot | undefined {
    return this.#moving.get(jobKey(ref));
  }

  get ended(): number {
    return this.done + this.failed + this.uncertain + this.unfetched;
  }

  elapsedMs(now: number): number {
    return now - this.#startedAt;
  }

  /** What is left; `undefined` while nothing shows how long a clip takes. A second's estimate is shown for a second. */
  timeLeft(now: number): TimeSpan | undefined {
    const known = this.#estimated;
    if (known !== undefined && now - known.at < 1_000 && known.ended === this.ended) return known.span;
    const moving = [...this.#moving.values()];
    const placed = moving.filter(({ freedAt }) => freedAt === undefined);
    const waiting = this.#isStopping ? 0 : Math.max(0, this.planned - this.ended - moving.length);
    const span = this.#timeLeft.estimate({
      now,
      placed,
      waiting,
      // `auto` grows without an event.
      places: this.#isNarrowed ? this.#places : Math.max(this.#places, placed.length),
      downloading: moving.length - placed.length,
    });
    this.#estimated = { at: now, ended: this.ended, span };
    return span;
  }

  #move(ref: JobRef, now: number, { state, percent, retry }: Sign): JobState | undefined {
    const key = jobKey(ref);
    const known = this.#moving.get(key);
    const before = known?.state;
    if (state !== undefined && isEnd(state)) return before;
    if (state === "pending") {
      this.#moving.delete(key);
      return before;
    }
    const shot = known ?? this.#begin(key, ref, now);
    if (state === "submitting" || state === "uploading") shot.isFresh = true;
    if (state === "downloading") this.#free(shot, now, true);
    if (state !== undefined) shot.state = state;
    if (percent !== undefined) {
      const latest = { percent, at: now };
      const middle = shot.progress?.middle ?? (percent >= halfWay ? latest : undefined);
      const first = shot.progress?.first ?? latest;
      shot.progress = { first, latest, ...(middle === undefined ? {} : { middle }) };
    }
    shot.retry = retry;
    return before;
  }

  #free(shot: Moving, now: number, isClip: boolean): void {
    if (shot.freedAt !== undefined) return;
    shot.freedAt = now;
    if (shot.isFresh) this.#timeLeft.placeFreed(shot, now, isClip);
  }

  #begin(key: string, { id, take, line, writtenIn }: JobRef, now: number): Moving {
    const where = {
      id,
      take,
      ...(line !== undefined && { line }),
      ...(writtenIn !== undefined && { writtenIn }),
    };
    const shot: Moving = { ...where, state: "pending", since: now, isFresh: false, retry: undefined };
    this.#moving.set(key, shot);
    return shot;
  }

  #end(ref: JobRef, now: number, isClip = false): JobState | undefined {
    const key = jobKey(ref);
    const shot = this.#moving.get(key);
    if (shot === undefined) return undefined;
    this.#moving.delete(key);
    this.#free(shot, now, isClip);
    if (isClip) this.#timeLeft.fetched(now - (shot.freedAt ?? now));
    return shot.state;
  }
}

function jobKey({ id, take }: JobRef): string {
  return `${id}/${take}`;
}

/** Ends are counted from the events that carry their facts, not from the bare change of state. */
function isEnd(state: JobState): boolean {
  return state === "done" || state === "failed" || state === "uncertain";
}
