import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accept,
  type Choices,
  isAccepted,
  isRejected,
  pick,
  reject,
  type ShotChoice,
} from "../../src/choices/choices.ts";
import { withChoices } from "../../src/choices/choices-text.ts";
import { choicesFile, parseChoices } from "../../src/choices/read-choices.ts";
import { editChoices } from "../../src/choices/write-choices.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

function read(text: string): Choices {
  const parsed = parseChoices({ path: "film.picks.yaml", text });
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join("\n"));
  return parsed.value;
}

const one = { take: 1, clip: "0a1d93c2" };
const two = { take: 2, clip: "5521dd64" };

describe("a choice", () => {
  test("of a clip that was sent back takes it again, and sending back the chosen one leaves none chosen", () => {
    const sentBack = reject(undefined, one, { note: "face melts" });
    expect(isRejected(sentBack, one)).toBe(true);
    expect(pick(sentBack, one, { by: "lena" })).toEqual({
      chosen: one,
      rejected: [],
      accepted: [],
      by: "lena",
      note: "face melts",
    });
    expect(reject(pick(undefined, one), one).chosen).toBeUndefined();
    expect(reject(pick(undefined, two), one).chosen).toEqual(two);
  });

  test("sends a clip back once, however often it is said", () => {
    expect(reject(reject(undefined, one), one).rejected).toEqual([one]);
  });

  test("accepts a clip for one set of inputs", () => {
    const inputs = `v1:${"a".repeat(64)}`;
    const accepted = accept(undefined, { ...one, inputs });
    expect(isAccepted(accepted, one, inputs)).toBe(true);
    expect(isAccepted(accepted, one, `v1:${"b".repeat(64)}`)).toBe(false);
    expect(isAccepted(accepted, two, inputs)).toBe(false);
  });
});

describe("the choices file", () => {
  test("is the design's", () => {
    const text = [
      "version: 1",
      "shots:",
      "  sc020_sh0030: { take: 2, clip: 5521dd64, by: lena, note: hand enters late }",
      "  sc030_sh0050: { rejected: [ { take: 1, clip: 0a1d93c2 } ], note: face melts }",
      "",
    ].join("\n");
    const choices = read(text);
    expect(choices.get("sc020_sh0030")).toEqual({
      chosen: two,
      rejected: [],
      accepted: [],
      by: "lena",
      note: "hand enters late",
    });
    expect(choices.get("sc030_sh0050")?.rejected).toEqual([one]);
    expect(withChoices("", choices)).toBe(text);
  });

  test("keeps comments and everything that is said of other shots", () => {
    const text = [
      "# After the screening on Monday",
      "version: 1",
      "shots:",
      "  # the director's favourite",
      "  sc020: { take: 2, clip: 5521dd64 }   # really",
      "  sc040:",
      "    rejected:",
      "      - { take: 1, clip: 0a1d93c2 }",
      "",
    ].join("\n");
    const edited = withChoices(text, new Map([["sc030", pick(undefined, one)]]));
    expect(edited).toContain("# After the screening on Monday");
    expect(edited).toContain("# the director's favourite");
    expect(edited).toContain("# really");
    expect(edited.split("\n").map((line) => line.trim().split(":")[0])).toEqual(
      expect.arrayContaining(["sc020", "sc030", "sc040"]),
    );
    expect([...read(edited).keys()]).toEqual(["sc020", "sc030", "sc040"]);
  });

  test("a file of comments alone is one that decides nothing yet", () => {
    expect(read("# nothing yet\n").size).toBe(0);
    const edited = withChoices("# nothing yet\n", new Map([["a", pick(undefined, one)]]));
    expect(edited).toContain("# nothing yet");
    expect(read(edited).get("a")?.chosen).toEqual(one);
  });

  test.each([
    ["version: 2\nshots: {}\n", "value_invalid"],
    ["version: 1\nshots: { a: { take: 2 } }\n", "value_invalid"],
    ["version: 1\nshots: { a: { rejected: [{ take: 1, clip: xyz }] } }\n", "value_invalid"],
    ["version: 1\nshots: { a: { chosen: 1 } }\n", "key_unknown"],
    ["version: 1\nshots: [a]\n", "type_wrong"],
    ["version: 1\nshots: { a: { take: 1, clip: 12345678 } }\n", "type_wrong"],
  ])("%j is refused with its place", (text, code) => {
    const parsed = parseChoices({ path: "film.picks.yaml", text });
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.error.map((diagnostic) => diagnostic.code)).toContain(code);
    expect(parsed.error[0]?.range?.end).toBeGreaterThan(0);
  });

  const clip = fc.record({
    take: fc.integer({ min: 1, max: 99 }),
    clip: fc.stringMatching(/^[0-9a-f]{8}$/),
  });
  const choice: fc.Arbitrary<ShotChoice> = fc.record(
    {
      chosen: clip,
      rejected: fc.array(clip, { maxLength: 3 }),
      accepted: fc.array(
        fc
          .tuple(clip, fc.stringMatching(/^[0-9a-f]{64}$/))
          .map(([one, digest]) => ({ ...one, inputs: `v1:${digest}` })),
        { maxLength: 2 },
      ),
      by: fc.string({ unit: "grapheme" }),
      note: fc.string({ unit: "grapheme" }),
    },
    { requiredKeys: ["rejected", "accepted"] },
  );

  const saysSomething = ({ chosen, rejected, accepted, note }: ShotChoice): boolean =>
    chosen !== undefined || rejected.length > 0 || accepted.length > 0 || note !== undefined;

  test("says what was written into it, whatever that is, one shot at a time or all at once", () => {
    const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,8}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(id, choice), { maxLength: 5 }), (entries) => {
        const choices = new Map(entries);
        let text = "";
        for (const [shot, decided] of choices) text = withChoices(text, new Map([[shot, decided]]));
        // Nothing is kept of a shot about which nothing is said.
        const said = new Map([...choices].filter(([, decided]) => saysSomething(decided)));
        expect(read(text)).toEqual(said);
        expect(read(withChoices("", choices))).toEqual(said);
      }),
    );
  });

  test("is written whole, and not over one that is not valid", async () => {
    const folder = temporaryFolder();
    const storyboard = join(folder, "film.yaml");
    expect(await editChoices(storyboard, new Map([["a", (before) => pick(before, one)]]))).toEqual({
      ok: true,
    });
    await editChoices(storyboard, new Map([["a", (before) => reject(before, one)]]));
    const file = choicesFile(storyboard);
    expect(readFileSync(file, "utf8")).toBe(
      "version: 1\nshots:\n  a: { rejected: [ { take: 1, clip: 0a1d93c2 } ] }\n",
    );
    writeFileSync(file, "version: 1\nshots: [\n");
    const refused = await editChoices(storyboard, new Map([["a", (before) => pick(before, two)]]));
    expect(refused).toMatchObject({ ok: false, error: { kind: "choices_invalid" } });
    expect(readFileSync(file, "utf8")).toBe("version: 1\nshots: [\n");
  });
});
