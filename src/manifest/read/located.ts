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

/** A key of a mapping. */
export interface WrittenKey {
  /** As a value's key: `10`. */
  readonly name: string;
  /** As it stands in the file, without quotes: `0010`, which YAML reads as a number. */
  readonly written: string;
}

/** A parsed text. */
export interface LocatedText extends Located {
  /** The keys of the mapping at a path, in the order in which they are written; none where there is no mapping. */
  readonly keysAt: (path: readonly (string | number)[]) => readonly WrittenKey[];
}

/** A problem at its place. */
export interface LocatedProblem {
  readonly problem: Problem;
  readonly place: Required<Place>;
  readonly labels?: readonly Label[];
}
