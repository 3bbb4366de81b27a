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
import type { JsonValue } from "../base/json.ts";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { SourceRange } from "../diagnostics/diagnostic.ts";
import { rangeOf, type Shift, YamlLocator } from "./yaml-locator.ts";

/** A value of the YAML text that still knows where its parts stand. */
export interface Located {
  readonly value: JsonValue;
  /** Where a part is; a path that leads nowhere gives the deepest part that exists. */
  locate(path: readonly (string | number)[], at: "key" | "value"): SourceRange;
}

export interface YamlProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string;
  readonly range: SourceRange;
}

/** A storyboard needs five levels; what is deeper is a mistake or an attack. */
const deepest = 64;
/** Values that aliases may stand for, taken together. */
const mostAliased = 100_000;

/**
 * Turns a parsed document (or one node of it) into plain values. `shift` maps offsets of the parsed text to offsets of
 * the file. Problems that YAML itself allows, but a storyboard does not, are added to `problems`.
 */
export function locatedValue(
  document: Document.Parsed,
  {
    text,
    shift,
    problems,
  }: { readonly text: string; readonly shift: Shift; readonly problems: YamlProblem[] },
): Located {
  const converter = new Converter(shift, problems);
  const root: Node | null = document.contents;
  const locator = new YamlLocator({ root, targets: converter.targets, text, shift });
  return { value: converter.convert(root, 0), locate: (path, at) => locator.locate(path, at) };
}

class Converter {
  private aliased = 0;
  private insideAlias = 0;
  private outermost: Alias | undefined;
  /** The node that each alias stands for: the last one before it that bears the anchor. */
  readonly targets = new Map<unknown, unknown>();
  private readonly anchors = new Map<string, unknown>();
  private readonly shift: Shift;
  private readonly problems: YamlProblem[];

  constructor(shift: Shift, problems: YamlProblem[]) {
    this.shift = shift;
    this.problems = problems;
  }

  convert(node: unknown, depth: number): JsonValue {
    if (this.insideAlias > 0 && ++this.aliased > mostAliased) {
      if (this.aliased === mostAliased + 1) {
        this.complain("yaml_alias_bomb", `aliases stand for more than ${mostAliased} values`, node);
      }
      return null;
    }
    if (depth > deepest) {
      this.complain("yaml_syntax", `values are nested more than ${deepest} deep`, node);
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
      this.complain("yaml_syntax", `no anchor \`&${node.source}\` stands before this alias`, node);
      return null;
    }
    // Whatever goes wrong inside is shown where the user called for it.
    if (this.insideAlias === 0) this.outermost = node;
    this.insideAlias += 1;
    const value = this.convert(target, depth + 1);
    this.insideAlias -= 1;
    if (this.insideAlias === 0) this.outermost = undefined;
    return value;
  }

  private mapping(items: readonly Pair[], depth: number): JsonValue {
    const value: Record<string, JsonValue> = {};
    for (const pair of items) {
      const { key } = pair;
      if (!isScalar(key) || key.value === null) {
        this.complain("type_wrong", "a key is text", pair.key ?? pair.value);
        continue;
      }
      const name = String(key.value);
      if (Object.hasOwn(value, name)) {
        this.complain("yaml_duplicate_key", `the key \`${name}\` stands here twice`, pair.key);
        continue;
      }
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
      this.complain("type_wrong", "this number is not finite", node);
      return null;
    }
    if (
      value === null ||
      typeof value === "string" ||
      typeof value === "number" ||
      typeof value === "boolean"
    )
      return value;
    this.complain("type_wrong", "this is no text, number, truth value, list or mapping", node);
    return null;
  }

  private complain(code: DiagnosticCode, message: string, node: unknown): void {
    this.problems.push({
      code,
      message,
      range: rangeOf(this.outermost ?? node, this.shift) ?? { start: 0, end: 0 },
    });
  }
}
