import type { JsonObject, JsonValue } from "../base/json.ts";
import type { PlanItem } from "../plan/plan.ts";
import type { SubmitRequest } from "../provider/provider-entry.ts";

/** Where a value of a shot comes from. A variant belongs to what it is written in. */
export interface ValueOrigin {
  /** As the user would name it; of a contract `specs/models/NAME.yaml`, inside of the package. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly from: "shot" | "look" | "scene" | "defaults" | "bible" | "contract";
  /** Is it written in a variant? */
  readonly isVariant: boolean;
  /** As it is written there; of a contract its default. */
  readonly value: JsonValue;
}

/** One take of a shot, explained. */
export interface Explanation {
  /** What the plan does with the take, and why. */
  readonly item: PlanItem;
  readonly fingerprint: string;
  /** What the fingerprint is made from. */
  readonly inputs: JsonObject;
  /** What a submit sends. Pictures that are not uploaded yet are `sha256:HEX` in it. */
  readonly request: SubmitRequest;
  /** By key; `references[0]` for one of several, `$name` for an entry of the bible. */
  readonly origins: ReadonlyMap<string, ValueOrigin>;
  /** The local pictures in the request: path as written by `sha256:HEX`. */
  readonly pictures: ReadonlyMap<string, string>;
}

/** Why a take cannot be explained. */
export type NoExplanation =
  | { readonly kind: "shot_unknown"; readonly id: string; readonly known: readonly string[] }
  /** It has `skip: true`: nothing is made of it. */
  | { readonly kind: "shot_skipped"; readonly id: string }
  | { readonly kind: "take_unknown"; readonly id: string; readonly takes: number };
