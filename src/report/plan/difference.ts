import { diffArrays } from "diff";
import type { JsonValue } from "../../base/json.ts";
import { visibleText } from "../../base/visible-text.ts";
import type { Palette } from "../text/palette.ts";

/** Longer texts are not compared word by word: that takes long, and nobody reads it. */
const mostWords = 2_000;
/** Two texts that share less than this are shown one after the other: marks between every two words help nobody. */
const leastShared = 0.3;

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

interface Part {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** `undefined` where the texts have too little in common. */
function wordParts(before: string, after: string): readonly Part[] | undefined {
  const [left, right] = [wordsOf(before), wordsOf(after)];
  if (left.length + right.length > mostWords) return undefined;
  const parts = diffArrays(left, right).map(
    ({ added, removed, value }): Part => ({
      kind: added ? "added" : removed ? "removed" : "same",
      text: value.join(""),
    }),
  );
  const shared = parts.reduce((sum, { kind, text }) => sum + (kind === "same" ? text.trim().length : 0), 0);
  return shared < leastShared * Math.max(before.length, after.length) ? undefined : parts;
}

/** Words with the white space behind them; characters of scripts without spaces one by one. */
function wordsOf(text: string): string[] {
  return (
    text.match(
      /[\u2e80-\u9fff\uac00-\ud7af\uff00-\uff60]\s*|[^\s\u2e80-\u9fff\uac00-\ud7af\uff00-\uff60]+\s*|\s+/gu,
    ) ?? []
  );
}

function markedText({ kind, text }: Part, palette: Palette): string {
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
