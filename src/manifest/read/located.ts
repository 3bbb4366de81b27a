import type { JsonValue } from "../../base/json.ts";
import type { Label, Place } from "../../diagnostics/diagnostic.ts";
import type { Problem } from "../../diagnostics/problem.ts";

/** A value that still knows where its parts are written. */
export interface Located {
  readonly value: JsonValue;
  readonly locate: Locate;
}

/** Where a part is; a path that leads nowhere gives the deepest part that exists. */
export type Locate = (path: readonly (string | number)[], at: "key" | "value") => Required<Place>;

/** A problem at its place. */
export interface LocatedProblem {
  readonly problem: Problem;
  readonly place: Required<Place>;
  readonly labels?: readonly Label[];
}
