import { styleText } from "node:util";
import stringWidth from "string-width";
import { visibleText } from "../base/visible-text.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { Places } from "./places.ts";

export interface PrintOptions {
  /** Whether to colour; the caller knows the terminal. */
  readonly color: boolean;
}

/** Longest stretch of a source line that is shown; a prompt may well be one line of two thousand characters. */
const longestExcerpt = 120;
const excerptLead = 40;

/**
 * Diagnostics as a compiler prints them, one blank line between two, a line break at the end:
 *
 *     storyboard.yaml:12:15: error parameter_out_of_range: `duration` of kling-v3 is 5, 10 or 15, not 7
 *       12 |     duration: 7
 *          |               ^
 *          = try 5 or 10
 *
 * Nothing from the source reaches the terminal unescaped.
 */
export function printDiagnostics(diagnostics: readonly Diagnostic[], options: PrintOptions): string {
  const places = new Places();
  return diagnostics.map((diagnostic) => printOne(diagnostic, places, options)).join("\n");
}

/** One diagnostic, as `printDiagnostics` shows it. */
export function printDiagnostic(diagnostic: Diagnostic, options: PrintOptions): string {
  return printOne(diagnostic, new Places(), options);
}

type Format = Parameters<typeof styleText>[0];

function printOne(diagnostic: Diagnostic, places: Places, { color }: PrintOptions): string {
  const paint = (format: Format, text: string): string =>
    color ? styleText(format, text, { validateStream: false }) : text;
  const { start, end } = places.of(diagnostic);
  const path = visibleText(diagnostic.source.path);
  const place = diagnostic.range === undefined ? path : `${path}:${start.line}:${start.column}`;
  const accent: Format = diagnostic.severity === "error" ? "red" : "yellow";
  const title = paint([accent, "bold"], `${diagnostic.severity} ${diagnostic.code}`);
  const lines = [`${paint("bold", `${place}:`)} ${title}: ${visibleText(diagnostic.message)}`];

  const label = String(start.line);
  const gutter = " ".repeat(label.length);
  if (diagnostic.range !== undefined && diagnostic.source.text !== "") {
    const text = places.index(diagnostic.source).line(start.line);
    const endColumn = end.line === start.line ? end.column : text.length + 1;
    const mark = excerpt(text, start.column - 1, Math.max(endColumn - 1, start.column));
    lines.push(`  ${paint("dim", `${label} |`)} ${mark.text}`.trimEnd());
    lines.push(
      `  ${paint("dim", `${gutter} |`)} ${" ".repeat(mark.indent)}${paint(accent, "^".repeat(mark.width))}`,
    );
  }
  if (diagnostic.hint !== undefined)
    lines.push(`  ${gutter} ${paint("cyan", "=")} ${visibleText(diagnostic.hint)}`);
  return `${lines.join("\n")}\n`;
}

/** A window of the line around the marked columns (from 0, `to` exclusive), with the mark in terminal columns. */
function excerpt(line: string, from: number, to: number): { text: string; indent: number; width: number } {
  const start = line.length > longestExcerpt ? Math.max(0, from - excerptLead) : 0;
  const stop = Math.min(line.length, start + longestExcerpt);
  const before = (start > 0 ? "…" : "") + visibleText(line.slice(start, from));
  const marked = visibleText(line.slice(from, Math.min(to, stop)));
  const after =
    visibleText(line.slice(Math.max(from, Math.min(to, stop)), stop)) + (stop < line.length ? "…" : "");
  return {
    text: before + marked + after,
    indent: stringWidth(before),
    width: Math.max(1, stringWidth(marked)),
  };
}
