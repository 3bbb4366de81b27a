import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { weave, withStyle } from "../../src/manifest/expand/prompt-text.ts";

const bible = new Map([
  ["mara", "Mara"],
  ["mara2", "another Mara"],
  ["玛拉", "一个女人"],
  ["玛", "一匹马"],
]);

/** `{name}` behind a dollar sign, which linters take for a forgotten template. */
function braced(name: string): string {
  return `$${`{${name}}`}`;
}

function woven(text: string): string {
  return weave(text, (name) => bible.get(name)).text;
}

test.each([
  ["$mara runs", "Mara runs"],
  ["($mara)", "(Mara)"],
  ["$mara2", "another Mara"],
  [`${braced("mara")}2`, "Mara2"],
  ["$$mara", "$mara"],
  ["$$$mara", "$Mara"],
  ["5$, $5 and $", "5$, $5 and $"],
  ["$玛拉跑了", "一个女人跑了"],
  ["$玛跑了", "一匹马跑了"],
  ["$mara跑了", "Mara跑了"],
])("in %s the words stand for the names", (text, expected) => {
  expect(woven(text)).toBe(expected);
});

test.each(["$maras", "$Mara", braced("mara s"), "$nobody跑"])("%s is not a name that is known", (text) => {
  const { unknown, used } = weave(text, (name) => bible.get(name));
  expect(unknown).toHaveLength(1);
  expect(used).toEqual([]);
});

test("what is woven can be written: every text comes out of itself with its dollar signs doubled", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(woven(text.replaceAll("$", "$$$$"))).toBe(text);
    }),
  );
});

describe("a style", () => {
  it("is a sentence of its own behind the prompt", () => {
    expect(withStyle("A city", "35 mm film")).toBe("A city. 35 mm film");
    expect(withStyle("A city.\n", " 35 mm film ")).toBe("A city. 35 mm film");
    expect(withStyle("城市", "胶片")).toBe("城市。胶片");
    expect(withStyle("城市。", "胶片")).toBe("城市。胶片");
  });

  it("never runs into the prompt's last word, and loses nothing of either", () => {
    const words = fc.string({ minLength: 1 }).filter((text) => text.trim() !== "");
    fc.assert(
      fc.property(words, words, (prompt, style) => {
        const whole = withStyle(prompt, style);
        expect(whole.startsWith(prompt.trimEnd())).toBe(true);
        expect(whole.endsWith(style.trim())).toBe(true);
        expect(whole.length).toBeGreaterThanOrEqual(prompt.trimEnd().length + style.trim().length);
      }),
    );
  });
});
