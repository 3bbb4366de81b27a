import { styleText } from "node:util";
import stringWidth from "fast-string-width";
import { visibleText } from "../base/text/visible-text.ts";
import type { Diagnostic, Place } from "./diagnostic.ts";
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
 *     storyboard.yaml:12:9: error shot_id_duplicate: the id `sc010` is taken by an earlier shot
 *       12 |   - id: sc010
 *          |         ^^^^^
 *        4 |   - id: sc010
 *          |         ----- first used here
 *          = ids name the clips
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
type Paint = (format: Format, text: string) => string;

function printOne(diagnostic: Diagnostic, places: Places, { color }: PrintOptions): string {
  const { source, severity, code, message, hint, range, labels = [] } = diagnostic;
  const paint: Paint = (format, text) => (color ? styleText(format, text, { validateStream: false }) : text);
  const { start } = places.of(diagnostic);
  const path = visibleText(source.path);
  const place = range === undefined ? path : `${path}:${start.line}:${start.column}`;
  const accent: Format = severity === "error" ? "red" : "yellow";
  const title = paint([accent, "bold"], `${severity} ${code}`);
  const lines = [`${paint("bold", `${place}:`)} ${title}: ${visibleText(message)}`];

  // Line numbers are set flush right, so that the source lines begin in one column.
  const gutter = Math.max(...[diagnostic, ...labels].map((at) => String(places.of(at).start.line).length));
  const show = (at: Place, mark: Mark): void => {
    if (at.range !== undefined && at.source.text !== "")
      lines.push(...excerptLines(at, mark, { places, paint, gutter }));
  };
  show(diagnostic, { sign: "^", format: accent });
  let shown = source;
  for (const label of labels) {
    if (label.source !== shown) {
      const at = places.of(label).start;
      lines.push(
        `  ${" ".repeat(gutter)} ${paint("dim", `in ${visibleText(label.source.path)}:${at.line}:${at.column}`)}`,
      );
    }
    shown = label.source;
    show(label, { sign: "-", format: "cyan", message: label.message });
  }
  if (hint !== undefined) lines.push(`  ${" ".repeat(gutter)} ${paint("cyan", "=")} ${visibleText(hint)}`);
  return `${lines.join("\n")}\n`;
}

interface Mark {
  readonly sign: "^" | "-";
  readonly format: Format;
  readonly message?: string;
}

/** The source line of a place, and below it the mark. */
function excerptLines(
  place: Place,
  { sign, format, message }: Mark,
  { places, paint, gutter }: { readonly places: Places; readonly paint: Paint; readonly gutter: number },
): [string, string] {
  const { start, end } = places.of(place);
  const text = places.index(place.source).line(start.line);
  const endColumn = end.line === start.line ? end.column : text.length + 1;
  const marked = excerpt(text, start.column - 1, Math.max(endColumn - 1, start.column));
  const bar = (label: string): string => paint("dim", `${label.padStart(gutter)} |`);
  const said = message === undefined ? "" : ` ${visibleText(message)}`;
  return [
    `  ${bar(String(start.line))} ${marked.text}`.trimEnd(),
    `  ${bar("")} ${" ".repeat(marked.indent)}${paint(format, sign.repeat(marked.width) + said)}`,
  ];
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
