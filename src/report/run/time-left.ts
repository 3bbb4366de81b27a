import { seededRandom } from "../../base/seeded-random.ts";
import { occupancyPoints } from "./occupancy.ts";

/** What is left of a run, milliseconds. Where one number would lie, the two ends lie apart. */
export interface TimeSpan {
  readonly lowMs: number;
  readonly likelyMs: number;
  readonly highMs: number;
}

/** A task that holds one of the run's places. */
export interface Placed {
  /** Unix milliseconds of its first event in this run. */
  readonly since: number;
  /** Submitted by this run, so that its age is its own. */
  readonly isFresh: boolean;
  readonly progress?: ProgressSeen;
}

/** Progress as it was seen: first, about half of the way, and last. */
export interface ProgressSeen {
  readonly first: Reading;
  readonly middle?: Reading;
  readonly latest: Reading;
}

export interface Reading {
  /** 0 to 100. */
  readonly percent: number;
  /** Unix milliseconds. */
  readonly at: number;
}

export interface Situation {
  readonly now: number;
  /** Tasks in flight, and those that wait for their turn to be submitted: all that hold a place. */
  readonly placed: readonly Placed[];
  /** How many more the run will begin. */
  readonly waiting: number;
  /** Places at the most. */
  readonly places: number;
  /** Clips under way to the disk. */
  readonly downloading: number;
}

/** The latest ends that count, and how many clips make a guess of their own. */
const keptEnds = 400;
const clipsEnough = 3;
/** Runs that are played through in the mind; the spread of their ends is the spread of the answer. */
const rehearsals = 15;
/** Beyond these, whole waves are as long as their mean. */
const mostPlayed = 150;

/**
 * Estimates the time left by playing the rest of the run: the tasks in flight end as such tasks do at their age, each free
 * place takes the next shot. How long a place is held comes from the places of this run, those still held counted as "at
 * least this long" (the product-limit estimate of Kaplan and Meier, 1958): what ends first is short, and a quick refusal
 * frees a place but is not the length of a clip.
 */
export class TimeLeft {
  readonly #heldMs: number[] = [];
  readonly #fetchMs: number[] = [];
  /** What progress half of the way promised, as a share of the time that it took. */
  readonly #promises: number[] = [];
  #clips = 0;

  /** A place is free again; with a clip, or without. */
  placeFreed(placed: Placed, now: number, isClip: boolean): void {
    const heldMs = now - placed.since;
    keep(this.#heldMs, heldMs);
    if (!isClip) return;
    this.#clips += 1;
    const middle = placed.progress?.middle;
    if (placed.progress === undefined || middle === undefined) return;
    const promised = promisedMs(placed.since, { ...placed.progress, latest: middle });
    if (promised !== undefined) keep(this.#promises, promised / heldMs);
  }

  /** A clip is on disk, `fetchMs` after its place was free. */
  fetched(fetchMs: number): void {
    keep(this.#fetchMs, fetchMs);
  }

  /** `undefined` while nothing shows how long a clip takes. */
  estimate(situation: Situation): TimeSpan | undefined {
    const { now, placed, downloading } = situation;
    const fetchMs = mean(this.#fetchMs);
    if (placed.length + situation.waiting === 0) {
      return downloading === 0 ? undefined : span([fetchMs], this.#fetchMs.length);
    }
    const points = this.#points(placed, now);
    if (points === undefined) return undefined;
    const random = seededRandom(placed.length + this.#heldMs.length);
    const rest = this.#restOf(points, random);
    const ends = Array.from(
      { length: rehearsals },
      () => playedMs({ points, rest, random }, situation) + fetchMs,
    );
    return span(ends, this.#heldMs.length);
  }

  /** Draws how long a task goes on that holds its place. */
  #restOf(points: readonly number[], random: () => number): (placed: Placed, now: number) => number {
    const trust = trustIn(this.#promises);
    return ({ since, progress }, now) => {
      const ageMs = now - since;
      const promised = promisedMs(since, progress);
      const isPromised = promised !== undefined && random() < trust.share;
      if (isPromised) return Math.max(0, (promised / trust.ratio) * (0.9 + 0.2 * random()) - ageMs);
      const longer = points.findIndex((point) => point > ageMs);
      // Older than any that was seen: it may end at once, or not.
      return longer < 0 ? ageMs * 0.15 * random() : draw(points, longer, random) - ageMs;
    };
  }

  /** How long a place is held, as equally likely durations in order. */
  #points(placed: readonly Placed[], now: number): readonly number[] | undefined {
    const promised = placed.flatMap(({ since, progress }) => promisedMs(since, progress) ?? []);
    if (this.#clips === 0 && promised.length === 0) return undefined;
    const ages = placed.filter(({ isFresh }) => isFresh).map(({ since }) => now - since);
    // The middle one: progress that does not move promises far too much.
    const promisedTail = promised.toSorted((a, b) => a - b)[promised.length >> 1];
    if (this.#clips < clipsEnough && promised.length > 0) {
      return occupancyPoints([...this.#heldMs, ...promised], [], promisedTail);
    }
    return occupancyPoints(this.#heldMs, ages, promisedTail);
  }
}

/** The length of a task whose progress goes on as it did, milliseconds; nothing before it has come some way. */
function promisedMs(since: number, progress: ProgressSeen | undefined): number | undefined {
  if (progress === undefined || progress.latest.percent < 10) return undefined;
  const { first, latest } = progress;
  const gained = latest.percent - first.percent;
  const ageMs = latest.at - since;
  const fromStart = (ageMs / latest.percent) * 100;
  if (gained < 10) return fromStart;
  return Math.min(fromStart, ageMs + ((latest.at - first.at) / gained) * (100 - latest.percent));
}

/** How far progress can be believed: it was right in the middle of earlier tasks, or not, or nobody knows yet. */
function trustIn(promises: readonly number[]): { readonly share: number; readonly ratio: number } {
  if (promises.length < clipsEnough) return { share: 0.5, ratio: 1 };
  const sorted = promises.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 1;
  return at(0.9) < at(0.1) * 1.5 ? { share: 0.9, ratio: at(0.5) } : { share: 0, ratio: 1 };
}

function draw(points: readonly number[], from: number, random: () => number): number {
  return points[from + Math.floor(random() * (points.length - from))] ?? points.at(-1) ?? 0;
}

interface Play {
  readonly points: readonly number[];
  readonly rest: (placed: Placed, now: number) => number;
  readonly random: () => number;
}

/** One way in which the rest of the run may go, milliseconds. */
function playedMs({ points, rest, random }: Play, { now, placed, waiting, places }: Situation): number {
  const free = placed.map((one) => rest(one, now));
  while (free.length < places) free.push(0);
  const played = Math.min(waiting, mostPlayed + places);
  const wavesMs = ((waiting - played) * mean(points)) / Math.max(1, free.length);
  for (let shot = 0; shot < played; shot += 1) {
    let earliest = 0;
    for (let place = 1; place < free.length; place += 1) {
      if ((free[place] ?? 0) < (free[earliest] ?? 0)) earliest = place;
    }
    free[earliest] = (free[earliest] ?? 0) + draw(points, 0, random);
  }
  return wavesMs + Math.max(0, ...free);
}

/** The middle of what was played, and an interval that is wider the fewer ends it rests on. */
function span(ends: readonly number[], seen: number): TimeSpan {
  const sorted = ends.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const doubt = 0.6 / Math.sqrt(Math.max(1, seen));
  return { lowMs: at(0.2) * (1 - doubt), likelyMs: at(0.5), highMs: at(0.8) * (1 + doubt) };
}

function keep(list: number[], value: number): void {
  list.push(value);
  if (list.length > keptEnds) list.shift();
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
