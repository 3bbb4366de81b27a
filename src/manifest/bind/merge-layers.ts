import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import type { Contract } from "../../contracts/contract.ts";
import { contractKeys } from "../../contracts/request/build-request.ts";
import { rivalKeys } from "../../contracts/request/encode-frames.ts";
import { type Derived, type ExpandedShot, frameKeys, type SharedFrame } from "../expand/expanded-shot.ts";
import type { Layer } from "../expand/layers.ts";
import { isOwnKey } from "../shot-keys.ts";

/** A mapping that a nearer one replaces as a whole. */
export interface Replaced {
  readonly key: string;
  /** The nearer one's. */
  readonly layer: Layer;
  /** What is no longer there. */
  readonly dropped: readonly string[];
}

export interface MergedShot {
  /** What the shot asks of its model. */
  readonly values: JsonObject;
  readonly replaced: readonly Replaced[];
}

/**
 * What a shot asks of its model: the values of its layers, nearer ones before the others.
 *
 * - What is written once for many shots counts for those whose model has such a parameter, so that `mode: pro` may
 *   be beside a shot of a model without modes.
 * - `null` takes away what a farther layer says.
 * - Of two ways to give the same pictures (`first_frame` and `image_urls`), the nearer one counts; so of the two ways to
 *   give what to avoid.
 */
export function mergeLayers(
  contract: Contract,
  { layers, derived }: Pick<ExpandedShot, "layers" | "derived">,
): MergedShot {
  const taken = contractKeys(contract);
  const merged = new Map<string, JsonValue>();
  const replaced: Replaced[] = [];
  for (let at = layers.length - 1; at >= 0; at -= 1) {
    const layer = layers[at];
    if (layer === undefined) continue;
    const isOwn = layer.from === "shot";
    const farther = new Set(merged.keys());
    for (const [key, value] of Object.entries(layer.values)) {
      if (isOwnKey(key) || (!isOwn && contract.unchecked !== true && !taken.has(key) && !isAlwaysTold(key)))
        continue;
      for (const rival of rivalKeys(contract, key)) if (farther.has(rival)) merged.delete(rival);
      giveWay(contract, { key, value, farther, merged });
      // On the shot itself, a `null` that takes nothing away is a value, and a wrong one.
      const takesAway = value === null && (!isOwn || isWritten(layers.slice(at + 1), key));
      const dropped = takesAway || !farther.has(key) ? [] : droppedKeys(merged.get(key), value);
      if (dropped.length > 0) replaced.push({ key, layer, dropped });
      if (takesAway) merged.delete(key);
      else merged.set(key, value);
    }
  }
  derive(merged, derived);
  return { values: Object.fromEntries(merged), replaced };
}

/** References that a model has no use for are left out with a word, wherever they are written. */
function isAlwaysTold(key: string): boolean {
  return key === "references";
}

/** `negative_prompt` and the property that the contract puts it into are two ways to say one thing. */
function giveWay(
  { negative_prompt: place }: Contract,
  context: {
    readonly key: string;
    readonly value: JsonValue;
    readonly farther: ReadonlySet<string>;
    readonly merged: Map<string, JsonValue>;
  },
): void {
  const [parameter = "", property] = place?.split(".") ?? [];
  if (property === undefined) return;
  const { key, value, farther, merged } = context;
  if (key === parameter && isObject(value) && Object.hasOwn(value, property)) {
    if (farther.has("negative_prompt")) merged.delete("negative_prompt");
  } else if (key === "negative_prompt" && farther.has(parameter)) {
    const holder = merged.get(parameter);
    if (!isObject(holder) || !Object.hasOwn(holder, property)) return;
    const { [property]: _taken, ...rest } = holder;
    merged.set(parameter, rest);
  }
}

function isWritten(layers: readonly Layer[], key: string): boolean {
  return layers.some(({ values }) => Object.hasOwn(values, key));
}

function droppedKeys(before: JsonValue | undefined, value: JsonValue): string[] {
  if (!isObject(before) || !isObject(value)) return [];
  return Object.keys(before).filter((key) => !Object.hasOwn(value, key));
}

/** An address that no picture can have, in place of a picture that is still to be made: the contract checks it like any other. */
export function standIn({ end, id }: Extract<SharedFrame, { kind: "clip" }>): string {
  return `https://clip.invalid/${end}/${encodeURIComponent(id)}`;
}

/** Puts what is made of the written values in their place. */
function derive(merged: Map<string, JsonValue>, { prompt, references, frames }: Derived): void {
  if (prompt !== undefined && merged.has("prompt")) merged.set("prompt", prompt);
  if (references !== undefined) {
    merged.set(
      "references",
      references.map(({ path }) => path),
    );
  }
  for (const key of frameKeys) {
    const frame = frames?.[key];
    if (frame === undefined || !merged.has(key)) continue;
    if (frame.kind === "picture") merged.set(key, frame.path);
    else if (frame.kind === "clip") merged.set(key, standIn(frame));
    else merged.delete(key);
  }
}

/** The keys of a shared layer that no shot's model has a use for. */
export function unusedKeys({ values }: Layer, contracts: Iterable<Contract>): string[] {
  const used = new Set([...contracts].flatMap((contract) => [...contractKeys(contract)]));
  return Object.keys(values).filter((key) => !isOwnKey(key) && !isAlwaysTold(key) && !used.has(key));
}
