import { type Document, parseDocument } from "yaml";
import type { SourceFile } from "../../../diagnostics/diagnostic.ts";
import type { Problem } from "../../../diagnostics/problem.ts";
import type { LocatedProblem, LocatedText } from "../located.ts";
import type { Shift } from "./yaml-locator.ts";
import { slipAt } from "./yaml-slips.ts";
import { locatedValue } from "./yaml-tree.ts";

/** A parse of a file, or of a part of it. */
export interface ParsedYaml {
  readonly tree: LocatedText;
  /** Syntax first. With any of them, the tree may lack parts. */
  readonly problems: readonly LocatedProblem[];
}

/** A part of a file that is parsed apart from the rest. */
export interface SourcePart {
  readonly text: string;
  /** From an offset in `text` to the offset in the file. */
  readonly shift: Shift;
}

/** More messages about one broken text help nobody. */
const mostSyntaxErrors = 20;

/** Parses YAML 1.2 (core schema): the whole file, or a part of it. */
export function parseYaml(source: SourceFile, part?: SourcePart): ParsedYaml {
  const { text, shift } = part ?? { text: source.text, shift: (offset: number) => offset };
  // The parser may point behind the end.
  const inside = (offset: number): number => shift(Math.min(offset, text.length));
  const problemAt = (problem: Problem, start: number, end: number): LocatedProblem => ({
    problem,
    place: { source, range: { start: inside(start), end: inside(end) } },
  });
  let document: Document.Parsed;
  try {
    // Duplicate keys are found on conversion: the parser's own search takes quadratic time.
    document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: "error" });
  } catch (error) {
    // The parser recurses; only a text of thousands of open brackets takes it that far.
    if (!(error instanceof RangeError)) throw error;
    const problem = problemAt({ kind: "yaml_too_deep" }, 0, 0);
    return { tree: { value: null, locate: () => problem.place, keysAt: () => [] }, problems: [problem] };
  }
  const problems = causes([...document.errors, ...document.warnings], text)
    .slice(0, mostSyntaxErrors)
    .map((error) => {
      const { code, message, pos } = error;
      const slip = slipAt(error, text);
      return problemAt(
        code === "MULTIPLE_DOCS"
          ? { kind: "yaml_second_document" }
          : { kind: "yaml_syntax", detail: plain(message), ...(slip !== undefined && { slip }) },
        ...pos,
      );
    });
  const tree = locatedValue(document, { source, text, shift, problems });
  return { tree, problems };
}

interface ParserError {
  readonly code: string;
  readonly message: string;
  readonly pos: [number, number];
}

/** One slip makes the parser stumble several times. */
function causes(errors: readonly ParserError[], text: string): readonly ParserError[] {
  const isOfColons = (error: ParserError): boolean => {
    const slip = slipAt(error, text);
    return slip === "full_width_colon" || slip === "colon_without_space";
  };
  if (errors.some(isOfColons)) return errors.filter(isOfColons);
  return errors.filter(
    ({ pos: [start] }, index) =>
      !errors.slice(0, Math.min(index, mostSyntaxErrors)).some((one) => one.pos[0] === start),
  );
}

/** The parser's words as our messages are written: one sentence, no full stop, a small letter first. */
function plain(message: string): string {
  const line = message.split("\n", 1)[0] ?? "";
  return line.charAt(0).toLowerCase() + line.slice(1).replace(/\.$/, "");
}
