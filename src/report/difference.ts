import type { JsonValue } from "../base/json.ts";
import { visibleText } from "../base/visible-text.ts";

const longestValue = 72;
const contextCharacters = 16;

/** Two values as they are shown on both sides of an arrow: short ones whole, long ones where they differ. */
export function differenceText(before: JsonValue, after: JsonValue): string {
  if (typeof before === "string" && typeof after === "string" && !isPicture(before) && !isPicture(after)) {
    const [left, right] = windows(before, after);
    return `${left} -> ${right}`;
  }
  return `${valueText(before)} -> ${valueText(after)}`;
}

function valueText(value: JsonValue): string {
  if (value === null) return "(none)";
  if (typeof value === "string") return isPicture(value) ? pictureText(value) : shorten(quote(value));
  return shorten(visibleText(JSON.stringify(value)));
}

/** Cuts both texts down to where they differ, with a little of what is around it. */
function windows(before: string, after: string): [string, string] {
  const left = [...before];
  const right = [...after];
  if (left.length <= longestValue && right.length <= longestValue) return [quote(before), quote(after)];
  const shorter = Math.min(left.length, right.length);
  let head = 0;
  while (head < shorter && left[head] === right[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail += 1;
  const cut = (text: readonly string[]): string => {
    const from = Math.max(0, head - contextCharacters);
    const to = Math.min(text.length, text.length - tail + contextCharacters);
    const shown = text.slice(from, Math.min(to, from + longestValue));
    const isCutShort = from + shown.length < text.length;
    return quote(`${from > 0 ? "…" : ""}${shown.join("")}${isCutShort ? "…" : ""}`);
  };
  return [cut(left), cut(right)];
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= longestValue ? text : `${characters.slice(0, longestValue).join("")}…`;
}

function quote(text: string): string {
  return `"${visibleText(text)}"`;
}

function isPicture(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

/** Local pictures are recorded as digests; eight digits tell two apart for people. */
function pictureText(digest: string): string {
  return `picture ${digest.slice(7, 15)}`;
}
