import { afterEach, beforeEach, expect, test } from "vitest";
import { openPackagedContracts } from "../../src/manifest/catalogue/packaged-contracts.ts";
import { checkRequestBody } from "../fakes/check-request.ts";
import { startTestServer, type TestServer } from "../testkit/test-server.ts";
import { dawn, submit } from "./api.ts";

const library = await openPackagedContracts();
let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({
    validate: (body) => {
      const contract = library.find(String(body.model));
      if (contract.ok) return checkRequestBody(contract.value, body);
      return [{ path: "model", message: `there is no model ${String(body.model)}` }];
    },
  });
});
afterEach(() => server.close());

const frames = (count: number) =>
  Array.from({ length: count }, (_, index) => `https://example.com/${index}.jpg`);
const cat = { model: "gemini_omni_flash", prompt: "a cat" };

test.each([
  ["kling-v3 of words", dawn],
  ["kling-v3 of two frames", { model: "kling-v3", prompt: "p", image_urls: frames(2), duration: 10 }],
  ["kling-v3 of 15 s without frames", { model: "kling-v3", prompt: "p", duration: 15 }],
  ["gemini_omni_flash", { ...cat, duration: 10, aspect_ratio: "9:16", resolution: "720P" }],
])("%s is accepted", async (_, body) => {
  expect((await submit(server, body)).status).toBe(200);
});

test.each([
  ["an unknown model", { model: "kling-v9", prompt: "p" }, "model"],
  ["a duration of 7 s", { ...dawn, duration: 7 }, "duration"],
  ["15 s with a frame", { ...dawn, duration: 15, image_urls: frames(1) }, "duration"],
  ["three frames", { ...dawn, image_urls: frames(3) }, "image_urls"],
  ["an unknown mode", { ...dawn, mode: "ultra" }, "mode"],
  ["no prompt", { model: "kling-v3" }, "prompt"],
  ["a key of ours", { ...dawn, first_frame: "https://example.com/0.jpg" }, "first_frame"],
  ["frames on gemini_omni_flash", { ...cat, image_urls: frames(1) }, "image_urls"],
  ["1080P on gemini_omni_flash", { ...cat, resolution: "1080P" }, "resolution"],
])("%s is refused, with the place, and costs nothing", async (_, body, place) => {
  const { status, json } = await submit(server, body);
  expect(status).toBe(400);
  expect(json.error?.message).toContain(place);
  expect(server.ledger.paid).toBe(0);
});
