import type { Problem } from "../diagnostics/problem.ts";

/** Keys and indexes from the shot or the request body down to a value. */
export type ValuePath = readonly (string | number)[];

/** A problem with a shot or a request, in terms of its keys; the manifest knows where that is in the file. */
export interface Finding {
  readonly problem: Problem;
  readonly path: ValuePath;
  /** Whether the key itself is wrong (unknown, out of place) or its value. */
  readonly at: "key" | "value";
  /** An error where it is absent. */
  readonly severity?: "warning";
}

/** `image_with_roles[0].url` */
export function pathText(path: ValuePath): string {
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : index === 0 ? key : `.${key}`))
    .join("");
}
