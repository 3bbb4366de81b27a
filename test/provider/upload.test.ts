import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Upload } from "../../src/provider/provider.ts";
import { answer, head, json, type Reply, raw, reset, silence, thenEnd } from "../fakes/scripted-server.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { apiKey, calm, digestOf, hasty, providerAt, serve } from "./fixture.ts";

const uploaded = {
  success: true,
  message: "",
  data: { id: "u1", url: "https://files.example.com/u1.png", size: 5 },
};

function picture(content = Buffer.from("a picture"), fileName = "day.png"): Upload {
  const file = join(temporaryFolder(), "day.png");
  writeFileSync(file, content);
  return { file, fileName, mimeType: "image/png", bytes: content.length, sha256: digestOf(content) };
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

describe("a picture that is not what was checked", () => {
  /** Of several pieces, so that most of it is on its way before its end is known. */
  const content = Buffer.alloc(300_000, "day ");
  const night = Buffer.alloc(300_000, "dusk");

  const changes: readonly (readonly [name: string, change: (file: string) => void])[] = [
    ["gone", (file) => rmSync(file)],
    ["longer", (file) => writeFileSync(file, Buffer.concat([content, content]))],
    ["shorter", (file) => writeFileSync(file, content.subarray(1))],
    ["empty", (file) => writeFileSync(file, "")],
    [
      "written over in place, its size and time kept",
      (file) => {
        const { atime, mtime } = statSync(file);
        writeFileSync(file, night);
        utimesSync(file, atime, mtime);
      },
    ],
    ["a folder", (file) => replaced(file, () => mkdirSync(file))],
    ["a pipe that nobody writes", (file) => replaced(file, () => execFileSync("mkfifo", [file]))],
    ["an endless device", (file) => replaced(file, () => symlinkSync("/dev/zero", file))],
    ["a link to nothing", (file) => replaced(file, () => symlinkSync("gone", file))],
  ];

  function replaced(file: string, make: () => void): void {
    rmSync(file);
    make();
  }

  test.each(changes)(
    "%s: no whole request leaves, and it is not the network's fault",
    async (_name, change) => {
      const server = await serve(json(200, uploaded));
      const upload = picture(content);
      change(upload.file);
      const outcome = await providerAt(server.url).upload(upload, calm);
      expect(outcome).toMatchObject({ kind: "picture_changed", cause: { code: "picture_changed" } });
      expect(JSON.stringify(outcome)).toContain("run the command again");
      expect(JSON.stringify(outcome)).not.toContain(upload.file);
      expect(server.requests).toEqual([]);
    },
  );

  test("a server that gives its URL before it has the picture has not got the picture", async () => {
    const server = await serve();
    // Answers each connection as soon as anything of a request has come.
    server.meetConnections((socket) => {
      socket.once("data", () => json(200, uploaded)(socket, seenNothing));
    });
    const upload = picture(content);
    writeFileSync(upload.file, night);
    const outcome = await providerAt(server.url).upload(upload, calm);
    expect(outcome.kind).not.toBe("uploaded");
  });
});

const seenNothing = {
  method: "POST",
  path: "/",
  headers: {},
  rawHeaders: [],
  body: Buffer.alloc(0),
  connection: 0,
};

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

test("a video goes to the uploads of videos", async () => {
  const server = await serve(json(200, uploaded));
  const upload: Upload = { ...picture(Buffer.from("a video"), "walk.mp4"), mimeType: "video/mp4" };
  expect((await providerAt(server.url).upload(upload, calm)).kind).toBe("uploaded");
  const [request] = server.requests;
  expect(request?.path).toBe("/v1/uploads/videos");
  expect(request?.body.includes("Content-Type: video/mp4\r\n")).toBe(true);
});
