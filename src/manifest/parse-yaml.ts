import { type Document, parseDocument } from "yaml";
import { type Located, locatedValue, type YamlProblem } from "./yaml-tree.ts";

/** A parse of a text, or of a stretch of it. */
export interface ParsedYaml {
  readonly tree: Located;
  /** Syntax first. With any of them, the tree may lack parts. */
  readonly problems: readonly YamlProblem[];
}

/** More messages about one broken text help nobody. */
const mostSyntaxErrors = 20;

/** Parses YAML 1.2 (core schema). `shift` maps an offset in `text` to the offset in the file. */
export function parseYaml(text: string, shift: (offset: number) => number = (offset) => offset): ParsedYaml {
  let document: Document.Parsed;
  try {
    // Duplicate keys are found on conversion: the parser's own search takes quadratic time.
    document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: "error" });
  } catch (error) {
    // The parser recurses; only a text of thousands of open brackets takes it that far.
    if (!(error instanceof RangeError)) throw error;
    const range = { start: shift(0), end: shift(0) };
    const problem: YamlProblem = {
      code: "yaml_syntax",
      message: "values are nested too deep to be read",
      range,
    };
    return { tree: { value: null, locate: () => range }, problems: [problem] };
  }
  const problems = [...document.errors, ...document.warnings].slice(0, mostSyntaxErrors).map(
    ({ code, message, pos }): YamlProblem => ({
      code: "yaml_syntax",
      message:
        code === "MULTIPLE_DOCS"
          ? "a file holds one storyboard; a second document starts here"
          : plain(message),
      range: { start: shift(pos[0]), end: shift(pos[1]) },
      ...(code === "TAB_AS_INDENT" && { hint: "YAML is indented with spaces" }),
    }),
  );
  const tree = locatedValue(document, { text, shift, problems });
  return { tree, problems };
}

/** The parser's words as our messages are written: one sentence, no full stop, a small letter first. */
function plain(message: string): string {
  const line = message.split("\n", 1)[0] ?? "";
  return line.charAt(0).toLowerCase() + line.slice(1).replace(/\.$/, "");
}
