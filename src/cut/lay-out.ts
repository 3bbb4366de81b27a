import type { ClipMeasure } from "./clip/measure-clip.ts";
import type { UsedPart } from "./clip/used-part.ts";
import type { CutItem } from "./cut-item.ts";
import { type FrameRate, frameAt, lengthOf, usualRate } from "./time/frame-rate.ts";
import { add, fromSeconds, type Rational, zero } from "./time/rational.ts";

/** A shot, and how its clip measured; without a measure it is missing. */
export interface MeasuredItem {
  readonly item: CutItem;
  readonly measure?: ClipMeasure;
  /** The part of the clip that the film has; absent: all of it. */
  readonly used?: UsedPart;
}

/** A shot at its place in the film. */
export interface PlacedShot extends MeasuredItem {
  /** Exact lengths, one after the other; seconds. */
  readonly start: Rational;
  /** The moment of the clip that the shot begins with, in seconds after the clip's first picture. */
  readonly sourceStart: Rational;
  readonly length: Rational;
  /** The same in frames of the film: each edge is on the frame nearest to it, so that nothing adds up. */
  readonly startFrame: number;
  readonly frames: number;
}

/** The shots of a film one after the other, and what they have in common. */
export interface Layout {
  readonly rate: FrameRate;
  /** Pixels, both even. */
  readonly width: number;
  readonly height: number;
  readonly hasSound: boolean;
  readonly shots: readonly PlacedShot[];
  readonly frames: number;
  readonly length: Rational;
}

const usualSize = { width: 1280, height: 720 };

/** Lays the shots end to end. Rate and size are those that most clips have; of two that tie, the first one's. */
export function layOut(items: readonly MeasuredItem[]): Layout {
  const measures = items.flatMap(({ measure }) => measure ?? []);
  const rate = mostFrequent(measures, ({ rate: { num, den } }) => `${num}/${den}`)?.rate ?? usualRate;
  const size = mostFrequent(measures, ({ width, height }) => `${width}x${height}`) ?? usualSize;
  const shots: PlacedShot[] = [];
  let start = zero;
  for (const { item, measure, used } of items) {
    const length =
      measure === undefined ? missingLength(item) : lengthOf((used ?? measure).frames, measure.rate);
    const sourceStart =
      measure === undefined || used === undefined ? zero : lengthOf(used.first, measure.rate);
    const end = add(start, length);
    const startFrame = frameAt(start, rate);
    const frames = frameAt(end, rate) - startFrame;
    const clip = { ...(measure === undefined ? {} : { measure }), ...(used === undefined ? {} : { used }) };
    shots.push({ item, ...clip, start, sourceStart, length, startFrame, frames });
    start = end;
  }
  return {
    rate,
    width: even(size.width),
    height: even(size.height),
    hasSound: measures.some(({ sound }) => sound !== undefined),
    shots,
    frames: frameAt(start, rate),
    length: start,
  };
}

/** What a clip of the length that was asked for would have in the film. */
function missingLength({ askedSeconds, trim }: CutItem): Rational {
  const { inSeconds = 0, outSeconds = askedSeconds } = trim ?? {};
  return fromSeconds(outSeconds > inSeconds ? outSeconds - inSeconds : askedSeconds);
}

function even(pixels: number): number {
  return Math.max(2, Math.round(pixels / 2) * 2);
}

/** The first of those that occur most often. */
export function mostFrequent<T>(all: readonly T[], keyOf: (one: T) => string): T | undefined {
  const groups = new Map<string, { first: T; count: number }>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), { first: one, count: 1 });
    else group.count += 1;
  }
  let best: { first: T; count: number } | undefined;
  for (const group of groups.values()) if (group.count > (best?.count ?? 0)) best = group;
  return best?.first;
}
