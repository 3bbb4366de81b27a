import type { JsonObject, JsonValue } from "../../base/json.ts";
import { contractKeys } from "../../contracts/build-request.ts";
import type { Contract } from "../../contracts/contract.ts";
import { rivalKeys } from "../../contracts/encode-frames.ts";
import type { Layer, Layers } from "../expand/layers.ts";
import { isOwnKey } from "../shot-keys.ts";

/**
 * What a shot asks of its model: the values of its layers, nearer ones before the others.
 *
 * - What is written once for many shots counts for those whose model has such a parameter, so that `mode: pro` may
 *   be beside a shot of a model without modes.
 * - `null` takes away what a farther layer says.
 * - Of two ways to give the same pictures (`first_frame` and `image_urls`), the nearer one counts.
 */
export function mergeLayers(contract: Contract, layers: Layers): JsonObject {
  const taken = contractKeys(contract);
  const merged = new Map<string, JsonValue>();
  const [shot] = layers;
  for (const layer of layers.toReversed()) {
    const farther = new Set(merged.keys());
    for (const [key, value] of Object.entries(layer.values)) {
      if (isOwnKey(key) || (layer !== shot && !taken.has(key))) continue;
      for (const rival of rivalKeys(contract, key)) if (farther.has(rival)) merged.delete(rival);
      // On the shot itself, a `null` that takes nothing away is a value, and a wrong one.
      if (value === null && (layer !== shot || isWrittenFarther(layers, key))) merged.delete(key);
      else merged.set(key, value);
    }
  }
  return Object.fromEntries(merged);
}

function isWrittenFarther([, ...farther]: Layers, key: string): boolean {
  return farther.some(({ values }) => Object.hasOwn(values, key));
}

/** The keys of a shared layer that no shot's model has a use for. */
export function unusedKeys({ values }: Layer, contracts: Iterable<Contract>): string[] {
  const used = new Set([...contracts].flatMap((contract) => [...contractKeys(contract)]));
  return Object.keys(values).filter((key) => !isOwnKey(key) && !used.has(key));
}
