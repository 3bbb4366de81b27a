import { describe, expect, it } from "vitest";
import { type Diagnostic, diagnose, type Label, type SourceFile } from "../../src/diagnostics/diagnostic.ts";
import { toJson } from "../../src/diagnostics/diagnostic-json.ts";
import { printDiagnostic } from "../../src/diagnostics/print.ts";

const film: SourceFile = {
  path: "film.yaml",
  text: `${"\n".repeat(8)}- id: a\n- id: a\n`,
};
const look: SourceFile = { path: "looks/hero.yaml", text: "mode: pro\nid: a\n" };

function label(source: SourceFile, start: number, message = "first used here"): Label {
  return { source, range: { start, end: start + 1 }, message };
}

function duplicate(labels: readonly Label[]): Diagnostic {
  const start = film.text.lastIndexOf("a");
  return diagnose(
    { kind: "shot_id_duplicate", id: "a", owner: "a" },
    { source: film, range: { start, end: start + 1 } },
    { labels },
  );
}

describe("a second place", () => {
  it("is shown under the first, in one column with it", () => {
    const [, ...lines] = printDiagnostic(duplicate([label(film, 14)]), { color: false }).split("\n");
    expect(lines).toEqual([
      "  10 | - id: a",
      "     |       ^",
      "   9 | - id: a",
      "     |       - first used here",
      "     = ids name the clips, and to many file systems capitals and small letters are the same",
      "",
    ]);
  });

  it("in another file comes with that file's name, once", () => {
    const labels = [label(look, 14), label(look, 0, "and here"), label(film, 14)];
    const lines = printDiagnostic(duplicate(labels), { color: false }).split("\n");
    expect(lines.slice(3, 10)).toEqual([
      "     in looks/hero.yaml:2:5",
      "   2 | id: a",
      "     |     - first used here",
      "   1 | mode: pro",
      "     | - and here",
      "     in film.yaml:9:7",
      "   9 | - id: a",
    ]);
  });

  it("is in the JSON, with its file", () => {
    expect(toJson(duplicate([label(look, 14)])).labels).toEqual([
      {
        message: "first used here",
        file: "looks/hero.yaml",
        start: { line: 2, column: 5 },
        end: { line: 2, column: 6 },
      },
    ]);
    expect(toJson(duplicate([]))).not.toHaveProperty("labels");
  });
});
