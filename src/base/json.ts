import { compareTexts } from "./text/compare-texts.ts";

/** Any JSON value, as parsed. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isText(json: JsonValue | undefined): json is string {
  return typeof json === "string" && json.length > 0;
}

export function isCount(json: JsonValue | undefined): json is number {
  return Number.isSafeInteger(json) && (json as number) >= 0;
}

/** One text for all values that say the same: the keys of objects in the order of their code units. */
export function sortedJson(json: JsonValue): string {
  if (typeof json !== "object" || json === null) return JSON.stringify(json);
  if (Array.isArray(json)) return `[${(json as readonly JsonValue[]).map(sortedJson).join()}]`;
  const members = Object.entries(json as JsonObject).sort(([a], [b]) => compareTexts(a, b));
  return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${sortedJson(value)}`).join()}}`;
}
