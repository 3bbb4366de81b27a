import { stripVTControlCharacters } from "node:util";
import stringWidth from "fast-string-width";

/** The text, filled up with spaces to this number of columns of a terminal. */
export function padColumns(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - stringWidth(text)));
}

/** The text with spaces before it, so that it ends at a column. */
export function padLeft(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - stringWidth(text))) + text;
}

/** The text, cut to this number of columns of a terminal; what is cut off is marked by an ellipsis. Without colours. */
export function fitColumns(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let fitted = "";
  let width = 0;
  for (const character of text) {
    width += stringWidth(character);
    if (width > columns - 1) break;
    fitted += character;
  }
  return columns < 1 ? "" : `${fitted}…`;
}

export interface WrapOptions {
  /** Columns of the terminal. */
  readonly columns: number;
  /** Columns that every line but the first is moved in by. */
  readonly indent: number;
}

/**
 * Breaks a line between words where it would not fit. A word that is wider than a line, such as a path, is kept whole: the
 * terminal breaks it, and copying it still gives one word. Scripts without spaces are broken between any two characters.
 */
export function wrapColumns(text: string, { columns, indent }: WrapOptions): string {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.match(
    / *(?:[\u2e80-\u9fff\uac00-\ud7af\uff00-\uff60]|[^ \u2e80-\u9fff\uac00-\ud7af\uff00-\uff60]+)/gu,
  ) ?? []) {
    const isFull = shownWidth(line + piece) > columns && line.trim() !== "";
    if (!isFull) line += piece;
    else {
      lines.push(line);
      line = " ".repeat(indent) + piece.trimStart();
    }
  }
  return [...lines, line].join("\n");
}

/** Colours take no room. */
function shownWidth(text: string): number {
  return stringWidth(stripVTControlCharacters(text));
}
