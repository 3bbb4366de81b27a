import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bashText, readBashLine } from "../../../src/cli/completion/bash-line.ts";

const breaks = " \t\n\"'@><=;|&(:";

/** The words that bash makes of a line, which must not be one that expands. */
function wordsOfBash(line: string): string[] {
  const out = execFileSync("bash", ["--norc", "-c", `set -f; printf '%s\\0' ${line}`], { encoding: "utf8" });
  return out.split("\0").slice(0, -1);
}

const plain = fc.stringMatching(/^[\w.,:=@%+/-]{1,6}$/);
const pieces = fc.oneof(
  plain,
  fc
    .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 6 })
    .map((text) => `'${text.replaceAll("'", "")}'`),
  fc
    .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 6 })
    .map((text) => `"${text.replaceAll(/["$`\\]/g, "\\$&")}"`),
  fc.constantFrom(..." '\"$`;&|<>()*?[]{}#!~\\").map((character) => `\\${character}`),
);
const words = fc.array(
  fc.array(pieces, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("")),
  {
    minLength: 1,
    maxLength: 4,
  },
);

test("a line has the words that bash makes of it", () => {
  fc.assert(
    fc.property(words, (written) => {
      const line = written.join("  ");
      const read = readBashLine(`dailies ${line} `, "", breaks);
      expect(read?.line).toEqual({ before: wordsOfBash(line), current: "", after: [] });
    }),
    { numRuns: 60 },
  );
});

test("what is written for a value is that value to bash, however its word was begun", () => {
  const value = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
    .filter((text) => !/[\n\0]/.test(text));
  fc.assert(
    fc.property(value, fc.constantFrom("", "'", '"'), fc.nat(4), (text, quote, typed) => {
      const current = text.slice(0, typed);
      // What was typed was typed rightly.
      const begun = bashText(current, "", { quote, kept: "" });
      fc.pre(begun !== undefined);
      const head = `dailies pick ${quote}${begun}`;
      const read = readBashLine(head, "", breaks);
      expect(read?.line.current).toBe(current);
      const rest = read && bashText(text, current, read.word);
      if (read === undefined || rest === undefined) return;
      // Bash writes the rest in place of what it takes for the word, which begins behind what is kept.
      const kept = bashText(read.word.kept, "", { quote: "", kept: "" }) ?? "";
      expect(wordsOfBash(`${kept}${quote}${rest}${quote}`)).toEqual([text]);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ["dailies ", { before: [], current: "" }],
  ["dailies pl", { before: [], current: "pl" }],
  ["dailies plan my\\ film.yaml --only=sc0", { before: ["plan", "my film.yaml"], current: "--only=sc0" }],
  ["dailies plan 'my film", { before: ["plan"], current: "my film" }],
  ["dailies export a.yaml > out.json --format ", { before: ["export", "a.yaml", "--format"], current: "" }],
  ["dailies plan '' ", { before: ["plan", ""], current: "" }],
])("reads %s", (head, line) => {
  expect(readBashLine(head, "", breaks)?.line).toMatchObject(line);
});

test("what is behind the cursor is read, too, and the target of a redirection is bash's own affair", () => {
  expect(readBashLine("dailies plan --only sc", " film.yaml", breaks)?.line.after).toEqual(["film.yaml"]);
  expect(readBashLine("dailies plan --only sc", "010 film.yaml", breaks)?.line.after).toEqual(["film.yaml"]);
  expect(readBashLine("dailies plan a.yaml > ", "", breaks)).toBeUndefined();
});
