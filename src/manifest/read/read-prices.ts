import type * as z from "zod";
import type { Finding } from "../../contracts/finding.ts";
import type { Prices } from "../prices.ts";
import type { pricesSchema } from "./storyboard-schema.ts";

/** Prices as written, to prices as used. */
export function toPrices({ currency, date, per_clip, per_second }: z.output<typeof pricesSchema>): Prices {
  return { currency, date, perClip: per_clip ?? {}, perSecond: per_second ?? {} };
}

/** Billing keys priced both ways; `prefix` is where the prices are. */
export function priceConflicts({ perClip, perSecond }: Prices, prefix: readonly string[]): Finding[] {
  return Object.keys(perSecond)
    .filter((key) => Object.hasOwn(perClip, key))
    .map((key) => ({
      problem: { kind: "price_twice", key },
      path: [...prefix, "per_second", key],
      at: "key",
    }));
}
