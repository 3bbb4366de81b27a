import type { PixelSize } from "../slate/i420.ts";

/** The short side of every draft, in pixels: twenty shots of five seconds take well under a minute on two cores. */
const draftShortSide = 360;

/** Frames a second of a draft. */
export const draftFrameRate = 24;

/** The size of a draft: the aspect ratio of the clip asked for, 360 pixels on the short side, even numbers. */
export function draftSize(asked: PixelSize): PixelSize {
  const scale = draftShortSide / Math.min(asked.width, asked.height);
  const even = (length: number): number => Math.max(2, Math.round((length * scale) / 2) * 2);
  return { width: even(asked.width), height: even(asked.height) };
}
