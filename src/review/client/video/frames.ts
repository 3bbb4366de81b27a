/** Pictures a second of a clip that nobody has measured: what films have, and most models. */
export const usualFrameRate = 24;

/** Which picture of a clip is seen at a time, from 0. */
export function frameAt(seconds: number, frameRate: number): number {
  // Times of pictures are sums of what no binary number is exactly.
  return Math.max(0, Math.floor(seconds * frameRate + 1e-3));
}

/** A time at which that picture is seen: its middle, so that no rounding shows the one beside it. */
export function timeOfFrame(frame: number, frameRate: number): number {
  return (frame + 0.5) / frameRate;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The time of the picture before or after the one that is seen, inside of a part of the clip. */
export function timeOfNext(
  seconds: number,
  { by, frameRate, part }: { readonly by: 1 | -1; readonly frameRate: number; readonly part: Span },
): number {
  const first = frameAt(part.from, frameRate);
  const last = Math.max(first, Math.ceil(part.to * frameRate - 1e-3) - 1);
  const frame = Math.min(Math.max(frameAt(seconds, frameRate) + by, first), last);
  return timeOfFrame(frame, frameRate);
}
