import { isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap } from "yaml";
import type { SourceRange } from "../../../diagnostics/diagnostic.ts";
import type { WrittenKey } from "../located.ts";

/** Maps an offset of the parsed text to the offset in the file. */
export type Shift = (offset: number) => number;

export interface LocatedNodes {
  readonly root: unknown;
  /** The node that each alias means. */
  readonly targets: ReadonlyMap<unknown, unknown>;
  /** The parsed text. */
  readonly text: string;
  readonly shift: Shift;
}

/** Finds where the parts of a parsed text are. */
export class YamlLocator {
  private readonly nodes: LocatedNodes;
  /** Each mapping's pairs by key, once something in it was asked for. */
  private readonly pairs = new Map<unknown, ReadonlyMap<string, Pair>>();

  constructor(nodes: LocatedNodes) {
    this.nodes = nodes;
  }

  /** A path that leads nowhere gives the deepest part that exists. */
  locate(path: readonly (string | number)[], at: "key" | "value"): SourceRange {
    const { root, targets, text, shift } = this.nodes;
    let node = root;
    let key: unknown;
    let found = true;
    for (const step of path) {
      const holder = isAlias(node) ? targets.get(node) : node;
      const pair = isMap(holder) ? this.pairsOf(holder).get(String(step)) : undefined;
      const item: unknown = isSeq(holder) && typeof step === "number" ? holder.items[step] : undefined;
      if (pair === undefined && item === undefined) {
        found = false;
        break;
      }
      key = pair?.key;
      node = pair === undefined ? item : pair.value;
    }
    if (found && at === "key" && key !== undefined) {
      const range = rangeOf(key, shift);
      if (range !== undefined) return range;
    }
    const range = localRange(node);
    if (range === undefined || (range.start === range.end && key !== undefined)) {
      return rangeOf(key, shift) ?? { start: shift(0), end: shift(0) };
    }
    // Of a whole mapping or list, the first line is mark enough.
    const end = isScalar(node) ? range.end : Math.min(range.end, endOfLine(text, range.start));
    return { start: shift(range.start), end: shift(Math.max(end, range.start)) };
  }

  /** The keys of the mapping at a path, in their order. */
  keysAt(path: readonly (string | number)[]): readonly WrittenKey[] {
    let node = this.nodes.root;
    for (const step of path) {
      const holder = isAlias(node) ? this.nodes.targets.get(node) : node;
      if (isMap(holder)) node = this.pairsOf(holder).get(String(step))?.value;
      else if (isSeq(holder) && typeof step === "number") node = holder.items[step];
      else return [];
    }
    const holder = isAlias(node) ? this.nodes.targets.get(node) : node;
    if (!isMap(holder)) return [];
    return [...this.pairsOf(holder)].map(([name, { key }]) => {
      const isText = !isScalar(key) || typeof key.value === "string";
      return { name, written: (isText ? undefined : key.source) ?? name };
    });
  }

  private pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.pairs.get(map);
    if (known !== undefined) return known;
    const pairs = new Map<string, Pair>();
    for (const pair of map.items) {
      const name = isScalar(pair.key) ? String(pair.key.value) : undefined;
      if (name !== undefined && !pairs.has(name)) pairs.set(name, pair);
    }
    this.pairs.set(map, pairs);
    return pairs;
  }
}

/** Where a node is in the file. */
export function rangeOf(node: unknown, shift: Shift): SourceRange | undefined {
  const range = localRange(node);
  return range === undefined ? undefined : { start: shift(range.start), end: shift(range.end) };
}

function localRange(node: unknown): SourceRange | undefined {
  if (!isScalar(node) && !isMap(node) && !isSeq(node) && !isAlias(node)) return undefined;
  const [start, end] = node.range ?? [];
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** Where the line of an offset ends, its line break left out. */
function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end === -1) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}
