import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { success } from "../../src/base/result.ts";
import { storyboardJsonSchema } from "../../src/editor/storyboard-json-schema.ts";
import { openPackagedContracts } from "../../src/manifest/catalogue/packaged-contracts.ts";
import { compileStoryboard } from "../../src/manifest/compile-storyboard.ts";
import { keysOfDefaults, shotKeys } from "../../src/manifest/shot-keys.ts";

const library = await openPackagedContracts();
const text = JSON.stringify(storyboardJsonSchema(library));

/** A good value of each key; one that is missing here fails the first test. */
const samples: Readonly<Record<string, unknown>> = {
  id: "another",
  model: "kling-v3",
  unchecked: true,
  takes: 2,
  title: "A title",
  note: "A note",
  tags: ["hero"],
  skip: false,
  in: 0.5,
  out: 4.5,
  fit: "crop",
  look: "hero",
  variants: { wide: { mode: "pro" } },
  style: "35 mm film",
  references: ["https://example.com/r.jpg"],
  first_frame: "https://example.com/a.jpg",
  last_frame: "https://example.com/b.jpg",
};

/** Every local picture; the shots are wide. */
const square = { sha256: "0".repeat(64), bytes: 9, mimeType: "image/png", width: 90, height: 90 } as const;

async function compile(defaults: object, shot: object) {
  const looks = { hero: { mode: "pro" } };
  // A revision is that of a contract, which an unchecked shot has not.
  const model = "unchecked" in { ...defaults, ...shot } ? "kling-v3" : "kling-v3@2026-08";
  const own = { id: "a", prompt: "x", model, ...shot };
  const storyboard = { version: 1, looks, defaults, shots: [own] };
  return await compileStoryboard(
    { path: "film.yaml", text: stringify(storyboard) },
    { folder: "/", library, inspect: async () => success(square) },
  );
}

async function fingerprintWith(shot: object): Promise<string | undefined> {
  const compiled = await compile({}, shot);
  return compiled.ok ? compiled.value.jobs[0]?.fingerprint : undefined;
}

describe.each(Object.entries(shotKeys))("the shot key %s", (name, { readBy }) => {
  const value = samples[name];
  const shot = { first_frame: "square.png", [name]: value };

  it("is known to the storyboard's check and to editors", async () => {
    expect(value).toBeDefined();
    expect((await compile({}, shot)).ok).toBe(true);
    expect(text).toContain(`"#/definitions/${name}"`);
  });

  it(readBy === "dailies" ? "reaches no fingerprint" : "reaches the fingerprint", async () => {
    const before = await fingerprintWith({ first_frame: "square.png" });
    const after = await fingerprintWith(shot);
    if (readBy === "dailies") expect(after).toBe(before);
    else expect(after).not.toBe(before);
    expect(after).toBeDefined();
  });

  it(keysOfDefaults.some((key) => key === name) ? "may be a default" : "may not be a default", async () => {
    const frame = name === "last_frame" ? { first_frame: "https://example.com/0.jpg" } : {};
    const compiled = await compile({ [name]: value }, frame);
    expect(compiled.ok).toBe(keysOfDefaults.some((key) => key === name));
  });
});
