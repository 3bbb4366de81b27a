import type { Cause } from "../base/cause.ts";
import type { SharedOutput } from "../clips/claims.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { PriceUnknown } from "../plan/money/spending.ts";

/** Why something that was asked of a film cannot be had. */
export type FilmProblem =
  /** The lockfile or the journal cannot be understood. */
  | { readonly kind: "state_invalid"; readonly diagnostics: readonly Diagnostic[] }
  /** What is in the output folder cannot be seen. */
  | { readonly kind: "output_unreadable"; readonly error: Cause }
  /** A budget in money cannot be held where prices are unknown. */
  | PriceUnknown;

/** Why a render of a plan would not begin, as far as the output folder goes. */
export type OutputProblem =
  | Extract<FilmProblem, { readonly error: Cause }>
  /** Clips would be paid for whose files are there without a record. */
  | { readonly kind: "unrecorded_clips"; readonly files: readonly string[] }
  /** Another storyboard has clips of these shots' names in the folder. */
  | { readonly kind: "output_shared"; readonly other: SharedOutput; readonly ids: readonly string[] };
