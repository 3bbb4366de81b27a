import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { unreachable } from "../../src/base/unreachable.ts";
import { type StatePaths, statePaths } from "../../src/lockfile/paths.ts";
import { parseStrictly } from "../../src/lockfile/read/strict.ts";
import { openStore, readState } from "../../src/lockfile/store.ts";
import { withOneOwnerEach } from "../../src/state/clip-owners.ts";
import type { Fields, Shape } from "../../src/state/codec.ts";
import { type ChangeType, changeFacts } from "../../src/state/records.ts";
import type { LockState, StateChange } from "../../src/state/state.ts";
import type { StateStore } from "../../src/state/store.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { anyText } from "./arbitraries.ts";

/** Microseconds, 2^53, year 10000, a clock before 1970, and what is not a number at all. */
const anyNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    0.1,
    2 ** 53,
    1_790_000_000_000_000,
    253_402_300_800_000,
    8_640_000_000_000_001,
    -62_167_219_200_001,
    1_790_000_000_000,
  ),
);

const anyObject = fc.dictionary(
  fc.oneof(anyText, fc.constantFrom("__proto__", "10", "9", "")),
  fc.anything({ maxDepth: 2, withDate: false, withBigInt: false }),
  { maxKeys: 4 },
);

const samples = ["a.mp4", "superseded/a.mp4", "0".repeat(64), "A".repeat(192), "salt:digest", "t1", "t2"];

/** Values of the right type, good or wild. The table says which types there are. */
function valuesOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case "text":
      return fc.oneof(
        { weight: 1, arbitrary: anyText },
        {
          weight: 3,
          arbitrary: fc.constantFrom(...samples.filter((one) => shape.pattern?.test(one) ?? true)),
        },
      );
    case "choice":
      return fc.constantFrom(...shape.of);
    case "count":
    case "measure":
    case "number":
    case "time":
      return anyNumber;
    case "json_object":
      return anyObject;
    case "record":
      return factsOf(shape.fields);
    default:
      return unreachable(shape);
  }
}

function factsOf(fields: Fields): fc.Arbitrary<object> {
  const values = Object.fromEntries(
    Object.entries(fields).map(([name, { codec }]) => [name, valuesOf(codec.shape)]),
  );
  const requiredKeys = Object.entries(fields).flatMap(([name, field]) => (field.required ? [name] : []));
  return fc.record(values, { requiredKeys });
}

const types = Object.keys(changeFacts) as ChangeType[];

/** What leads to each state: few others lead far. */
const stories: readonly (readonly ChangeType[])[] = [
  ["submitting", "accepted", "in_progress", "completed", "fetched", "done", "moved", "inspected"],
  ["submitting", "uncertain", "troubled"],
  ["submitting", "accepted", "failed"],
];

const anyTarget = fc.record({
  id: fc.oneof({ weight: 8, arbitrary: fc.constantFrom("a", "b") }, { weight: 1, arbitrary: anyText }),
  take: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(1, 2) }, { weight: 1, arbitrary: anyNumber }),
  attemptId: fc.oneof({ weight: 8, arbitrary: fc.constantFrom("A", "B") }, { weight: 1, arbitrary: anyText }),
});

const anyChanges = anyTarget.chain((target) =>
  fc
    .oneof(
      fc.constantFrom(...types).map((type) => [type]),
      fc
        .tuple(fc.constantFrom(...stories), fc.integer({ min: 1, max: 8 }))
        .map(([story, length]) => story.slice(0, length)),
    )
    .chain((chosen) =>
      fc.tuple(
        ...chosen.map((type) =>
          factsOf(changeFacts[type]).map((facts) => ({ ...target, type, ...facts }) as StateChange),
        ),
      ),
    ),
);

async function open(paths: StatePaths): Promise<StateStore> {
  const opened = await openStore(paths);
  if (!opened.ok) throw new Error(opened.error.map(({ message }) => message).join());
  return opened.value;
}

async function readAgain(paths: StatePaths): Promise<Record<string, unknown>> {
  const found = await readState(paths);
  if (!found.ok) throw new Error(found.error.map(({ message }) => message).join());
  return plain(found.value.state);
}

/** Takes in the order of their numbers, as every reader has them. */
function plain(state: LockState): Record<string, unknown> {
  return Object.fromEntries([...state].map(([id, takes]) => [id, takes.toSorted((a, b) => a.take - b.take)]));
}

test("whatever a change says, journal and lockfile are read again, as the same state", async () => {
  const paths = statePaths(join(temporaryFolder(), "film.yaml"), { rehearsal: false });
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(anyChanges, { maxLength: 12 }), async (changes) => {
      for (const file of [paths.lockfile, paths.journal]) rmSync(file, { force: true });
      const store = await open(paths);
      for (const change of changes.flat()) {
        const recorded = await store.record(change, { durable: false });
        if (!recorded.ok) expect(recorded.error.code).toBe("change_invalid");
      }
      const nothing: StateChange = { id: "a", take: 1, attemptId: "nobody", type: "done" };
      expect(await store.record(nothing, { durable: true })).toEqual({ ok: true });
      const state = plain(withOneOwnerEach(store.state));
      expect(await readAgain(paths)).toEqual(state);
      expect(await store.close()).toMatchObject({ ok: true });
      expect(await readAgain(paths)).toEqual(state);
      for (const [, takes] of store.state) {
        for (const { attempts } of takes) for (const attempt of attempts) seen.add(attempt.state);
      }
      if (!existsSync(paths.lockfile)) return;
      const text = readFileSync(paths.lockfile, "utf8");
      const judged = parseStrictly({ path: paths.lockfile, text }, "render");
      expect(judged.ok ? plain(judged.value) : judged.error).toEqual(state);
    }),
    { numRuns: 100 },
  );
  expect([...seen].sort()).toEqual(
    ["done", "downloading", "failed", "in_progress", "queued", "submitting", "uncertain"].sort(),
  );
}, 60_000);
