import {
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  stringify,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { JsonValue } from "../base/json.ts";

/** One change of a text. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What is changed: a shot, by the offset of its list item or of its key, or a mapping, by the offset at which it begins. */
export type EditTarget = { readonly kind: "shot" | "mapping"; readonly at: number };

/**
 * Changes of a YAML text, made in the text itself: whatever is not changed stays as it is, comments and blanks and all. A
 * change that cannot be made so gives `false`.
 */
export class YamlEdits {
  readonly #text: string;
  readonly #maps = new Map<number, YAMLMap>();
  readonly #listItems = new Map<number, { readonly holder: YAMLSeq; readonly value: Node }>();
  readonly #entries = new Map<number, { readonly holder: YAMLMap; readonly pair: Pair }>();
  readonly #edits: Edit[] = [];
  readonly #eol: string;

  constructor(text: string) {
    this.#text = text;
    this.#eol = text.includes("\r\n") ? "\r\n" : "\n";
    const document = parseDocument(text, { uniqueKeys: false, logLevel: "silent" });
    visit(document, (_key, node) => {
      if (isMap(node)) {
        const at = startOf(node);
        if (at !== undefined) this.#maps.set(at, node);
        for (const pair of node.items) {
          const start = startOf(pair.key);
          if (start !== undefined) this.#entries.set(start, { holder: node, pair });
        }
      } else if (isSeq(node)) {
        for (const value of node.items) {
          const start = startOf(value);
          if (start !== undefined && isNode(value)) this.#listItems.set(start, { holder: node, value });
        }
      }
    });
  }

  /** Sets keys; `undefined` takes one away. */
  set(target: EditTarget, changes: ReadonlyMap<string, JsonValue | undefined>): boolean {
    const entry = this.#isEntry(target) ? this.#entries.get(target.at) : undefined;
    // A shot that is a text: its prompt.
    if (entry !== undefined && isScalar(entry.pair.value)) return this.#setText(target.at, entry, changes);
    const map = this.#mapOf(target);
    if (map === undefined) return false;
    return [...changes].every(([key, value]) =>
      value === undefined ? this.#remove(map, key) : this.#setKey(map, key, value),
    );
  }

  /** Sets the words of the bible's entry whose key is at an offset. */
  setBible(at: number, words: string): boolean {
    const entry = this.#entries.get(at);
    const value = entry?.pair.value;
    if (entry === undefined) return false;
    if (isMap(value)) return this.#setKey(value, "words", words);
    if (!isNode(value) || !value.range) return false;
    const [start, end] = value.range;
    const text =
      entry.holder.flow === true ? flowText(words) : blockText(words, this.#columnOf(at), this.#eol);
    this.#edit(start, this.#withoutBreak(start, end), text);
    return true;
  }

  /** Adds a shot behind another one of a list or a mapping. */
  addBehind(at: number, id: string, value: JsonValue): boolean {
    const item = this.#listItems.get(at);
    const entry = this.#entries.get(at);
    const holder = item?.holder ?? entry?.holder;
    if (holder === undefined) return false;
    const end = item === undefined ? this.#endOfPair(entry?.pair) : this.#endOf(item.value);
    if (holder.flow === true) {
      const text = isSeq(holder) ? flowText(withId(id, value)) : `${flowText(id)}: ${flowText(value)}`;
      this.#edit(end, end, `, ${text}`);
      return true;
    }
    const column = isSeq(holder) ? this.#columnOf(startOf(holder) ?? at) : this.#columnOf(at);
    const lines = stringify(isSeq(holder) ? [withId(id, value)] : { [id]: value }, { lineWidth: 0 });
    this.#insertLines(end, this.#indented(lines, column));
    return true;
  }

  #isEntry({ kind, at }: EditTarget): boolean {
    return kind === "shot" && !this.#listItems.has(at);
  }

  #mapOf(target: EditTarget): YAMLMap | undefined {
    if (target.kind === "mapping") return this.#maps.get(target.at);
    const value = this.#isEntry(target)
      ? this.#entries.get(target.at)?.pair.value
      : this.#listItems.get(target.at)?.value;
    return isMap(value) ? value : undefined;
  }

  #setText(
    at: number,
    { holder, pair }: { readonly holder: YAMLMap; readonly pair: Pair },
    changes: ReadonlyMap<string, JsonValue | undefined>,
  ): boolean {
    const { value } = pair;
    if (!isScalar(value) || !value.range || typeof value.value !== "string") return false;
    const [start, end] = value.range;
    const { prompt = value.value, ...others }: Record<string, JsonValue> = Object.fromEntries(
      [...changes].flatMap(([key, one]) => (one === undefined ? [] : [[key, one]])),
    );
    const column = this.#columnOf(at);
    const isTextStill = Object.keys(others).length === 0;
    const written = isTextStill ? prompt : { prompt, ...others };
    let text: string;
    if (holder.flow === true) text = flowText(written);
    else if (isTextStill) text = blockText(prompt, column, this.#eol);
    else {
      const lines = this.#indented(stringify(written, { lineWidth: 0 }), column + 2);
      text = `${this.#eol}${lines}`;
    }
    this.#edit(start, this.#withoutBreak(start, end), text);
    return true;
  }

  #setKey(map: YAMLMap, key: string, value: JsonValue): boolean {
    const pair = map.items.find((one) => isScalar(one.key) && one.key.value === key);
    if (pair === undefined) return this.#add(map, key, value);
    const old = pair.value;
    if (!isNode(old) || !old.range || !isNode(pair.key) || !pair.key.range) return false;
    const written =
      map.flow === true ? flowText(value) : blockText(value, this.#columnOf(pair.key.range[0]), this.#eol);
    const [start, end] = [old.range[0], this.#endOf(old)];
    if (start === end) this.#edit(start, start, ` ${written}`);
    else this.#edit(start, this.#withoutBreak(start, end), written);
    return true;
  }

  #remove(map: YAMLMap, key: string): boolean {
    const pair = map.items.find((one) => isScalar(one.key) && one.key.value === key);
    if (pair === undefined || !isNode(pair.key) || !pair.key.range) return false;
    const start = pair.key.range[0];
    const end = this.#withoutBreak(start, this.#endOfPair(pair));
    if (map.flow === true) return this.#removeFlow(start, end);
    // The only key of a mapping in a block cannot go without the mapping.
    if (map.items.length === 1) return false;
    const lineStart = this.#text.lastIndexOf("\n", start - 1) + 1;
    const lineEnd = this.#lineEnd(end);
    const isAlone = this.#text.slice(lineStart, start).trim() === "";
    const isBare = this.#text.slice(end, lineEnd).trim() === "";
    if (isAlone && isBare) this.#edit(lineStart, Math.min(lineEnd + 1, this.#text.length), "");
    else this.#edit(start, end, "");
    return true;
  }

  /** The text with all changes. */
  text(): string {
    let text = this.#text;
    // What is added at one place comes out in the order in which it was added.
    const ordered = this.#edits
      .map((edit, index) => ({ ...edit, index }))
      .sort((a, b) => b.start - a.start || b.index - a.index);
    for (const { start, end, text: added } of ordered) text = text.slice(0, start) + added + text.slice(end);
    return text;
  }

  get isChanged(): boolean {
    return this.#edits.length > 0;
  }

  #add(map: YAMLMap, key: string, value: JsonValue): boolean {
    if (!map.range) return false;
    const name = stringify(key, { lineWidth: 0 }).trim();
    if (map.flow === true) {
      const last = map.items.at(-1);
      const end = last === undefined ? map.range[0] + 1 : this.#endOfPair(last);
      this.#edit(
        end,
        end,
        `${last === undefined ? " " : ", "}${name}: ${flowText(value)}${last === undefined ? " " : ""}`,
      );
      return true;
    }
    const first = map.items[0];
    const last = map.items.at(-1);
    const column = isNode(first?.key) && first.key.range ? this.#columnOf(first.key.range[0]) : undefined;
    if (last === undefined || column === undefined) return false;
    const line = `${name}: ${blockText(value, column, this.#eol)}`;
    this.#insertLines(this.#endOfPair(last), `${" ".repeat(column)}${line}`);
    return true;
  }

  /** Whole lines behind the line that an offset is in. */
  #insertLines(end: number, lines: string): void {
    // A block scalar takes its last line break with it.
    if (end > 0 && this.#text[end - 1] === "\n") this.#edit(end, end, `${lines}${this.#eol}`);
    else {
      const at = this.#lineEnd(end);
      const isCarriage = this.#text[at - 1] === "\r";
      const place = isCarriage ? at - 1 : at;
      this.#edit(place, place, `${this.#eol}${lines}`);
    }
  }

  #endOfPair(pair: Pair | undefined): number {
    if (pair === undefined) return 0;
    if (isNode(pair.value) && pair.value.range && pair.value.range[1] > pair.value.range[0])
      return this.#endOf(pair.value);
    return isNode(pair.key) && pair.key.range ? pair.key.range[1] + 1 : 0;
  }

  /** Where what a node says ends, without the comments that a block takes along. */
  #endOf(node: Node): number {
    if (isCollection(node) && node.flow !== true) {
      const last: unknown = node.items.at(-1);
      if (isPair(last)) return this.#endOfPair(last);
      if (isNode(last)) return this.#endOf(last);
    }
    return node.range ? node.range[1] : 0;
  }

  #removeFlow(start: number, end: number): boolean {
    const before = this.#text.slice(0, start);
    const behind = /^\s*,\s*/.exec(this.#text.slice(end));
    const ahead = /,\s*$/.exec(before);
    if (behind !== null) this.#edit(start, end + behind[0].length, "");
    else this.#edit(ahead === null ? start : start - ahead[0].length, end, "");
    return true;
  }

  #edit(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text });
  }

  #withoutBreak(start: number, end: number): number {
    let at = end;
    while (at > start && /[\r\n]/.test(this.#text[at - 1] ?? "")) at -= 1;
    return at;
  }

  #lineEnd(at: number): number {
    const end = this.#text.indexOf("\n", at);
    return end === -1 ? this.#text.length : end;
  }

  #columnOf(at: number): number {
    return at - (this.#text.lastIndexOf("\n", at - 1) + 1);
  }

  #indented(text: string, column: number): string {
    return text
      .trimEnd()
      .split("\n")
      .map((line) => (line === "" ? line : `${" ".repeat(column)}${line}`))
      .join(this.#eol);
  }
}

function startOf(node: unknown): number | undefined {
  return isNode(node) && node.range ? node.range[0] : undefined;
}

function withId(id: string, value: JsonValue): JsonValue {
  return typeof value === "string" ? { id, prompt: value } : { id, ...(value as object) };
}

/** Words that need no quotes anywhere. */
const plainWords = /^\p{L}[\p{L}\p{N} ._-]*[\p{L}\p{N}.]$/u;

/** JSON is YAML, also inside of brackets; plain words stay plain. */
function flowText(value: JsonValue): string {
  const isPlain =
    typeof value === "string" &&
    plainWords.test(value) &&
    stringify(value, { lineWidth: 0 }).trim() === value;
  return isPlain ? value : JSON.stringify(value);
}

/** A value behind its key, whose lines are moved in under a key of that column. */
function blockText(value: JsonValue, column: number, eol: string): string {
  // What a block would lose at its end.
  if (typeof value !== "string" || /\n\s*\n$|[ \t]\n?$/.test(value)) return JSON.stringify(value);
  const [first = "", ...others] = stringify({ k: value }, { lineWidth: 0 }).trimEnd().split("\n");
  const moved = others.map((line) => (line === "" ? line : `${" ".repeat(column)}${line}`));
  return [first.slice("k: ".length), ...moved].join(eol);
}
