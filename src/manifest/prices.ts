import { product } from "../base/money.ts";

/**
 * What clips cost, as the user wrote it down: the provider's documents name no prices.
 * Keys are billing keys (`Billing.key`), such as `kling-v3 1080P+Sound`.
 */
export interface Prices {
  /** Three capital letters, such as `USD`. */
  readonly currency: string;
  /** The day that the prices were looked up, `YYYY-MM-DD`. */
  readonly date: string;
  /** Amount for a clip of any length. */
  readonly perClip: Readonly<Record<string, number>>;
  /** Amount for each second of a clip. A key has a price per clip or per second, never both. */
  readonly perSecond: Readonly<Record<string, number>>;
}

/** The amount that one clip costs; `null` where its billing key has no price, or a price per second of unknown seconds. */
export function amountOf(
  prices: Prices,
  billing: { readonly key: string; readonly seconds: number; readonly secondsBeside?: number },
): number | null {
  if (Object.hasOwn(prices.perClip, billing.key)) return prices.perClip[billing.key] ?? null;
  if (!Object.hasOwn(prices.perSecond, billing.key) || billing.seconds === 0) return null;
  return product(prices.perSecond[billing.key] ?? 0, billing.seconds + (billing.secondsBeside ?? 0));
}
