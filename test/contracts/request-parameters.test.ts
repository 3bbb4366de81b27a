import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isObject, type JsonObject, type JsonValue } from "../../src/base/json.ts";
import { type Contract, itemKeys, sentValue } from "../../src/contracts/contract.ts";
import type { Parameter } from "../../src/contracts/contract-schema.ts";
import { buildRequest } from "../../src/contracts/request/build-request.ts";
import { clipRequest } from "../../src/contracts/request/clip-request.ts";
import { frameKeys, takesFrame } from "../../src/contracts/request/encode-frames.ts";
import { placePictures } from "../../src/contracts/request/place-pictures.ts";
import { requestParameters } from "../../src/contracts/request/request-parameters.ts";
import { withValue } from "../../src/contracts/values-at.ts";
import { requestBody } from "../../src/provider/toapis/request-body.ts";
import { contractOf } from "../fakes/contracts.ts";

const models = join(import.meta.dirname, "..", "..", "specs", "models");
const ids = readdirSync(models).map((name) => name.replace(/\.yaml$/, ""));

const digests = ["a", "b", "c"].map((digit) => `sha256:${digit.repeat(64)}`);
const addresses = ["https://example.com/1.png", "https://example.com/2.png", "http://example.com/3.jpg"];
const picture = fc.constantFrom("day.png", "night.png", ...addresses);
const digestOf: Readonly<Record<string, string>> = {
  "day.png": digests[0] ?? "",
  "night.png": digests[1] ?? "",
};

/** Values that a parameter is likely to take. */
function likely(spec: Parameter): fc.Arbitrary<JsonValue> {
  switch (spec.type) {
    case "string":
      // A text that looks like a picture's digest is a text all the same.
      return spec.enum === undefined
        ? fc.constantFrom("a cat", "ein Süßes", ...digests)
        : fc.constantFrom(...spec.enum);
    case "integer":
    case "number":
      return fc.constantFrom(...(spec.enum ?? [spec.min ?? 1, spec.max ?? 5]), ...(spec.also ?? []));
    case "boolean":
      return fc.boolean();
    case "picture":
    case "video":
      return picture;
    case "url":
      return fc.constantFrom(...addresses);
    case "object":
      return fc
        .tuple(...Object.entries(spec.properties ?? {}).map(([key, property]) => entry(key, property)))
        .map((entries) => Object.fromEntries(entries.filter((one) => one !== undefined)));
    case "list":
      return fc.array(likely(spec.items), {
        minLength: spec.min_items ?? 1,
        maxLength: Math.min(4, spec.max_items ?? 4),
      });
  }
}

function entry(key: string, spec: Parameter): fc.Arbitrary<[string, JsonValue] | undefined> {
  const given = likely(spec).map((value): [string, JsonValue] => [key, value]);
  return spec.required === true ? given : fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, given);
}

/** Shots of a contract; many of them valid. */
function shotOf(contract: Contract): fc.Arbitrary<JsonObject> {
  const frames = frameKeys.filter((key) => takesFrame(contract, key));
  return fc
    .tuple(
      ...Object.entries(contract.parameters).map(([name, spec]) => entry(name, spec)),
      ...frames.map((key) => entry(key, { type: "picture", doc: "" })),
    )
    .map((entries) => Object.fromEntries(entries.filter((one) => one !== undefined)));
}

/** What of a body is not kept: in which order frames and other pictures with roles were written. */
function ordered(contract: Contract, parameters: JsonObject): JsonObject {
  const { frames } = contract;
  if (frames?.encoding !== "roles") return parameters;
  const list = sentValue(parameters, frames.parameter);
  if (!Array.isArray(list)) return parameters;
  const key = itemKeys(contract, frames.parameter).role;
  const placeOf = (item: JsonValue): number => {
    const role = isObject(item) ? item[key] : undefined;
    return role === frames.first_frame ? 0 : role !== undefined && role === frames.last_frame ? 1 : 2;
  };
  const sorted = list.toSorted((a, b) => placeOf(a) - placeOf(b));
  return withValue(parameters, frames.parameter, sorted);
}

describe.each(ids)("a valid shot of %s", (id) => {
  const contract = contractOf(id);

  test("comes out of its neutral request as it went in", () => {
    let valid = 0;
    fc.assert(
      fc.property(shotOf(contract), (shot) => {
        const { parameters, findings } = buildRequest(contract, shot);
        fc.pre(findings.length === 0);
        valid += 1;
        const placed = placePictures(contract, parameters, (path) => digestOf[path]);
        const request = clipRequest(contract, placed);
        const again = requestParameters(contract, request);
        expect(again).toEqual(ordered(contract, placed));
        expect(Object.keys(again)).toEqual(Object.keys(placed));
        expect(clipRequest(contract, again)).toEqual(request);
      }),
      { numRuns: 60, maxSkipsPerRun: 2_000 },
    );
    expect(valid).toBeGreaterThanOrEqual(60);
  });
});

describe("the adaptor's body", () => {
  const contract = contractOf("kling-v3@2026-05");
  const [day = "", night = ""] = digests;

  test("has uploads in place of pictures, and only there", () => {
    const request = clipRequest(contract, { prompt: day, image_urls: [day, night] });
    const pictures = new Map([[day, "https://files.example.com/day.png"]]);
    expect(requestBody({ contract, request, pictures, clientId: "mine" })).toEqual({
      model: "kling-v3",
      prompt: day,
      image_urls: ["https://files.example.com/day.png", night],
      client_business_id: "mine",
    });
  });
});
