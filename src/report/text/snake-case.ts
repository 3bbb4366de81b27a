import type { JsonValue } from "../../base/json.ts";

type Plain =
  | null
  | undefined
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/**
 * A copy with every object key in snake_case; `undefined` members are left out.
 * For types of our own only: keys that are data (a storyboard's parameters) must not pass through here.
 */
export function snakeCaseKeys(value: unknown): JsonValue {
  return convert(value as Plain);
}

function convert(value: Plain): JsonValue {
  if (value === undefined || value === null) return null;
  if (typeof value !== "object") return value;
  if (isList(value)) return value.map(convert);
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([key, member]) => [snakeCase(key), convert(member)]));
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function isList(value: readonly Plain[] | object): value is readonly Plain[] {
  return Array.isArray(value);
}
