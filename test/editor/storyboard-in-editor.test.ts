import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { contractKeys } from "../../src/contracts/request/build-request.ts";
import { openPackagedContracts } from "../../src/manifest/catalogue/packaged-contracts.ts";
import { openYamlEditor, type YamlEditor } from "../testkit/yaml-editor.ts";

/** The real yaml-language-server, over its protocol, with the schema that is packaged. */

const batches = join(import.meta.dirname, "..", "..", "specs", "batches", "valid");
const modeline = "# yaml-language-server: $schema=../../schemas/storyboard.schema.json\n";

let editor: YamlEditor;
beforeAll(async () => {
  editor = await openYamlEditor(batches);
});
afterAll(async () => {
  await editor.close();
});

const contracts = (await openPackagedContracts()).all();
let documents = 0;

/** The document with `|` at the place in question, which is taken out. */
async function open(text: string) {
  documents += 1;
  const name = `in-editor-${documents}.yaml`;
  const lines = text.split("\n");
  const line = lines.findIndex((one) => one.includes("|"));
  const character = lines[line]?.indexOf("|") ?? 0;
  const problems = await editor.diagnose(name, modeline + text.replace("|", ""));
  return { name, problems, at: { line: line + 1, character } };
}

async function offered(text: string): Promise<string[]> {
  const { name, at } = await open(text);
  return (await editor.complete(name, at)).map(({ label }) => label);
}

async function hover(text: string): Promise<string> {
  const { name, at } = await open(text);
  return await editor.hover(name, at);
}

const storyboards = readdirSync(batches, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".yaml"),
);

test.each(storyboards)("finds nothing wrong with %s", async (name) => {
  const text = readFileSync(join(batches, name), "utf8");
  const problems = await editor.diagnose(`copy-of-${name.replaceAll(/[\\/]/g, "-")}`, modeline + text);
  expect(problems.filter((problem) => !problem.includes("Unused anchor"))).toEqual([]);
});

/** Of sora-2-official; beside these there are the keys that every model has. */
const soras = ["aspect_ratio", "duration", "references"];
/** Of kling-v3@2026-08, and not of sora-2-official. */
const klings = ["mode", "audio", "metadata", "negative_prompt", "last_frame"];

const film = (lines: string): string => `version: 1\n${lines}`;
const places: readonly (readonly [where: string, text: (model: string) => string])[] = [
  ["on a shot of a list", (model) => film(`shots:\n  - id: a\n    model: ${model}\n    |\n`)],
  ["on a shot of a mapping", (model) => film(`shots:\n  a:\n    model: ${model}\n    |\n`)],
  ["under the file's defaults", (model) => film(`defaults:\n  model: ${model}\n  |\nshots:\n  a: x\n`)],
  [
    "on a shot, from the file's defaults",
    (model) => film(`defaults: { model: ${model} }\nshots:\n  - id: a\n    |\n`),
  ],
  [
    "on a shot of a scene, from the file's defaults",
    (model) =>
      film(
        `defaults: { model: ${model} }\nscenes:\n  - scene: s\n    shots:\n      a:\n        takes: 1\n        |\n`,
      ),
  ],
  [
    "under a scene's defaults",
    (model) =>
      film(`scenes:\n  - scene: s\n    defaults:\n      model: ${model}\n      |\n    shots:\n      a: x\n`),
  ],
  [
    "on a shot, from its scene's defaults, which go before the file's",
    (model) =>
      film(
        `defaults: { model: wan2.6 }\nscenes:\n  - scene: s\n    defaults: { model: ${model} }\n    shots:\n      - id: a\n        |\n`,
      ),
  ],
  ["in a look", (model) => film(`looks:\n  hero:\n    model: ${model}\n    |\nshots:\n  a: x\n`)],
  [
    "on a shot, from its look, which goes before the file's defaults",
    (model) =>
      film(
        `looks: { hero: { model: ${model} } }\ndefaults: { model: wan2.6 }\nshots:\n  a:\n    look: hero\n    |\n`,
      ),
  ],
  [
    "on a shot without a look, beside looks with a model",
    (model) =>
      film(
        `looks: { hero: { model: wan2.6 } }\ndefaults: { model: ${model} }\nshots:\n  a:\n    takes: 1\n    |\n`,
      ),
  ],
  [
    "in a variant with a model of its own",
    (model) =>
      film(
        `shots:\n  a:\n    model: wan2.6\n    variants:\n      wide:\n        model: ${model}\n        |\n`,
      ),
  ],
  [
    "in a variant, from its shot",
    (model) =>
      film(`shots:\n  a:\n    model: ${model}\n    variants:\n      wide:\n        takes: 1\n        |\n`),
  ],
  [
    "in a variant of a shot of a list, from the file's defaults",
    (model) =>
      film(
        `defaults: { model: ${model} }\nshots:\n  - id: a\n    variants:\n      wide:\n        takes: 1\n        |\n`,
      ),
  ],
  [
    "in a variant, from its scene's defaults",
    (model) =>
      film(
        `scenes:\n  - scene: s\n    defaults: { model: ${model} }\n    shots:\n      a:\n        variants:\n          wide:\n            takes: 1\n            |\n`,
      ),
  ],
  [
    "in variants under the file's defaults",
    (model) =>
      film(`defaults:\n  model: ${model}\n  variants:\n    wide:\n      takes: 1\n      |\nshots:\n  a: x\n`),
  ],
  [
    "on a shot of a list in an included file, from the defaults of the scene in it",
    (model) => `scene: s\ndefaults: { model: ${model} }\nshots:\n  - id: a\n    |\n`,
  ],
  [
    "on a shot of a scene of an included file with scenes",
    (model) =>
      `scenes:\n  - scene: s\n    defaults: { model: ${model} }\n    shots:\n      a:\n        takes: 1\n        |\n`,
  ],
  [
    "in a look of an included file",
    (model) => `scene: s\nlooks:\n  hero:\n    model: ${model}\n    |\nshots:\n  a: x\n`,
  ],
  [
    "under the defaults of an included file",
    (model) => `scene: s\ndefaults:\n  model: ${model}\n  |\nshots:\n  a: x\n`,
  ],
  [
    "in an included file",
    (model) => `scene: s\ndefaults: { model: ${model} }\nshots:\n  a:\n    takes: 1\n    |\n`,
  ],
  [
    "on a shot, before all others",
    (model) => film(`defaults: { model: wan2.6 }\nshots:\n  a:\n    model: ${model}\n    |\n`),
  ],
];

test.each(places)("offers what the model has and nothing else %s", async (_where, text) => {
  const ofKling = await offered(text("kling-v3@2026-08"));
  expect(ofKling).toEqual(expect.arrayContaining([...klings, "duration", "note"]));
  const ofSora = await offered(text("sora-2-official"));
  expect(ofSora).toEqual(expect.arrayContaining([...soras, "note"]));
  expect(ofSora.filter((key) => klings.includes(key))).toEqual([]);
});

test.each(contracts.map(({ id }) => id))("offers of %s its own keys, of all that models have", async (id) => {
  const ofOthers = new Set(contracts.flatMap((contract) => [...contractKeys(contract)]));
  const own = contracts
    .filter((contract) => contract.id === id)
    .flatMap((contract) => [...contractKeys(contract)]);
  const keys = await offered(film(`shots:\n  a:\n    model: "${id}"\n    |\n`));
  expect(keys.filter((key) => ofOthers.has(key)).toSorted()).toEqual(own.toSorted());
});

test("offers the names of the models", async () => {
  const names = await offered(film("shots:\n  a:\n    model: kl|\n"));
  expect(names).toEqual(expect.arrayContaining(["kling-v3", "kling-v3@2026-08", "sora-2-official"]));
});

test("says range, default, price key and source in three lines", async () => {
  const text = await hover(film("defaults: { model: kling-v3@2026-08 }\nshots:\n  a:\n    dura|tion: 4\n"));
  const lines = text.split("\n").filter((line) => line !== "");
  expect(lines.slice(0, 3)).toEqual([
    "Seconds, 3 to 15. \\[3 to 15; default 5\\]",
    "Price key: kling-v3 720P\\+Sound and 3 more",
    "Source: kling-v3/generation, 2026-08-20",
  ]);
  expect(await hover(film("shots:\n  a:\n    model: kling-v3@2026-08\n    mo|de: pro\n"))).toContain(
    "Price key: 720P with std, 1080P with pro",
  );
});

const wrong: readonly (readonly [what: string, text: string, problem: string])[] = [
  [
    "a key that the shot's model lacks",
    "shots:\n  a:\n    model: sora-2-official\n    mode: pro\n",
    "6: Property mode is not allowed.",
  ],
  [
    "a key that the file's model lacks",
    "defaults: { model: sora-2-official }\nshots:\n  - id: a\n    mode: pro\n",
    "6: Property mode is not allowed.",
  ],
  [
    "a value out of the scene's model's range",
    "defaults: { model: wan2.6 }\nscenes:\n  - scene: s\n    defaults: { model: kling-v3@2026-08 }\n    shots:\n      a:\n        duration: 99\n",
    "9: Value is above the maximum of 15.",
  ],
  [
    "a frame that the model does not take",
    "shots:\n  a:\n    model: grok-video-1.5\n    last_frame: a.png\n",
    "6: grok-video-1.5 takes no last frame.",
  ],
  ["a key that no model has", "shots:\n  a:\n    promt: x\n", "5: Property promt is not allowed."],
  [
    "a slip in defaults",
    "defaults: { model: wan2.6, promt: x }\nshots:\n  a: x\n",
    "3: Property promt is not allowed.",
  ],
  ["an id beside its key", "shots:\n  a:\n    id: b\n", "5: Property id is not allowed."],
];

test.each(wrong)("marks %s", async (_what, text, problem) => {
  const { problems } = await open(film(text));
  expect(problems).toContain(problem);
});

test("leaves a default of another model's alone", async () => {
  const both = film(
    "defaults: { model: sora-2-official, mode: pro }\nshots:\n  a: { model: kling-v3, prompt: x }\n",
  );
  expect((await open(both)).problems).toEqual([]);
});

const free: readonly (readonly [what: string, text: (keys: string) => string])[] = [
  ["on a shot", (keys) => `shots:\n  a: { ${keys} }\n`],
  ["under defaults", (keys) => `defaults: { ${keys} }\nshots:\n  a: { prompt: x, sparkle: 4 }\n`],
  ["in a look", (keys) => `looks: { hero: { ${keys} } }\nshots:\n  a: { look: hero, sparkle: 4 }\n`],
  [
    "under a scene's defaults",
    (keys) =>
      `defaults: { model: wan2.6 }\nscenes:\n  - scene: s\n    defaults: { ${keys} }\n    shots:\n      a: { sparkle: 4 }\n`,
  ],
];

test.each(free)("leaves what it has no contract for alone %s", async (_where, text) => {
  expect((await open(film(text("model: our-own, sparkle: 3")))).problems).toEqual([]);
  expect((await open(film(text("model: sora-2-official, unchecked: true, sparkle: 3")))).problems).toEqual(
    [],
  );
  expect((await open(film(text("model: sora-2-official, sparkle: 3")))).problems).not.toEqual([]);
});
