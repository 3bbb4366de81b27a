import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conflictText } from "../../src/base/text/conflict-text.ts";
import type { Choices, ShotChoice } from "../../src/choices/choices.ts";
import { withChoices } from "../../src/choices/choices-text.ts";
import { mergeChoices, renamesOf } from "../../src/choices/merge-choices.ts";
import { type MergedChoicesText, mergeChoicesText } from "../../src/choices/merge-choices-text.ts";
import { parseChoices } from "../../src/choices/read-choices.ts";

function read(text: string): Choices {
  const parsed = parseChoices({ path: "film.picks.yaml", text });
  if (!parsed.ok) throw new Error(`${parsed.error.map(({ message }) => message).join("\n")}\n${text}`);
  return parsed.value;
}

function merge(base: string | undefined, ours: string, theirs: string): MergedChoicesText {
  const version = (text: string) => ({ text, choices: read(text) });
  const merged = mergeChoicesText(
    base === undefined ? undefined : version(base),
    version(ours),
    version(theirs),
  );
  if (merged === undefined) throw new Error("not merged");
  return merged;
}

function text(...shots: string[]): string {
  return `${["version: 1", "shots:", ...shots.map((line) => `  ${line}`)].join("\n")}\n`;
}

/** What choices say, whatever order it is said in. */
function essence(choices: Choices): unknown {
  return [...choices]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { rejected, accepted, ...rest }]) => [
      id,
      rest,
      rejected.map((clip) => JSON.stringify(clip)).sort(),
      accepted.map((clip) => JSON.stringify(clip)).sort(),
    ]);
}

const clip = fc.record({
  take: fc.integer({ min: 1, max: 3 }),
  clip: fc.constantFrom("0a1d93c2", "5521dd64"),
});
const accepted = fc
  .tuple(clip, fc.constantFrom("a", "b"))
  .map(([one, digit]) => ({ ...one, inputs: `v1:${digit.repeat(64)}` }));
const words = fc.constantFrom("lena", "tom", "ann", "# no comment", 'face "melts": twice', "雨, rain");
const key = (one: object): string => JSON.stringify(one);
const choice: fc.Arbitrary<ShotChoice> = fc
  .record(
    {
      chosen: clip,
      rejected: fc.uniqueArray(clip, { maxLength: 3, selector: key }),
      accepted: fc.uniqueArray(accepted, { maxLength: 2, selector: key }),
      by: fc.constantFrom("lena", "tom", "ann"),
      note: words,
    },
    { requiredKeys: ["rejected", "accepted"] },
  )
  .map(({ chosen, ...rest }) => ({
    ...(chosen === undefined ? {} : { chosen }),
    ...rest,
    rejected: rest.rejected.filter((one) => chosen === undefined || key(one) !== key(chosen)),
  }))
  .filter(({ by: _by, ...decided }) => key(decided) !== key({ rejected: [], accepted: [] }));
const choices: fc.Arbitrary<Choices> = fc
  .uniqueArray(fc.tuple(fc.constantFrom("a", "b", "c", "d.wide"), choice), { selector: ([id]) => id })
  .map((all) => new Map(all));

/** Two branches: each changes some shots of the base. */
const branches = fc
  .tuple(choices, choices, choices, fc.subarray(["a", "b", "c"]), fc.subarray(["b", "c", "d.wide"]))
  .map(([base, left, right, ourShots, theirShots]) => {
    const changed = (from: Choices, shots: readonly string[]): Choices => {
      const result = new Map([...base].filter(([id]) => !shots.includes(id)));
      for (const id of shots) {
        const one = from.get(id);
        if (one !== undefined) result.set(id, one);
      }
      return result;
    };
    return { base, ours: changed(left, ourShots), theirs: changed(right, theirShots) };
  });

describe("choices of two branches", () => {
  test("are the same whichever branch is ours", () => {
    fc.assert(
      fc.property(branches, ({ base, ours, theirs }) => {
        const [one, other] = [
          mergeChoices({ base, ours, theirs }),
          mergeChoices({ base, ours: theirs, theirs: ours }),
        ];
        expect(essence(one.ours)).toEqual(essence(other.theirs));
        expect(essence(one.theirs)).toEqual(essence(other.ours));
        expect(new Set(one.disputes.map(key))).toEqual(new Set(other.disputes.map(key)));
      }),
    );
  });

  test("are in the text that is written, whichever of the two versions is kept, and the text is in our layout", () => {
    fc.assert(
      fc.property(branches, ({ base, ours, theirs }) => {
        const [before, left, right] = [base, ours, theirs].map((all) => withChoices("", all));
        const merged = merge(before, left ?? "", right ?? "");
        const ourText = merged.text.replace(
          /<<<<<<< ours\n([\s\S]*?)=======\n[\s\S]*?>>>>>>> theirs\n/g,
          "$1",
        );
        const theirText = merged.text.replace(
          /<<<<<<< ours\n[\s\S]*?=======\n([\s\S]*?)>>>>>>> theirs\n/g,
          "$1",
        );
        expect(merged.disputes.length > 0).toBe(ourText !== theirText);
        expect(withChoices(ourText, new Map())).toBe(ourText);
        // the texts follow a shot to its new id, which the choices by themselves do not
        if (renamesOf({ base, ours, theirs }).length === 0) {
          const wanted = mergeChoices({ base, ours, theirs });
          expect(essence(read(ourText))).toEqual(essence(wanted.ours));
          expect(essence(read(theirText))).toEqual(essence(wanted.theirs));
        }
        const said = [read(ourText), read(theirText)].flatMap((all) => [...all.values()]);
        for (const side of [ours, theirs]) {
          for (const [id, one] of side) {
            if (one.note === undefined || one.note === base.get(id)?.note) continue;
            expect(said.map(({ note }) => note)).toContain(one.note);
          }
        }
      }),
    );
  });

  test("lose nothing that a branch added: every clip that was newly chosen, sent back or accepted is there", () => {
    fc.assert(
      fc.property(branches, ({ base, ours, theirs }) => {
        const merged = mergeChoices({ base, ours, theirs });
        for (const [side, result] of [
          [ours, merged.ours],
          [theirs, merged.theirs],
        ] as const) {
          for (const [id, one] of side) {
            const before = base.get(id);
            const isNew = (clips: readonly object[] | undefined, what: object): boolean =>
              clips?.some((known) => key(known) === key(what)) !== true;
            const after = result.get(id);
            if (one.chosen !== undefined && key(one.chosen) !== key(before?.chosen ?? {})) {
              expect(after?.chosen).toEqual(one.chosen);
            }
            for (const clip of one.rejected.filter((what) => isNew(before?.rejected, what))) {
              expect(after?.rejected).toContainEqual(clip);
            }
            for (const clip of one.accepted.filter((what) => isNew(before?.accepted, what))) {
              expect(after?.accepted).toContainEqual(clip);
            }
          }
        }
      }),
    );
  });

  test("stay as they are when merged with themselves, with what they began from, or once more", () => {
    fc.assert(
      fc.property(branches, ({ base, ours, theirs }) => {
        expect(essence(mergeChoices({ base, ours, theirs: ours }).ours)).toEqual(essence(ours));
        expect(essence(mergeChoices({ base, ours, theirs: base }).ours)).toEqual(essence(ours));
        const merged = mergeChoices({ base, ours, theirs });
        const again = mergeChoices({ base: theirs, ours: merged.ours, theirs });
        expect(essence(again.ours)).toEqual(essence(merged.ours));
      }),
    );
  });

  test("of three, without a base and without a dispute, are the same in whatever order they come", () => {
    const nothing: Choices = new Map();
    const two = (ours: Choices, theirs: Choices) => mergeChoices({ base: nothing, ours, theirs });
    fc.assert(
      fc.property(choices, choices, choices, (a, b, c) => {
        const [ab, bc] = [two(a, b), two(b, c)];
        const [left, right] = [two(ab.ours, c), two(a, bc.ours)];
        fc.pre([ab, bc, left, right].every(({ disputes }) => disputes.length === 0));
        expect(essence(left.ours)).toEqual(essence(right.ours));
      }),
    );
  });
});

describe("a choices file of two branches", () => {
  const base = text("# the kitchen", "sh1: { take: 1, clip: 0a1d93c2 } # for now", "sh3: { note: wide }");

  test("keeps the comments of both, and the hand-written form of what nobody changed", () => {
    const ours = base.replace("sh3: { note: wide }", "sh3:\n    note: wide\n    # asked twice\n    by: tom");
    const theirs = `# by the team\n${base}`.replace(
      "  sh3",
      "  # late\n  sh2: { take: 2, clip: 5521dd64 }\n  sh3",
    );
    const merged = merge(base, ours, theirs);
    expect(merged.disputes).toEqual([]);
    expect(merged.text).toBe(
      [
        "# by the team",
        "",
        "version: 1",
        "shots:",
        "  # the kitchen",
        "  sh1: { take: 1, clip: 0a1d93c2 } # for now",
        "  # late",
        "  sh2: { take: 2, clip: 5521dd64 }",
        "  sh3:",
        "    note: wide",
        "    # asked twice",
        "    by: tom",
        "",
      ].join("\n"),
    );
  });

  test("in which each branch chose another take shows both, in that shot alone", () => {
    const ours = text("sh1: { take: 2, clip: 5521dd64, by: lena }", "sh2: { take: 1, clip: 0a1d93c2 }");
    const theirs = text("sh1: { take: 3, clip: 77aa0011, by: tom }", "sh3: { note: wide }");
    const merged = merge(text("sh1: { take: 1, clip: 0a1d93c2 }"), ours, theirs);
    expect(merged.disputes).toEqual([{ id: "sh1", about: "take" }]);
    expect(merged.text).toBe(
      [
        "version: 1",
        "shots:",
        "<<<<<<< ours",
        "  sh1: { take: 2, clip: 5521dd64, by: lena }",
        "=======",
        "  sh1: { take: 3, clip: 77aa0011, by: tom }",
        ">>>>>>> theirs",
        "  sh2: { take: 1, clip: 0a1d93c2 }",
        "  sh3: { note: wide }",
        "",
      ].join("\n"),
    );
  });

  test("in which one branch chose the clip that the other sent back is in dispute", () => {
    const merged = merge(
      undefined,
      text("sh1: { take: 1, clip: 0a1d93c2 }"),
      text("sh1: { rejected: [ { take: 1, clip: 0a1d93c2 } ] }"),
    );
    expect(merged.disputes).toEqual([{ id: "sh1", about: "verdict" }]);
  });

  test("follows a shot that one branch renamed, with what the other decided meanwhile", () => {
    const ours = base.replace("sh1:", "sh9:");
    const theirs = base.replace("0a1d93c2 }", "0a1d93c2, note: warmer }");
    expect(read(merge(base, ours, theirs).text)).toEqual(read(theirs.replace("sh1:", "sh9:")));
    expect(read(merge(base, theirs, ours).text)).toEqual(read(theirs.replace("sh1:", "sh9:")));
  });

  test("is not merged where parts of it are repeated by aliases", () => {
    const version = (written: string) => ({ text: written, choices: read(written) });
    const repeated = version(text("a: &it { note: x }", "b: *it"));
    expect(mergeChoicesText(undefined, repeated, version(text("c: { note: y }")))).toBeUndefined();
  });
});

test("two texts in conflict hold each of them whole", () => {
  const lines = fc
    .array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 })
    .map((all) => all.map((line) => `${line}\n`).join(""));
  fc.assert(
    fc.property(lines, lines, (ours, theirs) => {
      const both = conflictText(ours, theirs);
      expect(both.replace(/<<<<<<< ours\n([\s\S]*?)=======\n[\s\S]*?>>>>>>> theirs\n/g, "$1")).toBe(ours);
      expect(both.replace(/<<<<<<< ours\n[\s\S]*?=======\n([\s\S]*?)>>>>>>> theirs\n/g, "$1")).toBe(theirs);
    }),
  );
});
