import type { DiagnosticCode } from "./codes.ts";
import type { Problem } from "./problem.ts";
import { wordsOf } from "./words.ts";

/** A text file that a diagnostic points into. */
export interface SourceFile {
  /** As the user wrote it, for display. */
  readonly path: string;
  readonly text: string;
}

/** A stretch of a source file, in UTF-16 offsets; `end` is exclusive. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/** A place in one of the files that a storyboard is read from; without a range it is the file as a whole. */
export interface Place {
  readonly source: SourceFile;
  readonly range?: SourceRange;
}

/** A second place that a diagnostic shows, in the same file or another: "first used here". */
export interface Label extends Required<Place> {
  readonly message: string;
}

export type Severity = "error" | "warning";

/**
 * One problem with the user's input. It stores where it is as offsets; the printer works out line,
 * column and the marked source line, so that nothing upstream counts lines.
 */
export interface Diagnostic extends Place {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** What is wrong, one sentence, without the place. */
  readonly message: string;
  /** What to do about it: "did you mean `aspect_ratio`?" */
  readonly hint?: string;
  /** Further places, in the order to show them in. */
  readonly labels?: readonly Label[];
}

/** A problem at a place, in words. */
export function diagnose(
  problem: Problem,
  place: Place,
  {
    severity = "error",
    labels = [],
  }: { readonly severity?: Severity; readonly labels?: readonly Label[] } = {},
): Diagnostic {
  const { code, message, hint } = wordsOf(problem);
  return {
    code,
    severity,
    message,
    ...(hint !== undefined && { hint }),
    ...place,
    ...(labels.length > 0 && { labels }),
  };
}
