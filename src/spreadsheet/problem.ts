import type { Diagnostic } from "../diagnostics/diagnostic.ts";

/** A cell as a spreadsheet shows it. */
export interface CellPlace {
  /** From 1; the header is row 1. */
  readonly row: number;
  /** From 1: column A. */
  readonly column?: number;
  /** What the header says. */
  readonly name?: string;
}

/** What is wrong in a sheet. */
export type CellFault =
  | { readonly kind: "column_unknown"; readonly meant?: string }
  | { readonly kind: "column_twice"; readonly first: number }
  | { readonly kind: "id_missing" }
  | { readonly kind: "id_invalid" }
  | { readonly kind: "id_twice"; readonly id: string; readonly first: number }
  | { readonly kind: "cells_wrong"; readonly found: number; readonly wanted: number }
  | {
      readonly kind: "value_wrong";
      readonly wanted: "number" | "true_or_false" | "json" | "text";
      readonly found: string;
    }
  | { readonly kind: "scene_missing" }
  | { readonly kind: "scene_again"; readonly scene: string; readonly first: number }
  | { readonly kind: "scene_unknown"; readonly scene: string; readonly known: readonly string[] }
  | { readonly kind: "scene_moved"; readonly id: string; readonly scene: string }
  /** The value is written once for several shots, so it cannot be changed for one. */
  | { readonly kind: "value_shared"; readonly where: string }
  | { readonly kind: "bible_unknown"; readonly name: string }
  /** What was written does not read back as the cell says. */
  | { readonly kind: "not_kept"; readonly found: string }
  /** The storyboard that would come of it is not valid there. */
  | { readonly kind: "storyboard"; readonly message: string; readonly hint?: string };

export interface CellProblem {
  readonly place: CellPlace;
  readonly fault: CellFault;
}

/** Why a sheet is not imported. */
export type ImportProblem =
  | { readonly kind: "sheet_unreadable"; readonly why: string }
  | { readonly kind: "sheet_broken"; readonly line: number; readonly why: string }
  | { readonly kind: "sheet_empty" }
  | { readonly kind: "id_column_missing"; readonly columns: readonly string[] }
  | { readonly kind: "cells"; readonly problems: readonly CellProblem[] }
  /** The storyboard that the sheet goes into, or the one that would come of it. */
  | { readonly kind: "storyboard_invalid"; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: "storyboard_unwritable"; readonly message: string };
