import { divide, multiply, type Rational, rational, round, toNumber } from "./rational.ts";

/** Frames a second: 24, or 30000/1001. */
export type FrameRate = Rational;

/** Of a film without a single clip. */
export const usualRate: FrameRate = rational(24n);

/** Rates that cameras, projectors and models have. */
const commonRates: readonly FrameRate[] = [
  ...[8n, 10n, 12n, 15n, 16n, 24n, 25n, 30n, 48n, 50n, 60n, 100n, 120n].map((rate) => rational(rate)),
  ...[24000n, 30000n, 60000n, 120000n].map((rate) => rational(rate, 1001n)),
];

/** How far a measured rate may be off a common one: half of what is between 30 and 30000/1001. */
const tolerance = 0.0005;

/** The common rate that a measured one is, or the measured one itself, to the thousandth. */
export function nearestRate(measured: number): FrameRate {
  const near = commonRates
    .map((rate) => ({ rate, off: Math.abs(toNumber(rate) / measured - 1) }))
    .filter(({ off }) => off < tolerance)
    .sort((a, b) => a.off - b.off)[0];
  return near?.rate ?? rational(BigInt(Math.max(1, Math.round(measured * 1000))), 1000n);
}

/** The whole number that a rate is counted by: 24 of 24000/1001, 30 of 30000/1001. */
export function timebase(rate: FrameRate): number {
  return Math.max(1, round(rate));
}

/** Is it one of the rates of television, a thousandth slower than the whole number? */
export function isNtsc(rate: FrameRate): boolean {
  return rate.den === 1001n;
}

/** How long so many frames take, in seconds. */
export function lengthOf(frames: number, rate: FrameRate): Rational {
  return divide(rational(BigInt(frames)), rate);
}

/** The frame that is nearest to a time, counted from 0. */
export function frameAt(seconds: Rational, rate: FrameRate): number {
  return round(multiply(seconds, rate));
}
