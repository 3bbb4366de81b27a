import { visibleText } from "../../base/text/visible-text.ts";
import { wordParts } from "../../base/text/word-parts.ts";

/** Text of the storyboard in a page that GitHub shows. */

/**
 * In `<code>` GitHub makes no mentions, references and links of a text; the entities keep Markdown, HTML and tables from
 * reading it.
 */
export function codeText(text: string): string {
  return `<code>${entities(text)}</code>`;
}

/** The text without a sign that means anything; own words, since addresses and commits are links outside of code. */
export function entities(text: string): string {
  return visibleText(text).replace(
    /[&<>"'|`*_~[\]!\\:@#$]|(?<=www)\./gi,
    (sign) => `&#${sign.charCodeAt(0)};`,
  );
}

/** Longer stretches that are the same are cut in the middle. */
const longestSame = 120;
const shownOfSame = 50;
/** Longer texts are cut. */
const longestText = 400;

/** The words that went and came, in their places. */
export function wordsMarkdown(before: string, after: string): string {
  const parts = wordParts(before, after);
  if (parts === undefined) return `${codeText(shortened(before))} → ${codeText(shortened(after))}`;
  const shown = parts.map(({ kind, text }) => {
    if (kind === "same") return entities(withoutMiddle(text));
    const words = text.trimEnd();
    const mark = kind === "removed" ? "del" : "ins";
    return `<${mark}>${entities(shortened(words))}</${mark}>${entities(text.slice(words.length))}`;
  });
  return `<code>${shown.join("")}</code>`;
}

export function shortened(text: string): string {
  return text.length > longestText ? `${whole(text.slice(0, longestText))}…` : text;
}

function withoutMiddle(text: string): string {
  if (text.length <= longestSame) return text;
  return `${whole(text.slice(0, shownOfSame))} … ${whole(text.slice(-shownOfSame))}`;
}

/** Without the halves of characters that a cut leaves. */
function whole(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
}
