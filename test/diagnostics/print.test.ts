import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { toJson } from "../../src/diagnostics/diagnostic-json.ts";
import { LineIndex } from "../../src/diagnostics/line-index.ts";
import { printDiagnostic, printDiagnostics } from "../../src/diagnostics/print.ts";

const plain = { color: false };

function about(text: string, marked: string, more: Partial<Diagnostic> = {}): Diagnostic {
  const start = text.indexOf(marked);
  return {
    code: "value_invalid",
    severity: "error",
    message: "this is wrong",
    source: { path: "board.yaml", text },
    range: { start, end: start + marked.length },
    ...more,
  };
}

describe("a printed diagnostic", () => {
  it("names file, line, column, severity and code, and marks the place", () => {
    expect(
      printDiagnostic(about("version: 1\nmode: prof\n", "prof", { hint: "did you mean `pro`?" }), plain),
    ).toBe(
      "board.yaml:2:7: error value_invalid: this is wrong\n" +
        "  2 | mode: prof\n" +
        "    |       ^^^^\n" +
        "    = did you mean `pro`?\n",
    );
  });

  it("counts half-width katakana as narrow, whatever its script", () => {
    const [, , mark = ""] = printDiagnostic(about("prompt: ｶﾀ x", "x"), plain).split("\n");
    expect(mark).toBe(`    | ${" ".repeat("prompt: ｶﾀ ".length)}^`);
  });

  it("marks wide characters as wide as a terminal shows them", () => {
    const [, line = "", mark = ""] = printDiagnostic(about("prompt: 城市 x", "x"), plain).split("\n");
    expect(line).toBe("  1 | prompt: 城市 x");
    expect(mark).toBe(`    | ${" ".repeat("prompt: ".length + 4 + 1)}^`);
  });

  it("counts a letter with its accents, and a picture of several parts, once", () => {
    const [, , mark = ""] = printDiagnostic(about("prompt: e\u0301👩‍👩‍👧 x", "x"), plain).split("\n");
    // The joiners inside the picture are invisible and shown as stand-ins: three pictures of two columns, two stand-ins.
    expect(mark).toBe(`    | ${" ".repeat("prompt: ".length + 1 + 3 * 2 + 2 + 1)}^`);
  });

  it("shows a window of a very long line, with the mark in it", () => {
    const text = `prompt: ${"a".repeat(3000)}HERE${"b".repeat(3000)}`;
    const lines = printDiagnostic(about(text, "HERE"), plain).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(140);
    const column = lines[1]?.indexOf("HERE") ?? -1;
    expect(lines[2]?.indexOf("^^^^")).toBe(column);
  });

  it("marks a range over several lines on its first line only", () => {
    expect(printDiagnostic(about("a: 1\nb:\n  c: 2\n", "b:\n  c"), plain).split("\n")[2]).toBe("    | ^^");
  });

  it("has no source line for a file that could not be read", () => {
    const source = { path: "gone.yaml", text: "" };
    const gone: Diagnostic = {
      code: "file_not_found",
      severity: "error",
      message: "the file does not exist",
      source,
    };
    expect(printDiagnostic(gone, plain)).toBe("gone.yaml: error file_not_found: the file does not exist\n");
    expect(toJson(gone)).toEqual({
      code: "file_not_found",
      severity: "error",
      message: "the file does not exist",
      file: "gone.yaml",
      start: { line: 1, column: 1 },
      end: { line: 1, column: 1 },
    });
  });

  it("is coloured only when asked to be", () => {
    const escapeCharacter = String.fromCharCode(27);
    const diagnostic = about("mode: prof", "prof");
    expect(printDiagnostic(diagnostic, { color: true })).toContain(escapeCharacter);
    expect(printDiagnostic(diagnostic, plain)).not.toContain(escapeCharacter);
  });

  it("never lets a control character of the user's text reach the terminal", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(), fc.nat(), (text, start, length) => {
        const range = { start, end: start + length };
        const diagnostic = about("", "", { source: { path: text, text }, message: text, hint: text, range });
        const printed = [...printDiagnostics([diagnostic], plain)].map(
          (character) => character.codePointAt(0) ?? 0,
        );
        const harmful = printed.filter(
          (code) =>
            (code < 32 && code !== 10) || (code >= 127 && code < 160) || (code >= 0x202a && code <= 0x202e),
        );
        expect(harmful).toEqual([]);
      }),
    );
  });
});

describe("a line index", () => {
  it("agrees with counting line breaks", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "\n", "\r\n", "城")).map((parts) => parts.join("")),
        fc.nat(40),
        (text, at) => {
          const before = text.slice(0, at);
          const line = before.split("\n").length;
          const column = before.length - (before.lastIndexOf("\n") + 1) + 1;
          const index = new LineIndex(text);
          expect(index.position(Math.min(at, text.length))).toEqual({ line, column });
          expect(index.line(line)).toBe(text.split(/\n/)[line - 1]?.replace(/\r$/, ""));
        },
      ),
    );
  });
});
