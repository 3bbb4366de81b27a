import { unreachable } from "../../base/unreachable.ts";
import type { Line } from "./line.ts";

/** The word at the cursor as bash has it. */
export interface BashWord {
  /** The quote that is open at the cursor. */
  readonly quote: "" | "'" | '"';
  /**
   * What of the word stays as it is: bash replaces only what is behind the last of the characters that it breaks words at,
   * such as `=` and `:`, or behind the open quote.
   */
  readonly kept: string;
}

/**
 * Reads a command line of bash up to the cursor and behind it, its quotes taken away and nothing of it carried out.
 *
 * @param breaks the characters of COMP_WORDBREAKS
 * @returns `undefined` where the word at the cursor is the target of a redirection
 */
export function readBashLine(
  head: string,
  tail: string,
  breaks: string,
): { readonly line: Line; readonly word: BashWord } | undefined {
  const before = scan(head, breaks);
  const typed = before.words.slice(0, -1);
  if (typed.at(-1)?.isRedirection === true) return undefined;
  const [, ...words] = textsOf(typed);
  const { text: current = "", kept = "" } = before.words.at(-1) ?? {};
  // What is behind the cursor without a space belongs to its word.
  const [, ...after] = textsOf(scan(`_${tail}`, breaks).words);
  return { line: { before: words, current, after }, word: { quote: before.quote, kept } };
}

/** Neither `>` nor what it names is an argument. */
function textsOf(words: readonly ScannedWord[]): string[] {
  return words
    .filter(({ isRedirection }, index) => !isRedirection && words[index - 1]?.isRedirection !== true)
    .map(({ text }) => text);
}

interface ScannedWord {
  readonly text: string;
  readonly kept: string;
  readonly isRedirection: boolean;
}

/** The words of a text; the last one ends with it, and is empty behind a space. */
function scan(
  text: string,
  breaks: string,
): { readonly words: ScannedWord[]; readonly quote: BashWord["quote"] } {
  const words: ScannedWord[] = [];
  let word = "";
  let kept = "";
  let isPlain = true;
  let quote: BashWord["quote"] = "";
  const end = (): void => {
    words.push({ text: word, kept, isRedirection: isPlain && /^\d*[<>&]+$/.test(word) });
    word = "";
    kept = "";
    isPlain = true;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (quote === "'") {
      if (character === "'") quote = "";
      else word += character;
    } else if (character === "\\" && (quote === "" || /[\\"$`\n]/.test(next))) {
      if (next !== "\n") word += next;
      isPlain = false;
      at += 1;
    } else if (quote === '"') {
      if (character === '"') quote = "";
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      isPlain = false;
      kept = word;
    } else if (/\s/.test(character)) {
      if (word !== "" || !isPlain) end();
    } else {
      const isBreak = breaks.includes(character);
      // Bash breaks words in front of these two, and behind all others.
      if (isBreak && (character === "@" || character === "$")) kept = word;
      word += character;
      if (isBreak && character !== "@" && character !== "$") kept = word;
    }
  }
  end();
  return { words, quote };
}

/** A value as bash is to write it in place of what is typed; `undefined` where it does not begin so, or cannot be written. */
export function bashText(value: string, current: string, { quote, kept }: BashWord): string | undefined {
  if (!value.startsWith(current)) return undefined;
  const text = value.slice(kept.length);
  switch (quote) {
    case "":
      return text.replaceAll(/[^\p{L}\p{N}\p{M}_.,:=@%+/-]/gu, "\\$&");
    case "'":
      return text.includes("'") ? undefined : text;
    case '"':
      // In these quotes bash looks into its history at a `!`, and takes a quote at the end for the closing one.
      return text.includes("!") || text.endsWith('"') ? undefined : text.replaceAll(/["$`\\]/g, "\\$&");
    default:
      return unreachable(quote);
  }
}
