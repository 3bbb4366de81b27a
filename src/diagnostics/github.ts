import { visibleText } from "../base/text/visible-text.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { Places } from "./places.ts";

/**
 * Diagnostics as the commands that a GitHub workflow makes annotations of, one a line, a line break at the end:
 *
 *     ::error file=film/storyboard.yaml,line=12,col=9,endLine=12,endColumn=13,title=shot_id_duplicate::the id ...
 *
 * Nothing in a message or a name ends the command or begins another. Source: GitHub's "Workflow commands for GitHub
 * Actions", and `command.ts` of `@actions/core` for what is escaped.
 *
 * @param pathOf the name of a source from the top of the repository on; `undefined` for what is not a file of it
 */
export function githubAnnotations(
  diagnostics: readonly Diagnostic[],
  pathOf: (path: string) => string | undefined,
): string {
  const places = new Places();
  return diagnostics.map((diagnostic) => `${annotation(diagnostic, places, pathOf)}\n`).join("");
}

function annotation(
  diagnostic: Diagnostic,
  places: Places,
  pathOf: (path: string) => string | undefined,
): string {
  const { severity, code, message, hint, source, range, labels = [] } = diagnostic;
  const file = pathOf(source.path);
  const { start, end } = places.of(diagnostic);
  // GitHub knows columns within one line only, and counts the last one in.
  const columns =
    start.line === end.line
      ? { col: start.column, endLine: end.line, endColumn: Math.max(start.column, end.column - 1) }
      : { endLine: end.line };
  const properties = {
    ...(file === undefined ? {} : { file }),
    ...(file === undefined || range === undefined ? {} : { line: start.line, ...columns }),
    title: code,
  };
  const named = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  const notes = labels.map((label) => {
    const at = places.of(label).start;
    return `${pathOf(label.source.path) ?? label.source.path}:${at.line}:${at.column}: ${label.message}`;
  });
  const lines = [message, ...notes, ...(hint === undefined ? [] : [hint])];
  return `::${severity} ${named.join(",")}::${data(lines.map(visibleText).join("\n"))}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(visibleText(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
