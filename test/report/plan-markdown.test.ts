import fc from "fast-check";
import { XmlDocument } from "libxml2-wasm";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import { codeText, shortened, wordsMarkdown } from "../../src/report/plan/markdown.ts";

/** What GitHub makes of a page before it looks for mentions, references and links: by a parser that is not ours. */
function page(markdown: string): string {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  return `<page>${html}</page>`;
}

/** The names of all elements, and the text that is outside of `code`. */
function read(markdown: string): { readonly elements: ReadonlySet<string>; readonly outside: string } {
  const document = XmlDocument.fromString(page(markdown));
  try {
    return {
      elements: new Set(document.find("//*").map((node) => ("name" in node ? String(node.name) : ""))),
      outside: document
        .find("//text()[not(ancestor::code)]")
        .map(({ content }) => content)
        .join(""),
    };
  } finally {
    document.dispose();
  }
}

const pieces = fc.constantFrom(
  "@team",
  "#12",
  "GH-12",
  "a@b.example",
  "https://h.example/",
  "www.h.example",
  "WWW.h.example",
  "0123456789abcdef0123456789abcdef01234567",
  "</code>",
  "</details>",
  "<img src=x>",
  "<!--",
  "-->",
  "|",
  "\\",
  "`",
  "``",
  "![i](x)",
  "[l]: x",
  "[^1]",
  "**",
  "__",
  "~~",
  "~",
  "$m$",
  ":tada:",
  "&lt;",
  "&#64;x",
  "\n",
  "\n\n",
  "\r",
  "\u0000",
  "\u202e",
  "\ud800",
  "# ",
  "- ",
  "word",
  "景色",
  " ",
);
const hostile = fc.array(pieces, { maxLength: 30 }).map((all) => all.join(""));

describe("text of a storyboard in a page for GitHub", () => {
  const row = (cell: string): string => `| shot | why |\n|---|---|\n| a | ${cell} |\n| z | last |\n`;

  test("stays in its cell, as code, where nobody is mentioned and nothing is a link", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { elements, outside } = read(row(codeText(text)));
        expect([...elements].sort()).toEqual(
          ["code", "page", "table", "tbody", "td", "th", "thead", "tr"].sort(),
        );
        expect(outside.replace(/\s+/g, " ")).toBe(" shot why a z last ");
      }),
    );
  });

  test("stays there as words that went and came, too", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (before, after, same) => {
        const { elements, outside } = read(row(wordsMarkdown(`${same} ${before}`, `${same} ${after}`)));
        const known = ["code", "del", "ins", "page", "table", "tbody", "td", "th", "thead", "tr"];
        expect([...elements].filter((name) => !known.includes(name))).toEqual([]);
        expect(outside.replace(/[\s→]+/g, " ")).toBe(" shot why a z last ");
      }),
    );
  });

  test("is cut where it is long, and not in the middle of a character", () => {
    expect(shortened("🎬".repeat(500))).toMatch(/^(🎬)+…$/u);
    expect(wordsMarkdown("", `${"🎬".repeat(5_000)}`).length).toBeLessThan(2_000);
  });
});
