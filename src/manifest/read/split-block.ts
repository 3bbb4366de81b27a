/** A stretch of the text, `end` exclusive. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A mapping cut so that each entry under one of its keys can be parsed, and forgotten, apart. */
export interface SplitBlock {
  /** Everything but the entries: the key is in it without a value. */
  readonly head: string;
  /** Where the entries were taken out of the head; an offset from there on is later by `gap.end - gap.start`. */
  readonly gap: Stretch;
  readonly items: readonly Stretch[];
  /** What the entries are: `- id: a`, or `a: ...`. */
  readonly form: "list" | "mapping";
}

/**
 * Cuts the block under a key (`shots:`, `scenes:`) that begins a line at an indent. The syntax tree of a whole storyboard
 * of 10,000 shots takes more memory than all else; that of one shot takes nothing. Whatever looks unusual gives
 * `undefined`, and whatever the cut gets wrong (a quoted text that runs over the border of two entries, an alias to another
 * shot) is a syntax error in one of the pieces: in both cases the caller parses the text as a whole.
 */
export function splitBlock(
  text: string,
  { key, indent: outer }: { readonly key: string; readonly indent: number },
): SplitBlock | undefined {
  if (text.startsWith("%") || text.includes("\n%") || text.includes("\n---") || text.includes("\n..."))
    return undefined;
  const found = new RegExp(`^ {${outer}}${key}:[ \\t]*(?:#.*)?\\r?\\n`, "m").exec(text);
  if (found === null) return undefined;
  const gapStart = found.index + found[0].length;

  const items: Stretch[] = [];
  let form: SplitBlock["form"] = "list";
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
      if (column < outer || (column === outer && !dash)) return undefined;
      if (!dash && unusualKeyStart.has(character)) return undefined;
      form = dash ? "list" : "mapping";
      indent = column;
      itemStart = at;
    } else if (column === indent && dash === (form === "list")) {
      if (form === "mapping" && unusualKeyStart.has(character)) return undefined;
      items.push({ start: itemStart, end: at });
      itemStart = at;
    } else if (column <= indent) {
      break;
    }
  }
  if (indent === -1) return undefined;
  items.push({ start: itemStart, end: at });
  return { head: text.slice(0, gapStart) + text.slice(at), gap: { start: gapStart, end: at }, items, form };
}

/** Flow collections, anchors, aliases, tags and complex keys are left to the parser of the whole. */
const unusualKeyStart: ReadonlySet<string> = new Set("[]{}&*!?|>@`,");

/**
 * The one entry of a block sequence as the mapping that is in it: its dash is blanked, so that offsets stay. `indent` is
 * where the mapping's keys begin. `undefined` where it is not a block mapping.
 */
export function blankDash(item: string): { readonly text: string; readonly indent: number } | undefined {
  const dash = /^(?:[ \t]*(?:#.*)?\r?\n)* *-(?=[ \r\n])/.exec(item)?.[0].length;
  if (dash === undefined) return undefined;
  const text = `${item.slice(0, dash - 1)} ${item.slice(dash)}`;
  for (let at = text.lastIndexOf("\n", dash - 1) + 1; at < text.length; at = lineEnd(text, at)) {
    const column = indentation(text, at);
    const character = text[at + column];
    if (character === undefined || character === "\n" || character === "\r" || character === "#") continue;
    return unusualKeyStart.has(character) || character === "\t" ? undefined : { text, indent: column };
  }
  return undefined;
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
