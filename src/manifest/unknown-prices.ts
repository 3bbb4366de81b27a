import { didYouMean, listed } from "../base/suggest.ts";
import { billingKeys } from "../contracts/billing-keys.ts";
import type { Finding } from "../contracts/finding.ts";
import type { ContractLibrary } from "./contract-library.ts";
import type { Prices } from "./prices.ts";

/** More keys than these are for `dailies models` to show. */
const mostNamed = 6;

/**
 * Prices for keys that nothing can be billed as: mistyped ones, whose clips would look unpriced. A warning, since a price
 * list may also know models that this release does not. `prefix` is where the prices are written.
 */
export function unknownPrices(
  { perClip, perSecond }: Prices,
  { library, prefix }: { readonly library: ContractLibrary; readonly prefix: readonly string[] },
): Finding[] {
  const contracts = library.all();
  if (!contracts.ok) return [];
  const known = new Set<string>();
  const open: string[] = [];
  for (const contract of contracts.value) {
    const keys = billingKeys(contract);
    for (const key of keys.listed) known.add(key);
    if (keys.isOpen) open.push(contract.model);
  }
  const isKnown = (key: string): boolean =>
    known.has(key) || open.some((model) => key === model || key.startsWith(`${model} `));
  const findingsOf = (place: string, prices: Readonly<Record<string, number>>): Finding[] =>
    Object.keys(prices)
      .filter((key) => !isKnown(key))
      .map((key) => {
        const hint = hintFor(key, known);
        return {
          code: "price_key_unknown",
          message: `no clip is billed as \`${key}\`, so this price counts for nothing`,
          path: [...prefix, place, key],
          at: "key",
          ...(hint === undefined ? {} : { hint }),
        };
      });
  return [...findingsOf("per_clip", perClip), ...findingsOf("per_second", perSecond)];
}

/** The nearest key, or else those of the model that the key begins with. */
function hintFor(key: string, known: ReadonlySet<string>): string | undefined {
  const near = didYouMean(key, known);
  if (near !== undefined) return near;
  const [model = ""] = key.split(" ");
  const ofModel = [...known].filter((one) => one.split(" ")[0] === model);
  if (ofModel.length === 0) return "`dailies plan` names the keys that a storyboard needs";
  const named = listed(ofModel.slice(0, mostNamed).map((one) => `\`${one}\``));
  return `the keys of ${model} are ${named}${ofModel.length > mostNamed ? ", and more" : ""}`;
}
