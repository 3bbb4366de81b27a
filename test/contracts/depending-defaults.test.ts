import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { JsonObject } from "../../src/base/json.ts";
import { effective } from "../../src/contracts/conditions.ts";
import { billingOf, ratioIsFree } from "../../src/contracts/expected-output.ts";
import { parseContract } from "../../src/contracts/parse-contract.ts";
import { buildRequest } from "../../src/contracts/request/build-request.ts";
import { clipRequest, inputsOf } from "../../src/contracts/request/clip-request.ts";
import { contractOf } from "../fakes/contracts.ts";

const a = "https://example.com/a.jpg";
const h3 = contractOf("MiniMax-H3@2026-08");
const horse = contractOf("happyhorse-1.1@2026-08");
const reference = { image_with_roles: [{ url: a, role: "reference_image" }] };

describe("a default that depends on what else is given", () => {
  test.each<[string, JsonObject, string]>([
    ["text", {}, "16:9"],
    ["a reference", reference, "adaptive"],
    ["plain pictures", { image_urls: [a, a, a] }, "adaptive"],
    ["a reference beside a ratio", { ...reference, aspect_ratio: "4:3" }, "4:3"],
  ])("of %s", (_what, values, ratio) => {
    expect(effective(h3, values, "aspect_ratio")).toBe(ratio);
    expect(ratioIsFree(h3, values)).toBe(ratio === "adaptive");
  });

  test("is what rules are asked with", () => {
    const kinds = (shot: JsonObject) => buildRequest(horse, shot).findings.map(({ problem }) => problem.kind);
    expect(kinds({})).toEqual(["rule_broken"]);
    expect(kinds({ first_frame: a })).toEqual([]);
    expect(kinds({ prompt: "A horse" })).toEqual([]);
  });

  test("leaves the fingerprint as it is: a value that is equal to it stays there", () => {
    const inputs = (values: JsonObject) => inputsOf(h3, clipRequest(h3, values));
    expect(inputs({ prompt: "x", aspect_ratio: "16:9" })).toHaveProperty("aspect_ratio", "16:9");
  });

  const data = (): { parameters: Record<string, Record<string, unknown>> } & Record<string, unknown> =>
    parse(readFileSync(join(import.meta.dirname, "../../specs/models/happyhorse-1.1@2026-08.yaml"), "utf8"));
  const faults = (change: (contract: ReturnType<typeof data>) => void): string[] => {
    const contract = data();
    change(contract);
    const parsed = parseContract(contract);
    return parsed.ok ? [] : parsed.error.map(({ path }) => path.join("."));
  };

  test("is refused where it hangs on itself, on a stranger, or is beside another", () => {
    const withDefaults = (when: object) => (contract: ReturnType<typeof data>) => {
      contract.parameters.action = {
        ...contract.parameters.action,
        defaults: [{ when, value: "video-edit" }],
      };
    };
    expect(faults(withDefaults({ url: { present: true } }))).toEqual([]);
    expect(faults(withDefaults({ action: { present: true } }))).toEqual(["parameters.action.defaults"]);
    expect(faults(withDefaults({ sparkle: { present: true } }))).toEqual(["parameters.action.defaults"]);
    expect(
      faults((contract) => {
        contract.parameters.action = { ...contract.parameters.action, default: "video-edit" };
      }),
    ).toEqual(["parameters.action"]);
  });
});

describe("a parameter by another of its names", () => {
  test("is the same request, with the same fingerprint", () => {
    const one = buildRequest(horse, { prompt: "x", size: "9:16", images: [a] });
    const two = buildRequest(horse, { prompt: "x", aspect_ratio: "9:16", image_urls: [a] });
    expect(one.findings).toEqual([]);
    expect(one.parameters).toEqual(two.parameters);
  });

  test("is blamed by the name that was written", () => {
    const { findings } = buildRequest(horse, { prompt: "x", size: "2:1" });
    expect(findings).toMatchObject([{ path: ["size"], problem: { kind: "value_not_one_of" } }]);
    const { pictures } = buildRequest(horse, { prompt: "x", images: ["a.jpg"] });
    expect(pictures).toMatchObject([{ path: "a.jpg", writtenAt: ["images", 0], at: ["image_urls", 0] }]);
  });

  test("is given once", () => {
    const { findings } = buildRequest(horse, { prompt: "x", size: "1:1", aspect_ratio: "1:1" });
    expect(findings).toMatchObject([{ path: ["size"], problem: { kind: "portable_given_twice" } }]);
  });
});

describe("what frames need beside them", () => {
  const built = (id: string, shot: JsonObject) => buildRequest(contractOf(id), { prompt: "x", ...shot });

  test("is written for them, and only where nothing else is", () => {
    expect(built("seedance-2-5@2026-11", { first_frame: a }).parameters).toMatchObject({
      aspect_ratio: "adaptive",
      image_with_roles: [{ url: a, role: "first_frame" }],
    });
    expect(built("seedance-2-5@2026-11", {}).parameters).not.toHaveProperty("aspect_ratio");
    const veo = built("veo3.1-fast@2026-11", { first_frame: a, metadata: { resolution: "4k" } });
    expect(veo.parameters.metadata).toEqual({ resolution: "4k", generation_type: "frame" });
    const other = built("veo3.1-fast@2026-11", {
      first_frame: a,
      metadata: { generation_type: "reference" },
    });
    expect(other.parameters.metadata).toEqual({ generation_type: "reference" });
  });

  test("changes nothing in revisions that were there before", () => {
    expect(built("seedance-2-5@2026-08", { first_frame: a }).parameters).not.toHaveProperty("aspect_ratio");
    expect(built("veo3.1-fast@2026-08", { first_frame: a }).parameters).not.toHaveProperty("metadata");
  });

  test("is refused where the shot says another thing", () => {
    const { findings } = built("seedance-2-5@2026-11", { first_frame: a, aspect_ratio: "16:9" });
    expect(findings).toMatchObject([{ problem: { kind: "rule_broken" }, path: ["aspect_ratio"] }]);
  });
});

test("reference videos that are billed beside the clip count with the most that they may last", () => {
  const body = { prompt: "x", video_with_roles: [{ url: a, role: "reference_video" }] };
  const billed = (id: string, values: JsonObject) => billingOf(contractOf(id), values);
  expect(billed("MiniMax-H3@2026-11", body)).toEqual({
    key: "MiniMax-H3 2K+Video",
    seconds: 5,
    secondsBeside: 15,
  });
  expect(billed("MiniMax-H3@2026-11", { prompt: "x" })).toEqual({ key: "MiniMax-H3 2K", seconds: 5 });
  expect(billed("MiniMax-H3@2026-08", body)).toEqual({ key: "MiniMax-H3 2K+Video", seconds: 5 });
});
