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
