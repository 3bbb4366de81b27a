import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import type { Contract } from "../contract.ts";
import type { Parameter } from "../contract-schema.ts";
import type { ValuePath } from "../finding.ts";

/** A parameter that a file of this machine may be given for. */
export type MediumParameter = Extract<Parameter, { type: "picture" | "video" }>;

/** What to put in the place of a picture or a video; `undefined` leaves it as it is. */
export type PlacePicture = (reference: string, at: ValuePath, spec: MediumParameter) => string | undefined;

/**
 * The parameters with each reference to a picture or a video replaced, wherever the contract has one: a path by the digest of
 * its content, a digest by the address of an upload. A text that only looks like a reference is left alone.
 */
export function placePictures(contract: Contract, parameters: JsonObject, place: PlacePicture): JsonObject {
  const placed = Object.entries(parameters).map(([name, value]) => {
    const spec = Object.hasOwn(contract.parameters, name) ? contract.parameters[name] : undefined;
    return [name, spec === undefined ? value : placeIn(spec, value, { at: [name], place })] as const;
  });
  return Object.fromEntries(placed);
}

function placeIn(
  spec: Parameter,
  value: JsonValue,
  { at, place }: { readonly at: ValuePath; readonly place: PlacePicture },
): JsonValue {
  if (spec.type === "picture" || spec.type === "video")
    return typeof value === "string" ? (place(value, at, spec) ?? value) : value;
  if (spec.type === "list" && Array.isArray(value)) {
    return value.map((item: JsonValue, index) => placeIn(spec.items, item, { at: [...at, index], place }));
  }
  if (spec.type !== "object" || !isObject(value)) return value;
  const properties = spec.properties ?? {};
  const placed = Object.entries(value).map(([key, item]) => {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    return [
      key,
      property === undefined ? item : placeIn(property, item, { at: [...at, key], place }),
    ] as const;
  });
  return Object.fromEntries(placed);
}
