/** An exact fraction, reduced; `den` is positive. */
export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

export const zero: Rational = { num: 0n, den: 1n };

/** @param den any number but 0 */
export function rational(num: bigint, den = 1n): Rational {
  const sign = den < 0n ? -1n : 1n;
  const divisor = greatestCommonDivisor(num, den) * sign;
  return { num: num / divisor, den: den / divisor };
}

/** To the thousandth. */
export function fromSeconds(seconds: number): Rational {
  return rational(BigInt(Math.round(seconds * 1000)), 1000n);
}

export function add(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den + b.num * a.den, a.den * b.den);
}

export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.num * b.num, a.den * b.den);
}

export function divide(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den, a.den * b.num);
}

export function equals(a: Rational, b: Rational): boolean {
  return a.num === b.num && a.den === b.den;
}

/** The nearest whole number; halves go up. */
export function round({ num, den }: Rational): number {
  return Number(floorDivide(2n * num + den, 2n * den));
}

export function toNumber({ num, den }: Rational): number {
  return Number(num) / Number(den);
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}
