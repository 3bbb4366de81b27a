import { createHash } from "node:crypto";
import type { JsonValue } from "../../base/json.ts";
import type { Inputs } from "../job.ts";

/** Raised when what counts as an input, or how it is written, changes. */
const version = "v1";

/** `v1:` and the SHA-256 of the inputs' canonical JSON. */
export function fingerprint(inputs: Inputs): string {
  return `${version}:${createHash("sha256").update(canonicalJson(inputs)).digest("hex")}`;
}

/** JSON without blanks, keys in order of their UTF-16 units: equal values give equal text. */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => canonicalJson(item)).join(",")}]`;
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${pairs.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
}
