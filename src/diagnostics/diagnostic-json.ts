import type { Diagnostic } from "./diagnostic.ts";
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
}

/** `places` may be shared between calls, so that each source's lines are counted once. */
export function toJson(diagnostic: Diagnostic, places: Places = new Places()): DiagnosticJson {
  const { code, severity, message, source, hint } = diagnostic;
  const base = { code, severity, message, file: source.path, ...places.of(diagnostic) };
  return hint === undefined ? base : { ...base, hint };
}
