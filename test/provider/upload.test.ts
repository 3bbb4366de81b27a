import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Upload } from "../../src/provider/provider.ts";
import { answer, head, json, type Reply, raw, reset, silence, thenEnd } from "../fakes/scripted-server.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { apiKey, calm, hasty, providerAt, serve } from "./fixture.ts";

const uploaded = {
  success: true,
  message: "",
  data: { id: "u1", url: "https://files.example.com/u1.png", size: 5 },
};

function picture(content = Buffer.from("a picture"), fileName = "day.png"): Upload {
  const file = join(temporaryFolder(), "day.png");
  writeFileSync(file, content);
  return { file, fileName, mimeType: "image/png", bytes: content.length };
}

test("a picture travels as the multipart field `file`, with its type, its bytes and no more than its name", async () => {
  const server = await serve(json(200, uploaded));
  const content = Buffer.alloc(300_000, "ab\r\n--");
  const upload = picture(content, '/home/somebody/frames/a "nice"\r\nday.png');

  expect(await providerAt(server.url).upload(upload, calm)).toEqual({
    kind: "uploaded",
    url: uploaded.data.url,
  });
  const [request] = server.requests;
  expect(request?.method).toBe("POST");
  expect(request?.path).toBe("/v1/uploads/images");
  expect(request?.rawHeaders).toContainEqual(["Authorization", `Bearer ${apiKey}`]);
  const boundary = /^multipart\/form-data; boundary=([\w-]+)$/.exec(
    request?.headers["content-type"] ?? "",
  )?.[1];
  const before = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a %22nice%22day.png"\r\nContent-Type: image/png\r\n\r\n`;
  const expected = Buffer.concat([Buffer.from(before), content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  expect(request?.body.equals(expected)).toBe(true);
  expect(request?.body.includes("somebody")).toBe(false);
});

test("an empty picture is still a whole request", async () => {
  const server = await serve(json(200, uploaded));
  expect((await providerAt(server.url).upload(picture(Buffer.alloc(0)), calm)).kind).toBe("uploaded");
});

describe("an answer tells what an upload came to", () => {
  const wrong = (code: string | number, message: string) => ({ error: { code, message } });
  const rows: readonly (readonly [name: string, reply: Reply, expected: unknown])[] = [
    ["a URL", json(200, uploaded), { kind: "uploaded", url: uploaded.data.url }],
    [
      "a refusal with status 200",
      json(200, { success: false, message: "Image too large" }),
      { kind: "refused", cause: { message: "Image too large" } },
    ],
    [
      "400",
      json(400, { success: false, message: "Unsupported image type" }),
      { kind: "refused", cause: { code: "http_400", message: "Unsupported image type" } },
    ],
    ["413", answer(413), { kind: "refused" }],
    [
      "413 before the request was read",
      (socket) => socket.end(head(413, { "content-length": "0", connection: "close" })),
      { kind: "refused" },
    ],
    ["401", json(401, wrong(401, "no")), { kind: "key_refused" }],
    ["402", json(402, wrong("insufficient_quota", "no")), { kind: "no_balance" }],
    ["429", json(429, wrong("x", "slow"), { "retry-after": "1" }), { kind: "limited", retryAfterMs: 1000 }],
    ["500", answer(500), { kind: "unavailable", cause: { code: "http_500" } }],
    ["301", answer(301, "", { location: "https://www.example.com/" }), { kind: "refused" }],
    [
      "a page with status 200",
      answer(200, "<html></html>"),
      { kind: "unavailable", cause: { code: "invalid_json" } },
    ],
    [
      "no URL",
      json(200, { success: true, data: {} }),
      { kind: "unavailable", cause: { code: "invalid_answer" } },
    ],
    [
      "a URL that is none",
      json(200, { success: true, data: { url: "file:///etc/passwd" } }),
      { kind: "unavailable" },
    ],
    ["a reset", reset, { kind: "unavailable", cause: { code: "ECONNRESET" } }],
    ["half an answer", thenEnd(raw(head(200, { "content-length": "5" }), "{")), { kind: "unavailable" }],
  ];

  test.each(rows)("%s", async (_name, reply, expected) => {
    const server = await serve(reply);
    const provider = providerAt(server.url);
    expect(await provider.upload(picture(), calm)).toMatchObject(expected as object);
  });
});

test("a picture that is gone, or has changed since it was checked, is refused without naming its folder", async () => {
  const server = await serve(json(200, uploaded));
  const provider = providerAt(server.url);
  const upload = picture();

  const gone = await provider.upload({ ...upload, file: `${upload.file}.gone` }, calm);
  expect(gone).toMatchObject({ kind: "refused", cause: { code: "picture_unreadable" } });
  expect(JSON.stringify(gone)).not.toContain(upload.file);
  for (const bytes of [upload.bytes + 1, upload.bytes - 1]) {
    const changed = await provider.upload({ ...upload, bytes }, calm);
    expect(changed).toMatchObject({ kind: "refused", cause: { code: "picture_unreadable" } });
  }
  expect((await provider.upload(upload, calm)).kind).toBe("uploaded");
});

test("an upload without an answer ends at its own time-out, and an interrupted one at once", async () => {
  const server = await serve(silence);
  const late = await providerAt(server.url, { timeouts: hasty }).upload(picture(), calm);
  expect(late).toMatchObject({ kind: "unavailable", cause: { code: "timeout" } });

  const stop = new AbortController();
  const uploading = providerAt(server.url).upload(picture(), stop.signal);
  await server.arrival(2);
  stop.abort();
  expect(await uploading).toMatchObject({ kind: "unavailable", cause: { code: "aborted" } });
});
