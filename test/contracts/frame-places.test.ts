import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { pathText } from "../../src/contracts/finding.ts";
import { buildRequest } from "../../src/contracts/request/build-request.ts";
import { clipRequest, inputsOf } from "../../src/contracts/request/clip-request.ts";
import { requestParameters } from "../../src/contracts/request/request-parameters.ts";
import { contractOf } from "../fakes/contracts.ts";

const [a, b, c] = ["a", "b", "c"].map((name) => `https://example.com/${name}.jpg`) as [
  string,
  string,
  string,
];

function built(id: string, shot: JsonObject) {
  const contract = contractOf(id);
  const { parameters, findings, warnings, pictures } = buildRequest(contract, { prompt: "x", ...shot });
  const request = clipRequest(contract, parameters);
  return {
    parameters,
    problems: findings.map(({ problem, path }) => `${problem.kind} at ${pathText(path)}`),
    warnings: warnings.map(({ problem }) => problem.kind),
    pictures: pictures.map(({ writtenAt }) => pathText(writtenAt)),
    inputs: inputsOf(contract, request),
    again: requestParameters(contract, request),
  };
}

describe("frames in places of their own", () => {
  const veo = "Veo3.1-fast-official@2026-08";

  test("go into a list of one and into a property of an object", () => {
    const { parameters, problems, inputs, again } = built(veo, {
      first_frame: a,
      last_frame: b,
      metadata: { generateAudio: true },
    });
    expect(problems).toEqual([]);
    expect(parameters).toEqual({
      prompt: "x",
      image_urls: [a],
      metadata: { generateAudio: true, lastFrame: b },
    });
    expect(again).toEqual(parameters);
    expect(inputs).toEqual({
      model: veo,
      prompt: "x",
      first_frame: a,
      last_frame: b,
      metadata: { generateAudio: true },
    });
  });

  test("are the same clip however they are written", () => {
    const keys = built(veo, { first_frame: a, last_frame: b });
    const byHand = built(veo, { image_urls: [a], metadata: { lastFrame: b } });
    expect(byHand.inputs).toEqual(keys.inputs);
    expect(keys.inputs).not.toHaveProperty("metadata");
  });

  test("are found where they were written", () => {
    expect(built(veo, { first_frame: "a.jpg", last_frame: "b.jpg" }).pictures).toEqual([
      "first_frame",
      "last_frame",
    ]);
    expect(built(veo, { first_frame: 5, last_frame: b }).problems).toEqual(["type_wrong at first_frame"]);
    expect(built(veo, { first_frame: a, last_frame: b, metadata: { lastFrame: c } }).problems).toEqual([
      "frames_given_twice at last_frame",
    ]);
    expect(built(veo, { first_frame: a, image_urls: [c] }).problems).toEqual([
      "frames_given_twice at first_frame",
    ]);
    expect(built(veo, { last_frame: b }).problems).toContain("first_frame_missing at last_frame");
    expect(built(veo, { first_frame: a, last_frame: b, metadata: "x" }).problems).toEqual([
      "type_wrong at metadata",
    ]);
  });

  test("keep references in a property apart", () => {
    expect(built(veo, { references: [a, b] }).parameters.metadata).toEqual({ referenceImages: [a, b] });
    expect(built(veo, { references: [a], first_frame: b }).warnings).toEqual(["references_left_out"]);
    expect(built(veo, { references: [a, "b.jpg"] }).pictures).toEqual(["references[1]"]);
  });
});

describe("frames in a list inside an object, with keys of its own", () => {
  const omni = "kling-v3-omni@2026-08";

  test("go ahead of the pictures that are there", () => {
    const { parameters, problems, inputs, again } = built(omni, {
      first_frame: a,
      last_frame: b,
      metadata: { image_list: [{ image_url: c }] },
    });
    expect(problems).toEqual([]);
    expect(parameters.metadata).toEqual({
      image_list: [
        { image_url: a, type: "first_frame" },
        { image_url: b, type: "end_frame" },
        { image_url: c },
      ],
    });
    expect(again).toEqual(parameters);
    expect(inputs).toMatchObject({
      first_frame: a,
      last_frame: b,
      metadata: { image_list: [{ image_url: c }] },
    });
  });

  test("are found where they were written", () => {
    expect(
      built(omni, { first_frame: "a.jpg", metadata: { image_list: [{ image_url: "c.jpg" }] } }).pictures,
    ).toEqual(["first_frame", "metadata.image_list[0].image_url"]);
    const twice = { first_frame: a, metadata: { image_list: [{ image_url: c, type: "first_frame" }] } };
    expect(built(omni, twice).problems).toEqual(["frames_given_twice at first_frame"]);
    const alone = { metadata: { image_list: [{ image_url: c, type: "end_frame" }] } };
    expect(built(omni, alone).problems).toEqual(["rule_broken at metadata.image_list"]);
    const two = { metadata: { image_list: [a, b].map((one) => ({ image_url: one, type: "first_frame" })) } };
    expect(built(omni, two).problems).toEqual(["role_too_often at metadata.image_list"]);
  });

  test("are references where nothing says what they are", () => {
    expect(built(omni, { references: [a, b] }).parameters.metadata).toEqual({
      image_list: [{ image_url: a }, { image_url: b }],
    });
  });
});
