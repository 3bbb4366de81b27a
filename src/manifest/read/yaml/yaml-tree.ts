import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
} from "yaml";
import type { JsonValue } from "../../../base/json.ts";
import type { Label, SourceFile } from "../../../diagnostics/diagnostic.ts";
import type { Problem } from "../../../diagnostics/problem.ts";
import type { LocatedProblem, LocatedText } from "../located.ts";
import { rangeOf, type Shift, YamlLocator } from "./yaml-locator.ts";

/** A storyboard needs five levels; what is deeper is a mistake or an attack. */
const deepest = 64;
/** Values that aliases may repeat, taken together. */
const mostAliased = 100_000;

interface YamlText {
  readonly source: SourceFile;
  /** The parsed text: the source's, or a part of it. */
  readonly text: string;
  /** From an offset of the parsed text to the offset in the source. */
  readonly shift: Shift;
  /** Problems that YAML itself allows, but a storyboard does not, are added here. */
  readonly problems: LocatedProblem[];
}

/** Turns a parsed document into plain values that know their places. */
export function locatedValue(document: Document.Parsed, yaml: YamlText): LocatedText {
  const converter = new Converter(yaml);
  const root: Node | null = document.contents;
  const { source, text, shift } = yaml;
  const locator = new YamlLocator({ root, targets: converter.targets, text, shift });
  return {
    value: converter.convert(root, 0),
    locate: (path, at) => ({ source, range: locator.locate(path, at) }),
    keysAt: (path) => locator.keysAt(path),
  };
}

class Converter {
  private aliased = 0;
  private insideAlias = 0;
  private outermost: Alias | undefined;
  /** The node that each alias means: the last one before it that has the anchor. */
  readonly targets = new Map<unknown, unknown>();
  private readonly anchors = new Map<string, unknown>();
  private readonly yaml: YamlText;

  constructor(yaml: YamlText) {
    this.yaml = yaml;
  }

  convert(node: unknown, depth: number): JsonValue {
    if (this.insideAlias > 0 && ++this.aliased > mostAliased) {
      if (this.aliased === mostAliased + 1) {
        this.complain({ kind: "yaml_alias_bomb", limit: mostAliased }, node);
      }
      return null;
    }
    if (depth > deepest) {
      this.complain({ kind: "yaml_too_deep", limit: deepest }, node);
      return null;
    }
    if (isAlias(node)) return this.alias(node, depth);
    if (isNode(node) && node.anchor !== undefined) this.anchors.set(node.anchor, node);
    if (isScalar(node)) return this.scalar(node.value, node);
    if (isSeq(node)) return node.items.map((item) => this.convert(item, depth + 1));
    if (isMap(node)) return this.mapping(node.items, depth);
    return null;
  }

  private alias(node: Alias, depth: number): JsonValue {
    if (!this.targets.has(node)) this.targets.set(node, this.anchors.get(node.source));
    const target = this.targets.get(node);
    if (target === undefined) {
      this.complain({ kind: "yaml_anchor_missing", anchor: node.source }, node);
      return null;
    }
    // Whatever goes wrong inside is shown where the user wrote the alias.
    if (this.insideAlias === 0) this.outermost = node;
    this.insideAlias += 1;
    const value = this.convert(target, depth + 1);
    this.insideAlias -= 1;
    if (this.insideAlias === 0) this.outermost = undefined;
    return value;
  }

  private mapping(items: readonly Pair[], depth: number): JsonValue {
    const value: Record<string, JsonValue> = {};
    const keys = new Map<string, unknown>();
    for (const pair of items) {
      const { key } = pair;
      if (!isScalar(key) || key.value === null) {
        this.complain({ kind: "yaml_key_not_text" }, pair.key ?? pair.value);
        continue;
      }
      const name = String(key.value);
      if (Object.hasOwn(value, name)) {
        this.complain({ kind: "yaml_duplicate_key", key: name }, pair.key, keys.get(name));
        continue;
      }
      keys.set(name, key);
      // Defined, not assigned: `__proto__` is a key like any other here.
      Object.defineProperty(value, name, {
        value: this.convert(pair.value, depth + 1),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return value;
  }

  private scalar(value: unknown, node: unknown): JsonValue {
    if (typeof value === "number" && !Number.isFinite(value)) {
      this.complain({ kind: "number_not_finite" }, node);
      return null;
    }
    if (
      value === null ||
      typeof value === "string" ||
      typeof value === "number" ||
      typeof value === "boolean"
    )
      return value;
    this.complain({ kind: "value_not_plain" }, node);
    return null;
  }

  /** `first` is where the same thing was written before. */
  private complain(problem: Problem, node: unknown, first?: unknown): void {
    const { source, shift, problems } = this.yaml;
    const range = rangeOf(this.outermost ?? node, shift) ?? { start: 0, end: 0 };
    const before = this.outermost === undefined ? rangeOf(first, shift) : undefined;
    const labels: readonly Label[] =
      before === undefined ? [] : [{ source, range: before, message: "first written here" }];
    problems.push({ problem, place: { source, range }, labels });
  }
}
