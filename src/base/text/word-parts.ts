import { diffArrays } from "diff";

/** Longer texts are not compared word by word: that takes long, and nobody reads it. */
const mostWords = 2_000;
/** Two texts that share less than this are shown one after the other: marks between every two words help nobody. */
const leastShared = 0.3;

/** A piece of two texts that are compared. */
export interface WordPart {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** What two texts share, and the words that went and came, in their places. `undefined` where they have too little in common. */
export function wordParts(before: string, after: string): readonly WordPart[] | undefined {
  const [left, right] = [wordsOf(before), wordsOf(after)];
  if (left.length + right.length > mostWords) return undefined;
  const parts = diffArrays(left, right).map(
    ({ added, removed, value }): WordPart => ({
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
