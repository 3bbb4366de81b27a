import type { JsonValue } from "../../base/json.ts";
import { visibleText } from "../../base/text/visible-text.ts";
import { type WordPart, wordParts } from "../../base/text/word-parts.ts";
import type { Palette } from "../text/palette.ts";

/**
 * Two values as a reader sees what changed: `5 -> 10`; of texts the words that went and came, in their places and whole,
 * `The light [-fades-] {+breaks+} over the roofs`. With colours the marks are colours.
 */
export function differenceText(before: JsonValue, after: JsonValue, palette: Palette): string {
  const isText = typeof before === "string" && typeof after === "string";
  if (!isText || isPicture(before) || isPicture(after)) return `${valueText(before)} -> ${valueText(after)}`;
  const parts = wordParts(before, after);
  return parts === undefined
    ? `${quote(before)} -> ${quote(after)}`
    : parts.map((part) => markedText(part, palette)).join("");
}

function markedText({ kind, text }: WordPart, palette: Palette): string {
  const shown = visibleText(text);
  if (kind === "same") return shown;
  const words = shown.trimEnd();
  const space = shown.slice(words.length);
  return `${kind === "removed" ? palette.removed(words) : palette.added(words)}${space}`;
}

function valueText(value: JsonValue): string {
  if (value === null) return "(none)";
  if (typeof value === "string") return isPicture(value) ? pictureText(value) : quote(value);
  return visibleText(JSON.stringify(value));
}

function quote(text: string): string {
  return `"${visibleText(text)}"`;
}

function isPicture(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

/** Local pictures are recorded as digests; eight digits are enough for people to distinguish two. */
function pictureText(digest: string): string {
  return `picture ${digest.slice(7, 15)}`;
}
