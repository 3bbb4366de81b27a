import type { Diagnostic, Label } from "./diagnostic.ts";
import type { Position } from "./line-index.ts";
import { Places } from "./places.ts";

/** A diagnostic as `check --json` gives it; lines and columns from 1. */
export interface DiagnosticJson {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  readonly hint?: string;
  /** Further places, such as where an id was used first. */
  readonly labels?: readonly LabelJson[];
}

export interface LabelJson {
  readonly message: string;
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** `places` may be shared between calls, so that each source's lines are counted once. */
export function toJson(diagnostic: Diagnostic, places: Places = new Places()): DiagnosticJson {
  const { code, severity, message, source, hint, labels = [] } = diagnostic;
  return {
    code,
    severity,
    message,
    file: source.path,
    ...places.of(diagnostic),
    ...(hint !== undefined && { hint }),
    ...(labels.length > 0 && { labels: labels.map((label) => labelJson(label, places)) }),
  };
}

/** Several at once. */
export function diagnosticsJson(diagnostics: readonly Diagnostic[]): readonly DiagnosticJson[] {
  const places = new Places();
  return diagnostics.map((diagnostic) => toJson(diagnostic, places));
}

function labelJson(label: Label, places: Places): LabelJson {
  return { message: label.message, file: label.source.path, ...places.of(label) };
}
