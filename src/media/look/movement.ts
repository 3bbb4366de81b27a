import { largestChange } from "./compare.ts";
import type { GreyPicture } from "./grey-picture.ts";
import { thresholds } from "./thresholds.ts";

/** Part of a black picture's pixels that must be dark. */
const darkPixels = 0.98;

/** The part of a clip's pictures that are black, 0 to 1. */
export function blackShare(pictures: readonly GreyPicture[]): number {
  return pictures.filter(isBlack).length / Math.max(1, pictures.length);
}

function isBlack({ data }: GreyPicture): boolean {
  let dark = 0;
  for (const level of data) if (level < thresholds.blackLevel) dark += 1;
  return dark >= data.length * darkPixels;
}

/**
 * The longest part of a clip in which nothing moves, 0 to 1, from pictures at even distances. What moves slowly moves away
 * from where the rest began, so each picture is compared with the first one of the rest.
 */
export function stillShare(pictures: readonly GreyPicture[]): number {
  if (pictures.length < 2) return 0;
  let longest = 0;
  let start = 0;
  for (const [index, picture] of pictures.entries()) {
    const before = pictures[start];
    if (before !== undefined && largestChange(before, picture) >= thresholds.stillChange) start = index;
    longest = Math.max(longest, index - start);
  }
  return longest / (pictures.length - 1);
}
