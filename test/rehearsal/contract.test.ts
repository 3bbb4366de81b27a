import { afterEach, describe, expect, test } from "vitest";
import { stubClips } from "../testkit/stub-clips.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../testkit/test-server.ts";
import { balance, call, dawn, key, onePixelPng, query, submit, submitted, upload } from "./api.ts";

let server: TestServer;
const start = async (options: TestServerOptions = {}): Promise<TestServer> => {
  server = await startTestServer({ apiKey: key, idPrefix: "test", ...options });
  return server;
};
afterEach(() => server.close());

describe("a submit", () => {
  test("is answered with the documented fields, and paid", async () => {
    await start({ now: () => 1_779_247_407_000 });
    const { status, json } = await submit(server);
    expect(status).toBe(200);
    expect(json).toEqual({
      id: "video_test_000001",
      object: "generation.task",
      model: "kling-v3",
      status: "queued",
      created_at: 1_779_247_407,
    });
    expect(server.ledger.paid).toBe(1);
    expect(server.ledger.tasks[0]?.body).toEqual(dawn);
  });

  test("is recorded as it was written", async () => {
    await start();
    await submit(server);
    const [request] = server.ledger.requestsOf("submit");
    expect(request).toMatchObject({
      method: "POST",
      path: "/v1/videos/generations",
      text: JSON.stringify(dawn),
      body: dawn,
      status: 200,
    });
    expect(request?.headers.authorization).toBe(`Bearer ${key}`);
  });

  test.each([
    ["without a key", {}, 401],
    ["with another key", { authorization: "Bearer other" }, 401],
    ["with another scheme", { authorization: `Basic ${key}` }, 401],
  ])("%s is refused and costs nothing", async (_, headers, status) => {
    await start();
    const answer = await call(`${server.url}/v1/videos/generations`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(dawn),
    });
    expect(answer.status).toBe(status);
    expect(answer.json.error).toMatchObject({ code: 401, type: "authentication_error" });
    expect(server.ledger.paid).toBe(0);
  });

  test.each([
    ["text that is no JSON", "{", "application/json"],
    ["a list", "[]", "application/json"],
    ["no model", "{}", "application/json"],
    ["another content type", JSON.stringify(dawn), "text/plain"],
  ])("of %s is refused", async (_, body, contentType) => {
    await start();
    const answer = await call(`${server.url}/v1/videos/generations`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": contentType },
      body,
    });
    expect(answer.status).toBe(400);
    expect(answer.json.error?.code).toBe("invalid_request");
    expect(server.ledger.paid).toBe(0);
  });

  test("that breaks the model's contract is refused with the place and the reason", async () => {
    await start({ validate: () => [{ path: "duration", message: "must be 5, 10 or 15" }] });
    const { status, json } = await submit(server);
    expect(status).toBe(400);
    expect(json.error?.message).toBe("duration: must be 5, 10 or 15");
  });

  test("is refused once the balance is used up", async () => {
    await start({ balance: { remaining: 0.25, perTask: 0.1 } });
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await submit(server)).status);
    expect(statuses).toEqual([200, 200, 402]);
    expect(server.ledger.paid).toBe(2);
    expect((await balance(server)).json).toMatchObject({ remain_balance: 0.05, used_balance: 0.2 });
  });
});

describe("a task", () => {
  test("goes from queued by way of in_progress with a percentage to completed", async () => {
    let now = 1_000_000_000;
    await start({ now: () => now, generationMs: () => 4000 });
    const id = await submitted(server);
    const seen = [];
    for (const elapsed of [0, 999, 1000, 2500, 3999, 4000]) {
      now = 1_000_000_000 + elapsed;
      const { json } = await query(server, id);
      seen.push([json.status, json.progress]);
    }
    expect(seen).toEqual([
      ["queued", 0],
      ["queued", 0],
      ["in_progress", 0],
      ["in_progress", 50],
      ["in_progress", 99],
      ["completed", 100],
    ]);
  });

  test("tells when it was completed and when its result expires, 24 hours later", async () => {
    await start({ now: () => 5_000_000_000, generationMs: () => 0 });
    const { json } = await query(server, await submitted(server));
    expect(json).toMatchObject({
      created_at: 5_000_000,
      completed_at: 5_000_000,
      expires_at: 5_086_400,
      result: { type: "video", data: [{ format: "mp4" }] },
    });
  });

  test("is decided by the test where it is manual", async () => {
    await start({ manual: true, generationMs: () => 0 });
    const id = await submitted(server);
    expect((await query(server, id)).json.status).toBe("queued");
    server.progress(id, 42);
    expect((await query(server, id)).json).toMatchObject({ status: "in_progress", progress: 42 });
    server.fail(id, { code: "generation_failed", message: "no" });
    expect((await query(server, id)).json).toMatchObject({
      status: "failed",
      error: { code: "generation_failed", message: "no" },
    });
    server.complete(id);
    expect((await query(server, id)).json.status).toBe("completed");
  });

  test("that nobody submitted is not found", async () => {
    await start();
    const { status, json } = await query(server, "video_none");
    expect(status).toBe(404);
    expect(json.error).toEqual({ code: 404, message: "Task not found", type: "not_found_error" });
  });

  test("is found by client_business_id where the model documents it, and only there", async () => {
    await start();
    const id = await submitted(server, { model: "seedance-2", prompt: "p", client_business_id: "order-1" });
    await submitted(server, { ...dawn, client_business_id: "order-2" });
    expect((await query(server, "order-1")).json).toMatchObject({ id, client_business_id: "order-1" });
    expect((await query(server, "order-2")).status).toBe(404);
  });

  test("of an earlier server is recalled, complete and unpaid", async () => {
    await start({ recallTask: (taskId) => (taskId === "video_old_000007" ? dawn : undefined) });
    const { json } = await query(server, "video_old_000007");
    expect(json.status).toBe("completed");
    expect(server.ledger.paid).toBe(0);
    expect((await call(json.result?.data[0]?.url ?? "")).status).toBe(200);
  });

  test("fails when its clip cannot be made", async () => {
    await start({ clips: { make: () => Promise.reject(new Error("no encoder")) }, generationMs: () => 0 });
    const id = await submitted(server);
    await server.waitFor(({ ledger }) => ledger.tasks[0]?.decided !== undefined);
    expect((await query(server, id)).json.error).toEqual({
      code: "generation_failed",
      message: "no encoder",
    });
  });

  test("is not complete before its clip is made", async () => {
    let finish = (): void => {};
    const clip = new Promise<Uint8Array[]>((resolve) => {
      finish = () => resolve([Buffer.from("clip")]);
    });
    await start({ clips: { make: () => clip }, generationMs: () => 0 });
    const id = await submitted(server);
    expect((await query(server, id)).json).toMatchObject({ status: "in_progress", progress: 99 });
    finish();
    await server.waitFor(({ ledger }) => ledger.tasks[0]?.clipMadeAt !== undefined);
    expect((await query(server, id)).json.status).toBe("completed");
  });

  test("lets its clip go once it was fetched, and has it made again for who comes again", async () => {
    let made = 0;
    await start({ clips: { make: async () => [Buffer.from(`clip ${++made}`)] }, generationMs: () => 0 });
    const id = await submitted(server);
    await server.waitFor(({ ledger }) => ledger.tasks[0]?.clipMadeAt !== undefined);
    const url = (await query(server, id)).json.result?.data[0]?.url ?? "";
    expect((await call(url)).text).toBe("clip 1");
    await server.waitFor(({ ledger }) => ledger.fetchesOf(id) === 1);
    expect(server.ledger.tasks[0]?.clip).toBeUndefined();
    expect((await call(url)).text).toBe("clip 2");
  });
});

describe("an upload", () => {
  test("answers with a URL that gives the same bytes, without a key", async () => {
    await start();
    const { status, json } = await upload(server, onePixelPng);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      success: true,
      data: { mime_type: "image/png", size: onePixelPng.length },
    });
    const picture = await fetch(json.data?.url ?? "");
    expect(picture.headers.get("content-type")).toBe("image/png");
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(onePixelPng);
  });

  test("is recorded with its name and size", async () => {
    await start();
    await upload(server, onePixelPng, "城市.png");
    expect(server.ledger.requestsOf("upload")[0]?.upload).toEqual({
      fileName: "城市.png",
      mimeType: "image/png",
      bytes: onePixelPng.length,
    });
  });

  test("of anything but the four formats is refused", async () => {
    await start();
    const { status, json } = await upload(server, Buffer.from("<html>"), "page.png");
    expect(status).toBe(400);
    expect(json).toEqual({
      success: false,
      message: "Unsupported image type. Allowed: JPEG, PNG, WebP, GIF",
    });
  });

  test("over 10 MB is refused", async () => {
    await start();
    const { status, json } = await upload(
      server,
      Buffer.concat([onePixelPng, Buffer.alloc(10 * 1024 * 1024)]),
    );
    expect([status, json.message]).toEqual([400, "Image too large. Maximum size is 10MB"]);
  });

  test("of a video goes by an address of its own, and is one by its content", async () => {
    await start();
    const sent = async (content: Uint8Array) => {
      const form = new FormData();
      form.append("file", new Blob([new Uint8Array(content)]), "walk.mp4");
      const headers = { authorization: `Bearer ${key}` };
      return await call(`${server.url}/v1/uploads/videos`, { method: "POST", headers, body: form });
    };
    const shape = { durationSeconds: 4, width: 640, height: 360, audio: false };
    const clip = Buffer.concat((await stubClips().make({ taskId: "t", body: {}, shape })) as Uint8Array[]);
    const { status, json } = await sent(clip);
    expect(status).toBe(200);
    expect(json.data).toMatchObject({ mime_type: "video/mp4", size: clip.length });
    const video = await fetch(json.data?.url ?? "");
    expect(Buffer.from(await video.arrayBuffer())).toEqual(clip);
    const picture = await sent(onePixelPng);
    expect([picture.status, picture.json.message]).toEqual([
      400,
      "Unsupported video type. Allowed: MP4, WebM, MOV",
    ]);
    const large = await sent(Buffer.concat([clip, Buffer.alloc(50 * 1024 * 1024)]));
    expect([large.status, large.json.message]).toEqual([400, "Video too large. Maximum size is 50MB"]);
  });

  test.each([
    ["no multipart", "application/json", "{}"],
    ["a broken multipart", "multipart/form-data; boundary=x", "--y\r\n"],
    [
      "no file",
      "multipart/form-data; boundary=x",
      '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
    ],
  ])("of %s is refused", async (_, contentType, body) => {
    await start();
    const answer = await call(`${server.url}/v1/uploads/images`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": contentType },
      body,
    });
    expect([answer.status, answer.json.success]).toEqual([400, false]);
  });
});

describe("the balance", () => {
  test("falls by the stated amount with every accepted task, on both paths", async () => {
    await start({ balance: { remaining: 10, perTask: 0.3 } });
    await submitted(server);
    for (const path of ["/v1/user/balance", "/v1/balance"]) {
      expect((await balance(server, path)).json).toEqual({
        success: true,
        remain_balance: 9.7,
        used_balance: 0.3,
        remain_credits: 1940,
        used_credits: 60,
        credits_per_usd: 200,
        unlimited_quota: false,
      });
    }
  });

  test("of an unlimited account is -1", async () => {
    await start({ balance: "unlimited" });
    expect((await balance(server)).json).toMatchObject({ remain_balance: -1, unlimited_quota: true });
  });
});

test("the list of models has what the key may use, and video models only when asked for them", async () => {
  await start({ models: ["kling-v3", "sora-2"] });
  const names = async (path: string, authorization = `Bearer ${key}`) => {
    const { status, text } = await call(server.url + path, { headers: { authorization } });
    return { status, names: [...text.matchAll(/"id": ?"([^"]+)"/g)].map(([, name]) => name) };
  };
  expect(await names("/v1/models?type=video")).toEqual({ status: 200, names: ["kling-v3", "sora-2"] });
  expect(await names("/v1/models?type=all")).toEqual({ status: 200, names: ["kling-v3", "sora-2"] });
  expect(await names("/v1/models")).toEqual({ status: 200, names: [] });
  expect((await names("/v1/models?type=video", "Basic x")).status).toBe(401);
});

test("what is no path of the API is not found", async () => {
  await start();
  expect((await call(`${server.url}/v1/images/generations`)).status).toBe(404);
  expect(server.ledger.counts.other).toBe(1);
});

describe("the documented rate limits", () => {
  test("refuse what comes too fast, tell when to come again, and refill with time", async () => {
    let now = 1_000_000_000;
    await start({ now: () => now, rateLimits: { submit: { perSecond: 5, burst: 2 } } });
    const first = await submit(server);
    expect(first.headers.get("x-ratelimit-remaining")).toBe("1");
    expect(first.headers.get("x-ratelimit-category")).toBe("async_submit");
    await submit(server);
    const refused = await submit(server);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(refused.json.error?.code).toBe("rate_limit_exceeded");
    now += 200;
    expect((await submit(server)).status).toBe(200);
    expect([server.ledger.paid, server.ledger.limited]).toEqual([3, 1]);
  });

  test("count queries apart from submits", async () => {
    await start({ now: () => 1, rateLimits: { query: { perSecond: 50, burst: 1 } } });
    const id = await submitted(server);
    expect((await query(server, id)).headers.get("x-ratelimit-category")).toBe("async_query");
    expect((await query(server, id)).status).toBe(429);
    expect((await submit(server)).status).toBe(200);
  });
});
