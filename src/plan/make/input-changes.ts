import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../base/json.ts";
import type { InputChange } from "../plan.ts";

/** Which inputs differ between two submits, in the order of the newer one; absent sides are `null`. */
export function inputChanges(before: JsonObject, after: JsonObject): InputChange[] {
  const fields = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...fields]
    .filter((field) => !isDeepStrictEqual(before[field], after[field]))
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }));
}
