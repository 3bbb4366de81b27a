import { createScanner, findNodeAtLocation, type Node, parseTree, printParseErrorCode } from "jsonc-parser";

export type { Node as JsonNode } from "jsonc-parser";

/** The first thing wrong with a JSON text; offsets are UTF-16, `end` exclusive. */
export interface JsonProblem {
  readonly kind: "syntax" | "duplicate_key";
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** A record of the deepest inputs that are read quickly is less deep than this. */
const maxDepth = 250;

/**
 * Where everything is in a JSON text, or the first problem. `JSON.parse` says no place for some errors, and silently
 * keeps the last of two equal keys: here that is a problem, too.
 */
export function readJsonPlaces(text: string): Node | JsonProblem {
  const tooDeep = firstTooDeep(text);
  if (tooDeep !== undefined) return syntax("nested too deep", tooDeep, tooDeep + 1);
  const errors: { readonly error: number; readonly offset: number; readonly length: number }[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (first !== undefined) {
    const { error, offset, length } = first;
    if (offset >= text.trimEnd().length) return syntax("the file ends in the middle", offset, offset);
    return syntax(words[printParseErrorCode(error)] ?? "not JSON", offset, offset + Math.max(length, 1));
  }
  if (root === undefined) return syntax("the file ends in the middle", text.length, text.length);
  return firstDuplicate(root) ?? (isJson(text) ? root : syntax("not JSON", 0, 0));
}

/** The deepest node on a path; where the path leaves the tree, the last one on it. */
export function nodeAt(root: Node, path: readonly PropertyKey[]): { start: number; end: number } {
  let node = root;
  for (let length = path.length; length > 0; length--) {
    const found = findNodeAtLocation(root, path.slice(0, length).map(segment));
    if (found === undefined) continue;
    node = found;
    break;
  }
  return rangeOf(node);
}

export function rangeOf({ offset, length }: Node): { start: number; end: number } {
  return { start: offset, end: offset + length };
}

function segment(key: PropertyKey): string | number {
  return typeof key === "symbol" ? "" : key;
}

const words: Readonly<Record<string, string>> = {
  ValueExpected: "a value is missing here",
  PropertyNameExpected: "a key in double quotes is missing here",
  ColonExpected: "`:` is missing here",
  CommaExpected: "`,` is missing here",
  CloseBraceExpected: "`}` is missing here",
  CloseBracketExpected: "`]` is missing here",
  EndOfFileExpected: "nothing more belongs here",
  InvalidCommentToken: "a comment is not JSON",
  UnexpectedEndOfString: "this string has no end",
  InvalidCharacter: "this string is not valid JSON",
  InvalidEscapeCharacter: "this string is not valid JSON",
  InvalidUnicode: "this string is not valid JSON",
};

function syntax(message: string, start: number, end: number): JsonProblem {
  return { kind: "syntax", message, start, end };
}

/** The parser goes down by recursion, so that depth is looked at before. */
function firstTooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (;;) {
    const start = scanner.getPosition();
    scanner.scan();
    const token = scanner.getTokenLength() === 1 ? text[scanner.getTokenOffset()] : "";
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    if (depth > maxDepth) return scanner.getTokenOffset();
    if (scanner.getPosition() === start) return undefined;
  }
}

function firstDuplicate(root: Node): JsonProblem | undefined {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const seen = new Set<string>();
    const children = node.children ?? [];
    for (const child of node.type === "object" ? children : []) {
      const key = child.children?.[0];
      const name = String(key?.value);
      if (key !== undefined && seen.has(name)) {
        const message = `the key ${JSON.stringify(name)} is here twice`;
        return { kind: "duplicate_key", message, ...rangeOf(key) };
      }
      seen.add(name);
    }
    open.push(...children);
  }
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
