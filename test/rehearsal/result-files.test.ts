import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stubClipNote } from "../testkit/stub-clips.ts";
import { startTestServer, type TestServer } from "../testkit/test-server.ts";
import { completedResult, dawn, query, rawGet, submitted } from "./api.ts";

let server: TestServer;
let now = 0;
beforeEach(async () => {
  now = 1_000_000_000_000;
  server = await startTestServer({ manual: true, now: () => now, filesOnOwnPort: true });
});
afterEach(() => server.close());

describe("a result file", () => {
  test("is the clip of its own task, from another origin, without a key", async () => {
    const url = await completedResult(server, { ...dawn, prompt: "the second" });
    expect(new URL(url).origin).toBe(server.filesUrl);
    expect(server.filesUrl).not.toBe(server.url);
    const { status, headers, bytes } = await rawGet(url);
    expect([status, headers["content-type"]]).toEqual([200, "video/mp4"]);
    expect(headers["content-length"]).toBe(String(bytes.length));
    expect(stubClipNote(bytes)?.body.prompt).toBe("the second");
    expect(server.ledger.requestsOf("result")[0]?.host).toBe(new URL(url).host);
  });

  test("comes in parts, which join to the whole", async () => {
    const url = await completedResult(server);
    const whole = await rawGet(url);
    const head = await rawGet(url, { range: "bytes=0-99" });
    const tail = await rawGet(url, { range: "bytes=100-", "if-range": String(whole.headers.etag) });
    expect([head.status, tail.status]).toEqual([206, 206]);
    expect(tail.headers["content-range"]).toBe(`bytes 100-${whole.bytes.length - 1}/${whole.bytes.length}`);
    expect(Buffer.concat([head.bytes, tail.bytes])).toEqual(whole.bytes);
    expect((await rawGet(url, { range: "bytes=-10" })).bytes).toEqual(whole.bytes.subarray(-10));
  });

  test("comes whole where If-Range names another validator", async () => {
    const url = await completedResult(server);
    expect((await rawGet(url, { range: "bytes=100-", "if-range": '"other"' })).status).toBe(200);
  });

  test("refuses a part behind its end, and tells its length", async () => {
    const url = await completedResult(server);
    const { bytes } = await rawGet(url);
    const refused = await rawGet(url, { range: `bytes=${bytes.length}-` });
    expect([refused.status, refused.headers["content-range"]]).toEqual([416, `bytes */${bytes.length}`]);
  });

  test("answers HEAD with its length and no body", async () => {
    const url = await completedResult(server);
    const head = await fetch(url, { method: "HEAD" });
    const { bytes } = await rawGet(url);
    expect(head.headers.get("content-length")).toBe(String(bytes.length));
  });

  test("is not there before its task is complete", async () => {
    const id = await submitted(server);
    expect((await rawGet(`${server.filesUrl}/files/videos/${id}/output.mp4`)).status).toBe(404);
  });

  test("expires 24 hours after completion", async () => {
    const url = await completedResult(server);
    now += 24 * 60 * 60 * 1000 - 1;
    expect((await rawGet(url)).status).toBe(200);
    now += 1;
    expect((await rawGet(url)).status).toBe(403);
  });

  test("counts how often it was sent whole", async () => {
    const url = await completedResult(server);
    await rawGet(url);
    await rawGet(url, { range: "bytes=0-9" });
    await server.waitFor(({ ledger }) =>
      ledger.requestsOf("result").every(({ status }) => status !== undefined),
    );
    expect(server.ledger.fetchesOf(new URL(url).pathname.split("/")[3] ?? "")).toBe(1);
  });
});

test("a clip of many shared chunks is sent in order", async () => {
  const chunk = Buffer.alloc(256 * 1024, "abcd");
  const big = await startTestServer({
    clips: { instant: true, make: () => Array.from({ length: 16 }, () => chunk) },
    generationMs: () => 0,
  });
  try {
    const { json } = await query(big, await submitted(big));
    const { bytes } = await rawGet(json.result?.data[0]?.url ?? "");
    expect(bytes.length).toBe(16 * chunk.length);
    expect(bytes.equals(Buffer.alloc(16 * chunk.length, "abcd"))).toBe(true);
  } finally {
    await big.close();
  }
});
