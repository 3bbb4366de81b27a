import type { JsonValue } from "../json.ts";

/** What a value is, in a reader's words: `the text "5"`, `a list`. */
export function kindOf(value: JsonValue): string {
  if (value === null) return "empty";
  if (typeof value === "string") return `the text ${shown(value)}`;
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "boolean") return String(value);
  return Array.isArray(value) ? "a list" : "a mapping";
}

/** A text in quotes, cut where it is long. */
export function shown(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
