import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { drawSlate } from "../../src/rehearsal/slate/slate.ts";
import { loadSlateFont, type SlateFont } from "../../src/rehearsal/slate/slate-font.ts";
import { clampLines, lineWidth, wrapText } from "../../src/rehearsal/slate/slate-text.ts";

let font: SlateFont;
beforeAll(async () => {
  const loaded = await loadSlateFont();
  if (loaded === undefined) throw new Error("the font's package is not installed");
  font = loaded;
});

/** A glyph as text, to be looked at. */
function picture(character: string): string[] {
  const { width, rows } = font.glyph(character);
  return rows.map((bits) =>
    Array.from({ length: width }, (_, column) => (((bits >> column) & 1) === 1 ? "#" : "."))
      .join("")
      .replace(/\.+$/, ""),
  );
}

describe("the slate's font", () => {
  test("has letters of eight pixels", () => {
    expect(picture("L")).toEqual(
      [..."....", ...Array.from({ length: 9 }, () => ".#"), ".######", "", ""].map((row) =>
        row === "." ? "" : row,
      ),
    );
  });

  test("has Chinese of sixteen pixels, and every character looks different", () => {
    const characters = [..."城市从白天自然过渡到夜晚雨东京街头"];
    expect(new Set(characters.map((character) => picture(character).join("\n"))).size).toBe(
      characters.length,
    );
    for (const character of characters) expect(font.glyph(character).width).toBe(16);
  });

  test("shows what it lacks as a box", () => {
    expect(picture("\u{10ffff}").join("\n")).toContain(".######\n.#....#");
  });
});

describe("wrapping", () => {
  test("breaks between words, and between any two Chinese characters", () => {
    expect(wrapText(font, "a cat runs", 8 * 6)).toEqual(["a cat", "runs"]);
    expect(wrapText(font, "城市从白天", 16 * 2)).toEqual(["城市", "从白", "天"]);
  });

  test("never begins a line with closing punctuation", () => {
    expect(wrapText(font, "城市，白天。", 16 * 2)).toEqual(["城市，", "白天。"]);
  });

  test("breaks a word that is longer than a line", () => {
    expect(wrapText(font, "abcdef", 8 * 4)).toEqual(["abcd", "ef"]);
  });

  test("loses nothing but spaces, and keeps within the line", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 80 }),
        fc.integer({ min: 40, max: 300 }),
        (text, width) => {
          const lines = wrapText(font, text, width);
          const bare = (value: string): string => value.replace(/\s/g, "");
          expect(bare(lines.join(""))).toBe(bare(text));
          // Closing punctuation stays with the character before it, even where it juts out.
          for (const line of lines) {
            const inside = line.replace(/(?<=.)[，。、；：？！）」』》”’]+$/u, "");
            expect(lineWidth(font, inside)).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });

  test("marks what is cut off", () => {
    expect(clampLines(["one", "two", "three"], 2)).toEqual(["one", "tw…"]);
    expect(clampLines(["one"], 2)).toEqual(["one"]);
  });
});

test("a slate without a font is a plain card", () => {
  const size = { width: 64, height: 64 };
  const words = { title: "sc010", facts: "kling-v3", text: "a cat" };
  const plain = drawSlate(size, words, undefined);
  expect(plain.data.length).toBe((64 * 64 * 3) / 2);
  expect(new Set(plain.data.subarray(40 * 64, 64 * 64)).size).toBe(1);
});

test("slates of different prompts differ", () => {
  const size = { width: 360, height: 360 };
  const slate = (text: string) => Buffer.from(drawSlate(size, { title: "s", facts: "f", text }, font).data);
  expect(slate("a cat").equals(slate("a dog"))).toBe(false);
  expect(slate("a cat").equals(slate("a cat"))).toBe(true);
});
