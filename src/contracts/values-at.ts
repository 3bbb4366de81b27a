import { isObject, type JsonObject, type JsonValue } from "../base/json.ts";
import type { ValuePath } from "./finding.ts";

/** The values with one more at a reference. What is in the way and is not a mapping stays, for its own check to find. */
export function withValue(values: JsonObject, reference: string, value: JsonValue): JsonObject {
  return placed(values, reference.split("."), value);
}

function placed(values: JsonObject, [key = "", ...rest]: readonly string[], value: JsonValue): JsonObject {
  if (rest.length === 0) return { ...values, [key]: value };
  const inner = Object.hasOwn(values, key) ? values[key] : {};
  return isObject(inner) ? { ...values, [key]: placed(inner, rest, value) } : values;
}

/** The values without the one at a reference; a mapping that had nothing else is left out, too. */
export function withoutValue(values: JsonObject, reference: string): JsonObject {
  return removed(values, reference.split("."));
}

function removed(values: JsonObject, [key = "", ...rest]: readonly string[]): JsonObject {
  const { [key]: value, ...others } = values;
  if (value === undefined || rest.length === 0) return others;
  if (!isObject(value)) return values;
  const inner = removed(value, rest);
  return Object.keys(inner).length === 0 ? others : { ...values, [key]: inner };
}

/** The part of a path that is inside the value at a reference; `undefined` for a path elsewhere. */
export function pathInside(path: ValuePath, reference: string): ValuePath | undefined {
  const keys = reference.split(".");
  return keys.every((key, index) => path[index] === key) ? path.slice(keys.length) : undefined;
}

/** The parameter that a reference is in: `metadata` of `metadata.resolution`. */
export function parameterName(reference: string): string {
  return reference.split(".", 1)[0] ?? reference;
}
