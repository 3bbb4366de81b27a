import { billingKeys } from "../../contracts/billing-keys.ts";
import type { Finding } from "../../contracts/finding.ts";
import type { ContractLibrary } from "../catalogue/contract-library.ts";
import type { Prices } from "../prices.ts";

/**
 * Prices for keys that nothing can be billed as: mistyped ones, whose clips would look unpriced. A warning, since a price
 * list may also know models that this release does not. `prefix` is where the prices are written.
 */
export function unknownPrices(
  { perClip, perSecond }: Prices,
  { library, prefix }: { readonly library: ContractLibrary; readonly prefix: readonly string[] },
): Finding[] {
  const known = new Set<string>();
  const open: string[] = [];
  for (const contract of library.all()) {
    const keys = billingKeys(contract);
    for (const key of keys.listed) known.add(key);
    if (keys.isOpen) open.push(contract.model);
  }
  const isKnown = (key: string): boolean =>
    known.has(key) || open.some((model) => key === model || key.startsWith(`${model} `));
  const findingsOf = (place: string, prices: Readonly<Record<string, number>>): Finding[] =>
    Object.keys(prices)
      .filter((key) => !isKnown(key))
      .map((key) => ({
        problem: { kind: "price_key_unknown", key, known: [...known] },
        path: [...prefix, place, key],
        at: "key",
      }));
  return [...findingsOf("per_clip", perClip), ...findingsOf("per_second", perSecond)];
}
