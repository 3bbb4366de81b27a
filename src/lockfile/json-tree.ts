/** A JSON value with its place in the text; offsets are UTF-16, `end` exclusive. */
export interface JsonNode {
  readonly start: number;
  readonly end: number;
  /** Members of an object or items of an array, by key or index. */
  readonly children: ReadonlyMap<string | number, JsonNode>;
}

/** The first thing wrong with a JSON text. */
export interface JsonProblem {
  readonly kind: "syntax" | "duplicate_key" | "ends_early" | "too_deep";
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

const maxDepth = 200;
const none: ReadonlyMap<string | number, JsonNode> = new Map();
const scalarToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const space = /[ \t\r\n]*/y;

/**
 * Where everything stands in a JSON text, or the first problem. `JSON.parse` tells no place for some errors,
 * and silently keeps the last of two equal keys: here that is a problem too.
 */
export function readJsonTree(text: string): JsonNode | JsonProblem {
  let at = 0;

  function match(token: RegExp): string | undefined {
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  }

  function wrong(expected: string): JsonProblem {
    if (at >= text.length) {
      return { kind: "ends_early", message: "the file ends in the middle", start: at, end: at };
    }
    return { kind: "syntax", message: `expected ${expected}`, start: at, end: at + 1 };
  }

  /** The string that starts here, unescaped. */
  function stringValue(): string | JsonProblem {
    const start = at;
    for (at++; at < text.length; at++) {
      const character = text[at];
      if (character === "\\") at++;
      else if (character === '"') return unescapeString(start, ++at);
      else if (character === "\n") break;
    }
    if (at >= text.length) return { ...wrong("a string"), start };
    return { kind: "syntax", message: "this string has no end", start, end: at };
  }

  function unescapeString(start: number, end: number): string | JsonProblem {
    try {
      return JSON.parse(text.slice(start, end)) as string;
    } catch {
      return { kind: "syntax", message: "this string is not valid JSON", start, end };
    }
  }

  function value(depth: number): JsonNode | JsonProblem {
    match(space);
    const start = at;
    const opening = text[at];
    if (opening === "{" || opening === "[") {
      if (depth === maxDepth) return { kind: "too_deep", message: "nested too deep", start, end: start + 1 };
      return collection(opening, depth + 1);
    }
    if (opening === '"') {
      const found = stringValue();
      return typeof found === "object" ? found : { start, end: at, children: none };
    }
    return match(scalarToken) === undefined ? wrong("a value") : { start, end: at, children: none };
  }

  function collection(opening: "{" | "[", depth: number): JsonNode | JsonProblem {
    const start = at++;
    const closing = opening === "{" ? "}" : "]";
    const children = new Map<string | number, JsonNode>();
    match(space);
    if (text[at] === closing) return { start, end: ++at, children };
    for (;;) {
      const key = opening === "{" ? memberKey(children) : children.size;
      if (typeof key === "object") return key;
      const child = value(depth);
      if ("kind" in child) return child;
      children.set(key, child);
      match(space);
      if (text[at] === closing) return { start, end: ++at, children };
      if (text[at] !== ",") return wrong(`\`,\` or \`${closing}\``);
      at++;
    }
  }

  function memberKey(seen: ReadonlyMap<string | number, JsonNode>): string | JsonProblem {
    match(space);
    const start = at;
    if (text[at] !== '"') return wrong("a key in double quotes");
    const key = stringValue();
    if (typeof key === "object") return key;
    if (seen.has(key)) {
      return {
        kind: "duplicate_key",
        message: `the key ${JSON.stringify(key)} stands here twice`,
        start,
        end: at,
      };
    }
    match(space);
    if (text[at] !== ":") return wrong("`:`");
    at++;
    return key;
  }

  const root = value(0);
  if ("kind" in root) return root;
  match(space);
  return at < text.length ? wrong("nothing more") : root;
}

/** The deepest node on a path; where the path leaves the tree, the last one on it. */
export function nodeAt(root: JsonNode, path: readonly PropertyKey[]): JsonNode {
  let node = root;
  for (const key of path) {
    const child = typeof key === "symbol" ? undefined : node.children.get(key);
    if (child === undefined) break;
    node = child;
  }
  return node;
}
