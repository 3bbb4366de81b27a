import type { JsonObject, JsonValue } from "../../base/json.ts";
import type { Place } from "../../diagnostics/diagnostic.ts";
import type { Locate } from "../read/located.ts";

/** What a value of a shot comes from. */
export type Origin = "shot" | "defaults";

/** One mapping of shot keys that goes into a shot. */
export interface Layer {
  readonly from: Origin;
  readonly values: JsonObject;
  readonly locate: Locate;
}

/** A shot's layers, the nearest first: what a nearer one says goes before the others. */
export type Layers = readonly [Layer, ...Layer[]];

/** The layer that decides on a key: the nearest that has it, be it with `null`. */
function layerOf(layers: Layers, key: string): Layer | undefined {
  return layers.find(({ values }) => Object.hasOwn(values, key));
}

/** The nearest value that is not `null`. */
export function nearestValue(layers: Layers, key: string): JsonValue | undefined {
  for (const { values } of layers) {
    if (Object.hasOwn(values, key) && values[key] !== null) return values[key];
  }
  return undefined;
}

/** Where a value is written, and what kind of layer that is. What is written nowhere belongs to the shot itself. */
export function originOf(
  layers: Layers,
  path: readonly (string | number)[],
  at: "key" | "value" = "value",
): { readonly from: Origin; readonly place: Required<Place> } {
  const [key] = path;
  const layer = (typeof key === "string" ? layerOf(layers, key) : undefined) ?? layers[0];
  return { from: layer.from, place: layer.locate(path, at) };
}
