import { stripVTControlCharacters } from "node:util";

export interface CleanTextOptions {
  /** The most code points that are kept; what is cut off is marked with an ellipsis. Default: 500. */
  readonly maxLength?: number;
  /** What must not survive: each becomes `[secret]`. */
  readonly secrets?: Secrets;
}

/** Longer texts are not looked at: nobody reads them, and cleaning them costs time. */
const longestInput = 16_384;

// Line breaks and tabs are white space to a reader; everything else here is invisible or reorders what is seen:
// C0, DEL and C1 controls, bidirectional marks and overrides, zero-width spaces, soft hyphens, tags, lone surrogates.
const lineBreaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;
const hidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;
// Joiners shape scripts and emoji, so they stay there; next to ASCII they only hide something.
const joiners = /[\u200c\u200d]+/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is meant whole
const ascii = /[\u0000-\u007f]/;

/** Texts that must not get out, such as an API key, in all the forms that URLs, headers and JSON give them. */
export class Secrets {
  readonly #forms: readonly string[];

  constructor(secrets: readonly string[]) {
    this.#forms = formsOf(secrets);
  }

  isIn(text: string): boolean {
    return this.#forms.some((form) => text.includes(form));
  }

  /** The text with `[secret]` in place of each. */
  hiddenIn(text: string): string {
    let result = text;
    for (const form of this.#forms) result = result.replaceAll(form, "[secret]");
    return result;
  }
}

/**
 * Text from outside (a provider's message, a server's status line), made fit for a terminal, a file and a log:
 * one line, no control or escape sequences, no secrets, bounded.
 */
export function cleanText(text: string, { maxLength = 500, secrets }: CleanTextOptions = {}): string {
  const bounded = text.length > longestInput ? text.slice(0, longestInput) : text;
  const plain = stripVTControlCharacters(bounded)
    .replace(lineBreaks, " ")
    .replace(hidden, "")
    .replace(joiners, (run, at: number, whole: string) =>
      ascii.test(whole[at - 1] ?? " ") || ascii.test(whole[at + run.length] ?? " ") ? "" : run,
    )
    .replace(/ {2,}/g, " ")
    .trim();
  // After stripping, so that no control character splits a secret; before cutting, so that no half of one is left.
  return cut(secrets?.hiddenIn(plain) ?? plain, maxLength);
}

/** Longest first, so that replacing one form leaves no half of another. */
function formsOf(secrets: readonly string[]): readonly string[] {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret === "") continue;
    forms.add(secret);
    forms.add(encodeURIComponent(secret));
    forms.add(JSON.stringify(secret).slice(1, -1));
    forms.add(Buffer.from(secret).toString("base64").replace(/=+$/, ""));
  }
  return [...forms].sort((a, b) => b.length - a.length);
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const codePoints = [...text];
  return codePoints.length <= maxLength ? text : `${codePoints.slice(0, maxLength - 1).join("")}…`;
}
