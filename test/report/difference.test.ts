import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceText } from "../../src/report/difference.ts";

test("short values are shown whole", () => {
  expect(differenceText("day", "dusk")).toBe('"day" -> "dusk"');
  expect(differenceText(5, 10)).toBe("5 -> 10");
  expect(differenceText(null, true)).toBe("(none) -> true");
  expect(differenceText({ watermark: true }, null)).toBe('{"watermark":true} -> (none)');
});

test("pictures are told apart by the head of their digest", () => {
  const [a, b] = ["0123456789".padEnd(64, "a"), "fedcba9876".padEnd(64, "b")];
  expect(differenceText(`sha256:${a}`, `sha256:${b}`)).toBe("picture 01234567 -> picture fedcba98");
});

test("of long prompts the part that differs is shown, with a little around it", () => {
  const start = "The camera pulls back slowly over the roofs of the old town while the light ";
  const end = " and the first lamps come on in the windows along the river, one after the other";
  expect(differenceText(`${start}fades to dusk${end}`, `${start}breaks into day${end}`)).toBe(
    '"…while the light fades to dusk and the first l…" -> "…while the light breaks into day and the first l…"',
  );
});

test("a difference is bounded, on one line and free of control characters, whatever the texts", () => {
  const text = fc.string({ unit: "binary", maxLength: 3_000 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const shown = differenceText(before, after);
      expect([...shown].length).toBeLessThan(200);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: there are to be none
      expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    }),
  );
});
