import type { DiagnosticCode } from "./codes.ts";

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

/**
 * One problem with the user's input. It stores where it is as offsets; the printer works out line,
 * column and the marked source line, so that nothing upstream counts lines.
 */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: "error" | "warning";
  /** What is wrong, one sentence, without the place. */
  readonly message: string;
  /** What to do about it: "did you mean `aspect_ratio`?" */
  readonly hint?: string;
  /** Where; a problem with a whole file (missing, unreadable) has a file but no range. */
  readonly source: SourceFile;
  readonly range?: SourceRange;
}
