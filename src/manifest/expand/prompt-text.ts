/** A prompt with `$name` in it, taken apart. */
export interface WovenText {
  readonly text: string;
  /** Names that were found, in the order of the text. */
  readonly used: readonly string[];
  /** As written, without `$`. */
  readonly unknown: readonly string[];
}

const mention = /\$(?:\$|\{(?<braced>[^{}\n]*)\}|(?<plain>[\p{L}_][\p{L}\p{M}\p{Nd}_]*))/gu;

/** Letters of scripts that set no spaces between words: there a name may go on into the text. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * Puts words in the place of `$name` and `${name}`; `$$` is a dollar sign, and so is a `$` that no name follows. In scripts
 * without spaces the longest known name counts.
 */
export function weave(text: string, wordsOf: (name: string) => string | undefined): WovenText {
  if (!text.includes("$")) return { text, used: [], unknown: [] };
  const used: string[] = [];
  const unknown: string[] = [];
  const woven = text.replaceAll(mention, (...args) => {
    const match = String(args[0]);
    const groups: { braced?: string; plain?: string } = args.at(-1);
    const { braced, plain } = groups;
    if (braced === undefined && plain === undefined) return "$";
    const name = braced === undefined ? longestKnown(plain ?? "", wordsOf) : braced.trim();
    const words = wordsOf(name.normalize("NFC"));
    if (words === undefined) {
      unknown.push(name);
      return match;
    }
    used.push(name.normalize("NFC"));
    return words + (braced === undefined ? (plain ?? "").slice(name.length) : "");
  });
  return { text: woven, used, unknown };
}

function longestKnown(written: string, wordsOf: (name: string) => string | undefined): string {
  if (wordsOf(written.normalize("NFC")) !== undefined || !unspaced.test(written)) return written;
  const characters = [...written];
  for (let length = characters.length - 1; length > 0; length -= 1) {
    const name = characters.slice(0, length).join("");
    const isEnd = unspaced.test(characters[length] ?? "") || unspaced.test(characters[length - 1] ?? "");
    if (isEnd && wordsOf(name.normalize("NFC")) !== undefined) return name;
  }
  return written;
}

const sentenceEnd = /[.!?…:;,。！？：；，、—](?:["'”’»)\]」』）]*)$/u;
const fullWidthEnd = /[。！？：；，、」』）]$/u;
const fullWidthLetter = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;

/** A prompt with a style behind it, as a sentence of its own: `PROMPT. STYLE`. */
export function withStyle(prompt: string, style: string): string {
  const [head, tail] = [prompt.trimEnd(), style.trim()];
  if (head === "" || tail === "") return head === "" ? tail : head;
  if (sentenceEnd.test(head)) return `${head}${fullWidthEnd.test(head) ? "" : " "}${tail}`;
  return `${head}${fullWidthLetter.test(head) ? "。" : ". "}${tail}`;
}
