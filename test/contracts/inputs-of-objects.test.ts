import { expect, test } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { buildRequest } from "../../src/contracts/request/build-request.ts";
import { clipRequest, inputsOf } from "../../src/contracts/request/clip-request.ts";
import { contractOf } from "../fakes/contracts.ts";

function inputs(id: string, shot: JsonObject): JsonObject {
  const contract = contractOf(id);
  return inputsOf(
    contract,
    clipRequest(contract, buildRequest(contract, { prompt: "x", ...shot }).parameters),
  );
}

const vidu = (metadata: JsonObject): JsonObject =>
  inputs("viduq3@2026-08", { image_urls: ["https://example.com/a.jpg"], metadata });

test("what is inside an object and does not affect the clip is not in the fingerprint", () => {
  const plain = vidu({ voice_id: "v1" });
  expect(plain.metadata).toEqual({ voice_id: "v1" });
  const called = { callback_url: "https://example.com/done", payload: "mine" };
  expect(vidu({ voice_id: "v1", ...called })).toEqual(plain);
  expect(vidu(called)).not.toHaveProperty("metadata");
});

test("a default inside an object is as good as absent", () => {
  expect(vidu({ off_peak: false, audio_type: "all" })).not.toHaveProperty("metadata");
  expect(vidu({ off_peak: true, audio_type: "all" }).metadata).toEqual({ off_peak: true });
});

test("contracts of earlier releases keep the defaults that a shot writes in an object", () => {
  expect(inputs("veo3.1-fast@2026-08", { metadata: { resolution: "720p" } }).metadata).toEqual({
    resolution: "720p",
  });
});
