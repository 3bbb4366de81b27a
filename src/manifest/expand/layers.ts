import type { JsonObject, JsonValue } from "../../base/json.ts";
import type { Place } from "../../diagnostics/diagnostic.ts";
import type { Locate } from "../read/located.ts";

/** What a value of a shot comes from. A variant belongs to what it is written in. */
export type Origin = "shot" | "look" | "scene" | "defaults" | "bible";

/** One mapping of shot keys that goes into a shot. */
export interface Layer {
  readonly from: Origin;
  readonly values: JsonObject;
  readonly locate: Locate;
  /** What its paths are relative to, from the storyboard's folder on, with `/`; empty for that folder itself. */
  readonly folder: string;
}

/** A shot's layers, the nearest first: what a nearer one says goes before the others. */
export type Layers = readonly [Layer, ...Layer[]];

/** The layer that decides on a key: the nearest that has it, be it with `null`. */
export function layerOf(layers: Layers, key: string): Layer | undefined {
  return layers.find(({ values }) => Object.hasOwn(values, key));
}

/** The nearest value that is not `null`. */
export function nearestValue(layers: Layers, key: string): JsonValue | undefined {
  for (const { values } of layers) {
    if (Object.hasOwn(values, key) && values[key] !== null) return values[key];
  }
  return undefined;
}

/** A value and the layer that decides on it; `undefined` where it is written nowhere, or taken away with `null`. */
export function decidedValue(
  layers: Layers,
  key: string,
): { readonly value: JsonValue; readonly layer: Layer } | undefined {
  const layer = layerOf(layers, key);
  const value = layer?.values[key];
  return layer === undefined || value === undefined || value === null ? undefined : { value, layer };
}

/** Where a value is written, and what kind of layer that is. What is written nowhere belongs to the shot itself. */
export function originOf(
  layers: Layers,
  path: readonly (string | number)[],
  at: "key" | "value" = "value",
): { readonly from: Origin; readonly place: Required<Place>; readonly folder: string } {
  const [key] = path;
  const layer = (typeof key === "string" ? layerOf(layers, key) : undefined) ?? ownLayer(layers);
  return { from: layer.from, place: layer.locate(path, at), folder: layer.folder };
}

/** The layer of the shot itself; its variant goes before it. */
export function ownLayer(layers: Layers): Layer {
  return layers.findLast(({ from }) => from === "shot") ?? layers[0];
}
