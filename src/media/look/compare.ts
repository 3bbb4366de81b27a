import type { GreyPicture } from "./grey-picture.ts";

/** Side of the square that is compared at a time, and the step to the next one, in pixels. */
const windowSide = 8;
const step = 4;

/** The constants of SSIM for levels up to 255 (Wang, Bovik, Sheikh, Simoncelli, 2004). */
const c1 = (0.01 * 255) ** 2;
const c2 = (0.03 * 255) ** 2;

/**
 * Structural similarity of two pictures of one size: 1 for the same, about 0 for strangers, never below -1. The mean over
 * squares of 8 by 8 pixels. Throws where the sizes differ.
 */
export function similarity(a: GreyPicture, b: GreyPicture): number {
  let sum = 0;
  let count = 0;
  for (const square of squaresOf(a, b)) {
    sum += squareSimilarity(a, b, square);
    count += 1;
  }
  return sum / count;
}

/** How much the square that changed most has changed: the mean difference of its levels, 0 to 255. */
export function largestChange(a: GreyPicture, b: GreyPicture): number {
  let most = 0;
  for (const { left, top, width, height } of squaresOf(a, b)) {
    let sum = 0;
    for (let y = top; y < top + height; y += 1) {
      for (let x = left; x < left + width; x += 1) {
        const at = y * a.width + x;
        sum += Math.abs((a.data[at] ?? 0) - (b.data[at] ?? 0));
      }
    }
    most = Math.max(most, sum / (width * height));
  }
  return most;
}

interface Square {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function* squaresOf(a: GreyPicture, b: GreyPicture): Iterable<Square> {
  if (a.width !== b.width || a.height !== b.height) throw new Error("pictures of two sizes are compared");
  const [width, height] = [Math.min(windowSide, a.width), Math.min(windowSide, a.height)];
  for (const top of startsIn(a.height, height)) {
    for (const left of startsIn(a.width, width)) yield { left, top, width, height };
  }
}

/** Starts of the windows along one side; the last one ends with the picture. */
function startsIn(length: number, window: number): number[] {
  const last = length - window;
  const starts = Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => index * step);
  return starts.at(-1) === last ? starts : [...starts, last];
}

function squareSimilarity(a: GreyPicture, b: GreyPicture, { left, top, width, height }: Square): number {
  let [sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + height; y += 1) {
    for (let x = left; x < left + width; x += 1) {
      const at = y * a.width + x;
      const [levelA, levelB] = [a.data[at] ?? 0, b.data[at] ?? 0];
      sumA += levelA;
      sumB += levelB;
      squaresA += levelA * levelA;
      squaresB += levelB * levelB;
      products += levelA * levelB;
    }
  }
  const count = width * height;
  const [meanA, meanB] = [sumA / count, sumB / count];
  const varianceA = Math.max(0, squaresA / count - meanA * meanA);
  const varianceB = Math.max(0, squaresB / count - meanB * meanB);
  const covariance = products / count - meanA * meanB;
  const likeness = (2 * meanA * meanB + c1) * (2 * covariance + c2);
  return likeness / ((meanA * meanA + meanB * meanB + c1) * (varianceA + varianceB + c2));
}
