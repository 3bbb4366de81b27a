/** A stretch of the text, `end` exclusive. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A storyboard cut so that each shot can be parsed, and forgotten, apart. */
export interface SplitStoryboard {
  /** Everything but the shots: `shots:` is in it without a value. */
  readonly head: string;
  /** Where the shots were taken out of the head; an offset from there on is later by `gap.end - gap.start`. */
  readonly gap: Stretch;
  readonly items: readonly Stretch[];
}

/**
 * Cuts a storyboard whose `shots:` is a plain block sequence at the top level. The syntax tree of a whole storyboard of
 * 10,000 shots takes more memory than all else; that of one shot takes nothing. Whatever looks unusual gives `undefined`, and whatever
 * the cut gets wrong (a quoted text that runs over the border of two items, an alias to another shot) is a syntax
 * error in one of the pieces: in both cases the caller parses the text as a whole.
 */
export function splitShots(text: string): SplitStoryboard | undefined {
  if (text.startsWith("%") || text.includes("\n%") || text.includes("\n---") || text.includes("\n..."))
    return undefined;
  const key = /^shots:[ \t]*(?:#.*)?\r?\n/m.exec(text);
  if (key === null) return undefined;
  const gapStart = key.index + key[0].length;

  const items: Stretch[] = [];
  let indent = -1;
  let itemStart = gapStart;
  let at = gapStart;
  for (; at < text.length; at = lineEnd(text, at)) {
    const column = indentation(text, at);
    const character = text[at + column];
    if (character === undefined || character === "\n" || character === "\r" || character === "#") continue;
    if (character === "\t") return undefined;
    const dash = character === "-" && isBlank(text[at + column + 1]);
    if (indent === -1) {
      if (!dash) return undefined;
      indent = column;
      itemStart = at;
    } else if (column === indent && dash) {
      items.push({ start: itemStart, end: at });
      itemStart = at;
    } else if (column <= indent) {
      break;
    }
  }
  if (indent === -1) return undefined;
  items.push({ start: itemStart, end: at });
  return { head: text.slice(0, gapStart) + text.slice(at), gap: { start: gapStart, end: at }, items };
}

function indentation(text: string, at: number): number {
  let column = 0;
  while (text[at + column] === " ") column += 1;
  return column;
}

function isBlank(character: string | undefined): boolean {
  return character === undefined || character === " " || character === "\n" || character === "\r";
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}
