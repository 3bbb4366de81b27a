import { styleText } from "node:util";

/** Colours by meaning. Whether there are any is decided once, by the command line. */
export interface Palette {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
  /** Words that went and words that came; without colours they are marked, `[-so-]` and `{+so+}`. */
  removed(text: string): string;
  added(text: string): string;
}

const same = (text: string): string => text;

const plainPalette: Palette = {
  good: same,
  bad: same,
  warn: same,
  dim: same,
  strong: same,
  removed: (text) => `[-${text}-]`,
  added: (text) => `{+${text}+}`,
};

const colouredPalette: Palette = {
  good: (text) => style("green", text),
  bad: (text) => style("red", text),
  warn: (text) => style("yellow", text),
  dim: (text) => style("dim", text),
  strong: (text) => style("bold", text),
  removed: (text) => wordByWord(["red", "strikethrough"], text),
  added: (text) => wordByWord(["green", "bold"], text),
};

export function palette(isColoured: boolean): Palette {
  return isColoured ? colouredPalette : plainPalette;
}

function style(format: Parameters<typeof styleText>[0], text: string): string {
  // The decision was taken by the caller: Node's own look at the environment would take it twice.
  return styleText(format, text, { validateStream: false });
}

/** So that a line can be broken between two words, and its indent has no style. */
function wordByWord(format: Parameters<typeof styleText>[0], text: string): string {
  return text.replaceAll(/\S+/g, (word) => style(format, word));
}
