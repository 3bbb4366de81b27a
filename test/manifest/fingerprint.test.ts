import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { JsonValue } from "../../src/base/json.ts";
import { success } from "../../src/base/result.ts";
import { canonicalJson, fingerprint } from "../../src/manifest/bind/fingerprint.ts";
import { openPackagedContracts } from "../../src/manifest/catalogue/packaged-contracts.ts";
import { compileStoryboard } from "../../src/manifest/compile-storyboard.ts";
import type { Job } from "../../src/manifest/job.ts";

const library = await openPackagedContracts();

/** Compiles with made-up pictures: what follows the last `_` of a picture's name is its content. */
async function jobsOf(storyboard: object | string): Promise<readonly Job[]> {
  const text = typeof storyboard === "string" ? storyboard : stringify(storyboard);
  const compiled = await compileStoryboard(
    { path: "storyboard.yaml", text },
    {
      folder: "/storyboards",
      library,
      inspect: async (file) => {
        const sha256 = file.replace(/.*_/, "").padEnd(64, "0");
        return success({ sha256, bytes: 1, mimeType: "image/png", width: 1, height: 1 });
      },
    },
  );
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error.map(({ message }) => message)));
  return compiled.value.jobs;
}

const fingerprints = async (storyboard: object | string): Promise<Map<string, string>> =>
  new Map((await jobsOf(storyboard)).map((job) => [job.clip, job.fingerprint]));

const prompt = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== "");
const shot = fc.record(
  {
    prompt,
    mode: fc.constantFrom("std", "pro"),
    duration: fc.constantFrom(5, 10),
    aspect_ratio: fc.constantFrom("16:9", "9:16", "1:1"),
    audio: fc.boolean(),
    metadata: fc.dictionary(fc.string({ maxLength: 3 }), fc.integer(), { maxKeys: 3, noNullPrototype: true }),
    first_frame: fc.constantFrom("frames/day_aa", "frames/night_bb", "https://example.com/a.jpg"),
  },
  { requiredKeys: ["prompt"], noNullPrototype: true },
);
const shots = fc
  .array(shot, { minLength: 1, maxLength: 5 })
  .map((list) => list.map((entry, index) => ({ id: `s${index}`, ...entry })));
const storyboardOf = (list: readonly object[]): object => ({
  version: 1,
  defaults: { model: "kling-v3" },
  shots: list,
});

const klingDefaults = { mode: "std", duration: 5, aspect_ratio: "16:9", audio: false };

describe("a fingerprint stays the same", () => {
  it("when defaults of the contract are written out, or moved under `defaults`", async () => {
    await fc.assert(
      fc.asyncProperty(shots, async (list) => {
        const plain = await fingerprints(storyboardOf(list));
        expect(
          await fingerprints(storyboardOf(list.map((entry) => ({ ...klingDefaults, ...entry })))),
        ).toEqual(plain);
        const moved = { version: 1, defaults: { model: "kling-v3", ...klingDefaults }, shots: list };
        expect(await fingerprints(moved)).toEqual(plain);
      }),
      { numRuns: 30 },
    );
  });

  it("when shots are put in another order, and their keys too", async () => {
    await fc.assert(
      fc.asyncProperty(shots, async (list) => {
        const turned = list
          .toReversed()
          .map((entry) => Object.fromEntries(Object.entries(entry).toReversed()));
        expect(await fingerprints(storyboardOf(turned))).toEqual(await fingerprints(storyboardOf(list)));
      }),
      { numRuns: 30 },
    );
  });

  it("when a picture is renamed or moved", async () => {
    await fc.assert(
      fc.asyncProperty(shots, async (list) => {
        const renamed = JSON.parse(JSON.stringify(list).replaceAll("frames/day_", "elsewhere/renamed_"));
        expect(await fingerprints(storyboardOf(renamed))).toEqual(await fingerprints(storyboardOf(list)));
      }),
      { numRuns: 30 },
    );
  });

  it("when the storyboard gets another title, output folder, comment or price", async () => {
    const before = "version: 1\nshots:\n  - id: a\n    model: kling-v3\n    prompt: x\n";
    const after = `# new\nversion: 1\ntitle: New\noutput: new\nprices: { currency: EUR, date: 2026-01-01 }\nshots:\n  # a\n  - prompt: "x" # same\n    model: kling-v3@2026-05\n    id: a\n    takes: 1\n`;
    expect(await fingerprints(after)).toEqual(await fingerprints(before));
  });

  it("when frames are written under the provider's own name", async () => {
    const frames = { first_frame: "frames/day_aa", last_frame: "frames/night_bb" };
    const ours = storyboardOf([{ id: "a", prompt: "x", ...frames }]);
    const theirs = storyboardOf([
      { id: "a", prompt: "x", image_urls: [frames.first_frame, frames.last_frame] },
    ]);
    expect(await fingerprints(theirs)).toEqual(await fingerprints(ours));
    const roles = { model: "kling-v3@2026-08", id: "a", prompt: "x" };
    const explicit = [
      { role: "first_frame", url: frames.first_frame },
      { url: frames.last_frame, role: "last_frame" },
    ];
    expect(await fingerprints(storyboardOf([{ ...roles, image_with_roles: explicit }]))).toEqual(
      await fingerprints(storyboardOf([{ ...roles, ...frames }])),
    );
  });

  it("when the model is called by its alias", async () => {
    const shotOf = (model: string): object => storyboardOf([{ id: "a", prompt: "x", model }]);
    expect(await fingerprints(shotOf("gemini-omni-flash"))).toEqual(
      await fingerprints(shotOf("gemini_omni_flash@2026-08")),
    );
  });

  it("when a callback or tracking id changes", async () => {
    const shotOf = (trace_id: string): object =>
      storyboardOf([{ id: "a", prompt: "x", model: "seedance-2", trace_id }]);
    expect(await fingerprints(shotOf("1"))).toEqual(await fingerprints(shotOf("2")));
  });
});

describe("a fingerprint changes", () => {
  const base = { id: "a", prompt: "x", first_frame: "frames/day_aa" };
  it.each([
    ["the prompt", { prompt: "y" }],
    ["a parameter", { mode: "pro" }],
    ["the picture's content", { first_frame: "frames/day_ab" }],
    ["a second frame", { last_frame: "frames/night_bb" }],
    ["the contract's revision", { model: "kling-v3@2026-08" }],
    ["metadata", { metadata: { cfg: 1 } }],
  ])("with %s", async (_what, change) => {
    const [before] = (await fingerprints(storyboardOf([base]))).values();
    const [after] = (await fingerprints(storyboardOf([{ ...base, ...change }]))).values();
    expect(after).not.toBe(before);
    expect(after).toMatch(/^v1:[0-9a-f]{64}$/);
  });

  it("loses nothing of the inputs but the order of their keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const inputs = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(canonicalJson(inputs))).toEqual(inputs);
        expect(canonicalJson(turned(inputs))).toBe(canonicalJson(inputs));
      }),
    );
  });

  it("is pinned: this release must agree with every later one", () => {
    expect(
      fingerprint({
        model: "kling-v3@2026-05",
        prompt: "城市",
        duration: 10,
        metadata: { b: [1, null], a: "é" },
      }),
    ).toBe("v1:d5c9c680f8187e8e3f77f1a2a64526e8bee73bcd7b8301597c4c8d445f202c23");
  });
});

/** The same value with the keys of every object the other way round. */
function turned(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, turned(item)]),
  );
}
