import type { Place } from "../../diagnostics/diagnostic.ts";
import type { Reference } from "./bible.ts";
import type { Layers } from "./layers.ts";

export const frameKeys = ["first_frame", "last_frame"] as const;
export type FrameKey = (typeof frameKeys)[number];

/** A frame that is written as another shot's. */
export type SharedFrame =
  /** The authored picture; nothing waits for it. `folder` is what a path is relative to. */
  | { readonly kind: "picture"; readonly path: string; readonly folder: string }
  /** A picture out of the other shot's finished clip. */
  | { readonly kind: "clip"; readonly end: "first" | "last"; readonly id: string }
  /** It was reported. */
  | { readonly kind: "wrong" };

/** What is made of a shot's values where it differs from what is written. */
export interface Derived {
  /** The prompt with its words and its style. */
  readonly prompt?: string;
  /** The pictures to go by: the shot's own, then the bible's. */
  readonly references?: readonly Reference[];
  readonly frames?: { readonly [Key in FrameKey]?: SharedFrame };
}

/** A shot with all that goes into it; which of it counts, its model's contract says. */
export interface ExpandedShot {
  /** Whole, with its scene and its variant; `undefined` where it is missing or wrong. */
  readonly id: string | undefined;
  readonly scene: string | undefined;
  /** As written. */
  readonly model: string | undefined;
  /** `unchecked: true`: no contract is applied. */
  readonly isUnchecked: boolean;
  readonly takes: number;
  readonly tags: readonly string[];
  /** `skip: true`: it is not a job, and what it has is kept. */
  readonly isSkipped: boolean;
  readonly layers: Layers;
  readonly derived: Derived;
  /** Its first line. */
  readonly place: Required<Place>;
}

/** A shot as it is written: one, or its variants. */
export interface WrittenShot {
  /** Without its variants' names. */
  readonly id: string | undefined;
  readonly scene: string | undefined;
  readonly shots: readonly ExpandedShot[];
}
