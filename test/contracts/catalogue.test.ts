import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { expectedOutput, lengthIsFree, ratioIsFree } from "../../src/contracts/expected-output.ts";
import { parseContract } from "../../src/contracts/parse-contract.ts";
import { buildRequest } from "../../src/contracts/request/build-request.ts";
import { checkRequestBody, contractForWireModel, contractsForWireModel } from "../fakes/check-request.ts";
import { contractOf as contract } from "../fakes/contracts.ts";

const root = join(import.meta.dirname, "..", "..", "specs");

const ids = readdirSync(join(root, "models")).map((name) => name.replace(/\.yaml$/, ""));
const catalogue = ids.map(contract);

describe("the catalogue", () => {
  it.each(ids)("%s is a contract under its own name", (id) => {
    expect(contract(id).id).toBe(id);
  });

  it.each(ids)("%s describes every parameter, and every default is a value that it takes", (id) => {
    const { parameters } = contract(id);
    for (const [name, { doc, default: value }] of Object.entries(parameters)) {
      expect(doc, name).not.toBe("");
      if (value !== undefined) {
        const { findings } = buildRequest(contract(id), { prompt: "x", [name]: value });
        expect(findings.filter(({ path }) => path[0] === name && path.length > 0)).toEqual([]);
      }
    }
  });

  it("takes both names of a model on the wire, the default revision first", () => {
    expect(contractForWireModel(catalogue, "kling-v3")?.id).toBe("kling-v3@2026-05");
    expect(contractsForWireModel(catalogue, "kling-v3").map(({ id }) => id)).toEqual([
      "kling-v3@2026-05",
      "kling-v3@2026-08",
    ]);
    expect(contractForWireModel(catalogue, "gemini-omni-flash")?.id).toBe("gemini_omni_flash@2026-08");
    expect(contractForWireModel(catalogue, "sora-99")).toBeUndefined();
  });
});

describe("a request body on the wire", () => {
  const bodies = readdirSync(join(root, "batches", "valid"))
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => JSON.parse(readFileSync(join(root, "batches", "valid", name), "utf8")).jobs)
    .filter((job) => !/sha256:|_of_clip:/.test(JSON.stringify(job.body)));

  it.each(bodies.map((job) => [job.clip, job]))(
    "of %s passes the check of the contract that built it",
    (_clip, job) => {
      expect(checkRequestBody(contract(job.inputs.model), job.body)).toEqual([]);
    },
  );

  const kling = contract("kling-v3@2026-05");
  const sound = { model: "kling-v3", prompt: "x" };
  it.each<[string, object, string]>([
    ["no prompt", { prompt: undefined }, "prompt"],
    ["an empty prompt", { prompt: "" }, "prompt"],
    ["another model", { model: "kling-v2" }, "model"],
    ["an unknown key", { resolution: "720P" }, "resolution"],
    ["a storyboard's key", { first_frame: "https://example.com/a.jpg" }, "first_frame"],
    ["a wrong type", { audio: "true" }, "audio"],
    ["a value that is none", { mode: "max" }, "mode"],
    ["a length that is none", { duration: 7 }, "duration"],
    [
      "three pictures",
      { image_urls: Array.from({ length: 3 }, () => "https://example.com/a.jpg") },
      "image_urls",
    ],
    ["a local picture", { image_urls: ["frames/a.jpg"] }, "image_urls[0]"],
    ["a placeholder", { image_urls: [`sha256:${"0".repeat(64)}`] }, "image_urls[0]"],
    ["a picture as base64 data", { image_urls: ["data:image/png;base64,iVBORw0KGgo="] }, "image_urls[0]"],
    ["bare base64", { image_urls: ["iVBORw0KGgoAAAANSUhEUg"] }, "image_urls[0]"],
    ["15 seconds with a picture", { image_urls: ["https://example.com/a.jpg"], duration: 15 }, "duration"],
    ["client_business_id, which it does not document", { client_business_id: "a" }, "client_business_id"],
  ])("with %s is refused", (_what, change, path) => {
    const body = JSON.parse(JSON.stringify({ ...sound, ...change }));
    expect(checkRequestBody(kling, body).map((problem) => problem.path)).toEqual([path]);
  });

  it("bears client_business_id where the contract documents it", () => {
    const body = { model: "seedance-2", prompt: "x", client_business_id: "a1" };
    expect(checkRequestBody(contract("seedance-2@2026-08"), body)).toEqual([]);
    expect(checkRequestBody(contract("seedance-2@2026-08"), { ...body, client_business_id: 5 })).toHaveLength(
      1,
    );
  });
});

describe("the clip to expect", () => {
  it.each<[string, object, object]>([
    ["kling-v3@2026-05", {}, { width: 1280, height: 720, durationSeconds: 5, audio: false }],
    [
      "kling-v3@2026-05",
      { mode: "pro", aspect_ratio: "9:16" },
      { width: 1080, height: 1920, durationSeconds: 5, audio: false },
    ],
    [
      "kling-v3@2026-05",
      { aspect_ratio: "1:1", audio: true, duration: 10 },
      { width: 720, height: 720, durationSeconds: 10, audio: true },
    ],
    ["gemini_omni_flash@2026-05", {}, { width: 1280, height: 720, durationSeconds: 6, audio: false }],
    [
      "gemini_omni_flash@2026-08",
      { resolution: "1080p", duration: 4 },
      { width: 1920, height: 1080, durationSeconds: 4 },
    ],
    [
      "seedance-2@2026-08",
      { aspect_ratio: "21:9", resolution: "480p" },
      { width: 1120, height: 480, durationSeconds: 15, audio: true },
    ],
    [
      "seedance-2@2026-08",
      { aspect_ratio: "adaptive", duration: -1 },
      { width: 1280, height: 720, durationSeconds: 15, audio: true },
    ],
    ["MiniMax-H3@2026-08", { aspect_ratio: "3:4" }, { width: 1440, height: 1920, durationSeconds: 5 }],
    // The page has no word on sound.
    ["grok-imagine-1.0-video@2026-08", {}, { width: 854, height: 480, durationSeconds: 6 }],
    [
      "Veo3.1-fast-official@2026-08",
      { size: "9:16", resolution: "4k", metadata: { generateAudio: true } },
      { width: 2160, height: 3840, durationSeconds: 8, audio: true },
    ],
    // Sizes that do not follow from the shorter side.
    [
      "wan2.6@2026-08",
      { aspect_ratio: "1:1" },
      { width: 1440, height: 1440, durationSeconds: 5, audio: true },
    ],
    [
      "wan2.6@2026-08",
      { aspect_ratio: "3:4", resolution: "720p" },
      { width: 832, height: 1088, durationSeconds: 5, audio: true },
    ],
    [
      "wan2.6@2026-08",
      { aspect_ratio: "9:16", resolution: "720p" },
      { width: 720, height: 1280, durationSeconds: 5, audio: true },
    ],
  ])("of %s with %j is %j", (id, parameters, output) => {
    expect(expectedOutput(contract(id), JSON.parse(JSON.stringify(parameters)))).toEqual(output);
  });
});

describe("what is not asked for", () => {
  it.each<[string, object, boolean, boolean]>([
    ["kling-v3@2026-05", { first_frame: "sha256:a" }, false, false],
    ["kling-3.0-turbo@2026-08", {}, false, false],
    ["kling-3.0-turbo@2026-08", { first_frame: "sha256:a" }, true, false],
    ["seedance-2@2026-08", { aspect_ratio: "adaptive", duration: -1 }, true, true],
    ["kling-video-o1@2026-08", { video_list: [{ video_url: "https://example.com/a.mp4" }] }, true, true],
    ["happyhorse-1.1@2026-08", { url: "https://example.com/a.mp4" }, true, true],
    ["happyhorse-1.1@2026-08", { first_frame: "sha256:a" }, true, false],
  ])("of %s with %j: the ratio %j, the length %j", (id, given, ratio, length) => {
    const inputs = JSON.parse(JSON.stringify(given));
    expect(ratioIsFree(contract(id), inputs)).toBe(ratio);
    expect(lengthIsFree(contract(id), inputs)).toBe(length);
  });
});

describe("contract data", () => {
  const data = (): Record<string, unknown> =>
    parse(readFileSync(join(root, "models", "kling-v3@2026-05.yaml"), "utf8"));

  it.each<[string, Record<string, unknown>, string]>([
    ["an unknown key", { parametres: {} }, "parametres"],
    ["a revision that is no month", { revision: "newest" }, "revision"],
    ["a parameter of no known type", { parameters: { x: { type: "date" } } }, "parameters.x.type"],
    ["frames in a parameter that is none", { frames: { encoding: "list", parameter: "pictures" } }, "frames"],
    [
      "a rule about a parameter that is none",
      { rules: [{ when: { fps: { max: 1 } }, message: "x" }] },
      "rules.0",
    ],
    [
      "a size by a parameter that is none",
      {
        output: {
          short_side: 720,
          sizes: { parameters: ["fps"], values: {} },
          aspect_ratio: { otherwise: "16:9" },
          seconds: { otherwise: 5 },
        },
      },
      "output",
    ],
    [
      "a ratio taken from nothing",
      {
        output: {
          short_side: 720,
          aspect_ratio: { otherwise: "16:9", taken_from: ["video"] },
          seconds: { otherwise: 5 },
        },
      },
      "output",
    ],
    [
      "placeholders for a list that is none",
      { placeholders: [{ before: "<", after: ">", list: "videos" }] },
      "placeholders",
    ],
    [
      "a pattern that is none",
      { parameters: { x: { type: "string", also: { pattern: "(", named: "x" } } } },
      "parameters.x.also.pattern",
    ],
    ["a billing key from a parameter that is none", { billing: [{ parameter: "fps" }] }, "billing"],
  ])("with %s is refused, with the place", (_what, change, path) => {
    const parsed = parseContract({ ...data(), ...change });
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.error[0]?.path.join(".")).toBe(path);
  });

  it("is all that a new model needs", () => {
    const parsed = parseContract({
      ...data(),
      model: "new-model",
      wire_model: "vendor/new-model",
      parameters: {
        prompt: { type: "string", required: true, doc: "x" },
        start_image: { type: "picture", doc: "x" },
        end_image: { type: "picture", doc: "x" },
      },
      frames: { encoding: "fields", first_frame: "start_image", last_frame: "end_image" },
      rules: [],
      output: {
        short_side: 480,
        aspect_ratio: { otherwise: "4:3" },
        seconds: { otherwise: 8 },
        audio: false,
      },
      billing: [],
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const built = buildRequest(parsed.value, {
      prompt: "x",
      first_frame: "a.jpg",
      last_frame: "https://example.com/b.jpg",
    });
    expect(built.findings).toEqual([]);
    expect(built.parameters).toEqual({
      prompt: "x",
      start_image: "a.jpg",
      end_image: "https://example.com/b.jpg",
    });
    expect(built.pictures).toEqual([
      { medium: "picture", writtenAt: ["first_frame"], at: ["start_image"], path: "a.jpg" },
    ]);
    const twice = buildRequest(parsed.value, { prompt: "x", first_frame: "a.jpg", start_image: "b.jpg" });
    expect(twice.findings.map(({ problem }) => problem.kind)).toEqual(["frames_given_twice"]);
    expect(expectedOutput(parsed.value, {})).toEqual({
      width: 640,
      height: 480,
      durationSeconds: 8,
      audio: false,
    });
  });
});
