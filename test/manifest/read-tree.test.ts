import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { JsonValue } from "../../src/base/json.ts";
import type { Located } from "../../src/manifest/read/located.ts";
import { readStoryboard, readWhole, type StoryboardTree } from "../../src/manifest/read/read-storyboard.ts";
import type { LocatedShot } from "../../src/manifest/read/shot-list.ts";
import { splitBlock } from "../../src/manifest/read/split-block.ts";

/** Everything that a reader can see of a tree, places included. */
function seen(tree: StoryboardTree): unknown {
  return {
    head: located(tree.head),
    problems: tree.problems,
    shots: tree.shots?.map(seenShot),
    scenes: tree.scenes?.map(({ head, shots }) => ({ head: located(head), shots: shots?.map(seenShot) })),
  };
}

function seenShot(shot: LocatedShot): unknown {
  return { ...located(shot), key: shot.key, place: shot.place };
}

function located({ value, locate }: Located): object {
  return { value, places: paths(value).map((path) => [path, locate(path, "key"), locate(path, "value")]) };
}

function paths(value: JsonValue, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [[...path]];
  const entries = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : Object.entries(value);
  return [[...path], ...entries.flatMap(([key, item]) => paths(item, [...path, key]))];
}

const lines = fc.constantFrom(
  "version: 1",
  "shots:",
  "shots: # the list",
  "shots: []",
  "scenes:",
  "scenes: []",
  "  - scene: s1",
  "  - scene: s2",
  "    title: A scene",
  "    shots:",
  "      - id: e",
  "        prompt: x",
  "      f: A text",
  "      g:",
  "        prompt: y",
  "      f: Another",
  "      0010: A number",
  "      id: i",
  "  - include: a.yaml",
  "  k: A text",
  "  l: { prompt: z, id: m }",
  '  "n": A text',
  "    going on",
  "title: x",
  "defaults: &d {model: kling-v3}",
  "- id: a",
  "  - id: a",
  "  - id: b",
  "  - {id: c, prompt: 'x'}",
  "  -",
  "    id: d",
  "    prompt: |",
  "    prompt: >+",
  '    prompt: "open',
  "    prompt: 'open",
  "      - looks like an item",
  "      text",
  "    more: *d",
  "    more: &m x",
  "    list:",
  "      - one",
  "      - two",
  "  # a comment",
  "# a comment at the start",
  "    ? complex",
  '    close"',
  "'",
  "\t",
  "",
  "   ",
  "---",
  "...",
  "%YAML 1.2",
  "  title: y",
  "  plain: {",
  "  }",
  "]",
);
/** Half of the soups begin like a storyboard, or hardly any would be cut up. */
const beginning = fc.constantFrom([], ["version: 1", "shots:", "  - id: a"]);
const soup = fc
  .tuple(beginning, fc.array(lines, { maxLength: 12 }), fc.constantFrom("\n", "\r\n"))
  .map(([first, rest, end]) => [...first, ...rest].join(end));

const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom("- a", "a: b", "#x", "two\nlines\n", "'", '"', "城市", " lead", "trail ", ""),
);
const storyboard = fc.record(
  {
    version: fc.constant(1),
    title: text,
    defaults: fc.dictionary(fc.constantFrom("model", "mode"), text, { noNullPrototype: true }),
    shots: fc.array(
      fc.dictionary(
        fc.constantFrom("id", "prompt", "first_frame", "metadata"),
        fc.oneof(text, fc.integer(), fc.array(text)),
        {
          noNullPrototype: true,
        },
      ),
      { maxLength: 6 },
    ),
    prices: fc.dictionary(text, fc.integer(), { noNullPrototype: true }),
  },
  { requiredKeys: ["version", "shots"], noNullPrototype: true },
);

describe("a storyboard read shot by shot", () => {
  it("is the same as one read as a whole, whatever lines it is made of", () => {
    fc.assert(
      fc.property(soup, (text) => {
        const source = { path: "board.yaml", text };
        expect(seen(readStoryboard(source))).toEqual(seen(readWhole(source)));
      }),
      { numRuns: 800 },
    );
  });

  it("is the same as one read as a whole, for every written storyboard", () => {
    const styles = fc.record({
      indent: fc.constantFrom(2, 4),
      indentSeq: fc.boolean(),
      lineWidth: fc.constantFrom(0, 20, 80),
    });
    fc.assert(
      fc.property(storyboard, styles, (value, style) => {
        const text = stringify(value, { ...style, aliasDuplicateObjects: false });
        const source = { path: "board.yaml", text };
        expect(seen(readStoryboard(source))).toEqual(seen(readWhole(source)));
        expect(readStoryboard(source).shots?.map((shot) => shot.value)).toEqual(value.shots);
      }),
      { numRuns: 100 },
    );
  });

  it("really is cut up where its form is the usual one", () => {
    const source = "version: 1\nshots:\n  - id: a\n    prompt: x\n\n  # b\n  - id: b\ntitle: after\n";
    const split = splitBlock(source, { key: "shots", indent: 0 });
    expect(split?.items.map(({ start, end }) => source.slice(start, end))).toEqual([
      "  - id: a\n    prompt: x\n\n  # b\n",
      "  - id: b\n",
    ]);
    expect(split?.head).toBe("version: 1\nshots:\ntitle: after\n");
  });
});
