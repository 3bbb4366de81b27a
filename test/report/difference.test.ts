import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceText } from "../../src/report/plan/difference.ts";
import { palette } from "../../src/report/text/palette.ts";

const plain = palette(false);

test("short values are shown one after the other", () => {
  expect(differenceText("day", "dusk", plain)).toBe('"day" -> "dusk"');
  expect(differenceText(5, 10, plain)).toBe("5 -> 10");
  expect(differenceText(null, true, plain)).toBe("(none) -> true");
  expect(differenceText({ watermark: true }, null, plain)).toBe('{"watermark":true} -> (none)');
});

test("pictures are told apart by the head of their digest", () => {
  const [a, b] = ["0123456789".padEnd(64, "a"), "fedcba9876".padEnd(64, "b")];
  expect(differenceText(`sha256:${a}`, `sha256:${b}`, plain)).toBe("picture 01234567 -> picture fedcba98");
});

test("of prompts the words that went and came are marked, and the text is whole", () => {
  const start = "The camera pulls back slowly over the roofs of the old town while the light ";
  const end = " and the first lamps come on in the windows along the river, one after the other";
  expect(differenceText(`${start}fades to dusk${end}`, `${start}breaks into day${end}`, plain)).toBe(
    `${start}[-fades to dusk-] {+breaks into day+}${end}`,
  );
});

test("scripts without spaces are compared character by character", () => {
  expect(differenceText("雨夜东京街头,霓虹灯", "雪夜东京街头,霓虹灯", plain)).toBe(
    "[-雨-]{+雪+}夜东京街头,霓虹灯",
  );
});

test("without its marks a difference is both texts, whatever they are, on one line and without controls", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b ", "雨", " ", "é", "\u001b", "c"), maxLength: 80 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const shown = differenceText(before, after, palette(true));
      expect(stripVTControlCharacters(shown)).not.toMatch(/[\r\n]/);
      const plainly = differenceText(before, after, plain);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: there are to be none
      expect(plainly).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      if (plainly.startsWith('"')) return;
      const without = (mark: RegExp): string => plainly.replaceAll(mark, "").replaceAll(/[[\]{}+\- ]/g, "");
      const bare = (whole: string): string => whole.replaceAll("\u001b", "␛").replaceAll(" ", "");
      expect(without(/\{\+.*?\+\}/g)).toBe(bare(before));
      expect(without(/\[-.*?-\]/g)).toBe(bare(after));
    }),
  );
});
