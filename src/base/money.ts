import { Big } from "big.js";

/**
 * Amounts of money, and whatever else people write in decimals and add up (seconds of film).
 *
 * A `number` means the shortest decimal that reads back as it: `0.1` is one tenth. Sums and products are made in
 * decimals and given back as the number nearest to them, so `0.1 * 3` is `0.3`. This is exact for up to fifteen digits.
 */

/** As many digits as every number holds. */
const exactDigits = 15;

/** The exact sum. */
export function sum(amounts: Iterable<number>): number {
  let total = new Big(0);
  for (const amount of amounts) total = total.plus(amount);
  return total.toNumber();
}

/** The exact product, such as of a price per second and seconds. */
export function product(amount: number, factor: number): number {
  return new Big(amount).times(factor).toNumber();
}

/** The exact difference. */
export function difference(amount: number, less: number): number {
  return new Big(amount).minus(less).toNumber();
}

/** In plain decimals with at least two places, more only where there are any: `12.50`, `0.0075`. */
export function decimalText(amount: number): string {
  const exact = new Big(amount.toPrecision(exactDigits));
  const decimals = exact.toFixed().split(".")[1]?.length ?? 0;
  return exact.toFixed(Math.max(2, decimals));
}

/** In plain decimals, as few as say the same number: `12.5`, `0.0000001`. */
export function plainDecimal(amount: number): string {
  return new Big(amount).toFixed();
}

/** `12.50 USD`. Where no currency is known, the amount alone. */
export function moneyText(amount: number, currency: string | undefined): string {
  return currency === undefined ? decimalText(amount) : `${decimalText(amount)} ${currency}`;
}

/** An amount as another program computed it, in binary: `9.650000000000002` is `9.65`. */
export function withoutDust(amount: number): number {
  return Number.isFinite(amount) ? Number(amount.toPrecision(12)) : amount;
}

/** Reads `25` or `12.50`; `undefined` for anything else, and for more digits than a number holds exactly. */
export function parseDecimal(text: string): number | undefined {
  if (!/^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text)) return undefined;
  const amount = Number(text);
  return Number.isFinite(amount) && new Big(text).eq(amount) ? amount : undefined;
}
