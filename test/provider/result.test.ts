import { describe, expect, test } from "vitest";
import { ResultBroken, ResultStalled } from "../../src/provider/http/results/result-errors.ts";
import { checkResultUrl } from "../../src/provider/http/results/result-url.ts";
import type { ResultContent, ResultOutcome } from "../../src/provider/provider.ts";
import {
  answer,
  hangUp,
  head,
  type Reply,
  raw,
  reset,
  silence,
  thenEnd,
  thenReset,
} from "../fakes/scripted-server.ts";
import { calm, hasty, providerAt, serve } from "./fixture.ts";

const clip = Buffer.from("0123456789");
const tag = { etag: '"v1"' };

async function open(
  reply: Reply | readonly Reply[],
  { offset = 0, validator }: { offset?: number; validator?: string } = {},
): Promise<ResultOutcome> {
  const server = await serve(...[reply].flat());
  const request = {
    url: `${server.url.href}clip.mp4?sign=1`,
    offset,
    ...(validator === undefined ? {} : { validator }),
  };
  return await providerAt(server.url).openResult(request, calm);
}

function content(outcome: ResultOutcome): ResultContent {
  if (outcome.kind !== "content") throw new Error(`no content: ${JSON.stringify(outcome)}`);
  return outcome;
}

async function readAll({ body }: ResultContent): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test("a result file comes with its length, its type and a validator to resume it by", async () => {
  const opened = content(await open(answer(200, clip, { ...tag, "content-type": "video/mp4" })));
  expect(opened).toMatchObject({ offset: 0, totalBytes: 10, contentType: "video/mp4", validator: '"v1"' });
  expect(await readAll(opened)).toEqual(clip);
});

test("the request names the file and asks for it as it is", async () => {
  const server = await serve(answer(200, clip));
  await providerAt(server.url).openResult({ url: `${server.url.href}a%20b.mp4?x=1#part`, offset: 0 }, calm);
  const [request] = server.requests;
  expect(`${request?.method} ${request?.path}`).toBe("GET /a%20b.mp4?x=1");
  expect(request?.headers).toEqual({
    host: server.url.host,
    connection: "keep-alive",
    "user-agent": "dailies",
    "accept-encoding": "identity",
  });
});

describe("only a strong validator is good enough to resume by", () => {
  const date = "Sat, 21 Nov 2026 08:00:10 GMT";
  const rows: readonly (readonly [
    name: string,
    headers: Record<string, string>,
    validator: string | undefined,
  ])[] = [
    ["a strong ETag", { etag: '"abc"' }, '"abc"'],
    ["a weak ETag", { etag: 'W/"abc"' }, undefined],
    ["an ETag that is none", { etag: "abc" }, undefined],
    [
      "a date well before the answer's",
      { date, "last-modified": "Sat, 21 Nov 2026 08:00:00 GMT" },
      "Sat, 21 Nov 2026 08:00:00 GMT",
    ],
    ["a date within the same second", { date, "last-modified": date }, undefined],
    ["a date without the answer's", { "last-modified": date }, undefined],
    ["nothing", {}, undefined],
  ];

  test.each(rows)("%s", async (_name, headers, validator) => {
    expect(content(await open(answer(200, clip, headers))).validator).toBe(validator);
  });
});

describe("a download is resumed where the file is provably the same", () => {
  const rest = (range: string, body = "456789", headers: Record<string, string> = tag): Reply =>
    answer(206, body, { "content-range": range, ...headers });
  const resume = { offset: 4, validator: '"v1"' };

  test("the rest of the file", async () => {
    const server = await serve(rest("bytes 4-9/10"));
    const request = { url: server.url.href, ...resume };
    const opened = content(await providerAt(server.url).openResult(request, calm));
    expect(server.requests[0]?.headers).toMatchObject({ range: "bytes=4-", "if-range": '"v1"' });
    expect(opened).toMatchObject({ offset: 4, totalBytes: 10 });
    expect((await readAll(opened)).toString()).toBe("456789");
  });

  test("without a validator the file is asked for anew", async () => {
    const server = await serve(answer(200, clip));
    const opened = content(
      await providerAt(server.url).openResult({ url: server.url.href, offset: 4 }, calm),
    );
    expect(server.requests[0]?.headers.range).toBeUndefined();
    expect(opened.offset).toBe(0);
  });

  test("a server that sends the whole file begins anew", async () => {
    const opened = content(await open(answer(200, clip), resume));
    expect(opened).toMatchObject({ offset: 0, totalBytes: 10 });
    expect(await readAll(opened)).toEqual(clip);
  });

  const wrongPieces: readonly (readonly [name: string, reply: Reply])[] = [
    ["another place", rest("bytes 5-9/10", "56789")],
    ["a piece that ends before the file does", rest("bytes 4-7/10", "4567")],
    ["a length that does not fit the range", rest("bytes 4-9/10", "4567")],
    ["no range at all", answer(206, "456789")],
    ["a range that is none", rest("bytes 9-4/10")],
    ["several ranges", answer(206, "--x", { "content-type": "multipart/byteranges; boundary=x" })],
  ];

  test.each(wrongPieces)("the whole file is asked for when the server sends %s", async (_name, reply) => {
    const server = await serve(reply, answer(200, clip));
    const opened = content(
      await providerAt(server.url).openResult({ url: server.url.href, ...resume }, calm),
    );
    expect(opened.offset).toBe(0);
    expect(await readAll(opened)).toEqual(clip);
    expect(server.requests.map((request) => request.headers.range)).toEqual(["bytes=4-", undefined]);
  });

  test("a piece that nobody asked for is not taken for the file", async () => {
    const outcome = await open(rest("bytes 5-9/10", "56789"));
    expect(outcome).toMatchObject({ kind: "unavailable", cause: { code: "range_wrong" } });
  });

  test("416 tells how long the file is", async () => {
    const outcome = await open(answer(416, "", { "content-range": "bytes */10" }), resume);
    expect(outcome).toMatchObject({ kind: "range_refused", totalBytes: 10, cause: { code: "http_416" } });
  });
});

describe("an answer without the file is told apart", () => {
  const rows: readonly (readonly [name: string, reply: Reply, expected: unknown])[] = [
    ["404", answer(404, "no"), { kind: "not_ready", cause: { code: "http_404" } }],
    ["409", answer(409), { kind: "not_ready" }],
    ["425", answer(425), { kind: "not_ready" }],
    ["202", answer(202), { kind: "not_ready" }],
    ["403", answer(403, "<Error>expired</Error>"), { kind: "expired", cause: { code: "http_403" } }],
    ["410", answer(410), { kind: "expired" }],
    ["401", answer(401), { kind: "expired" }],
    ["416", answer(416), { kind: "range_refused" }],
    ["429", answer(429, "", { "retry-after": "4" }), { kind: "unavailable", retryAfterMs: 4000 }],
    ["500", answer(500), { kind: "unavailable", cause: { code: "http_500" } }],
    ["503", answer(503, "", { "retry-after": "2" }), { kind: "unavailable", retryAfterMs: 2000 }],
    ["400", answer(400), { kind: "unavailable" }],
    ["a redirect to nowhere", answer(302), { kind: "unavailable", cause: { code: "http_302" } }],
    [
      "a compressed file",
      answer(200, clip, { "content-encoding": "gzip" }),
      { kind: "unavailable", cause: { code: "encoded" } },
    ],
    ["a reset", reset, { kind: "unavailable", cause: { code: "ECONNRESET" } }],
    ["a closed connection", hangUp, { kind: "unavailable" }],
    [
      "something that is no HTTP",
      thenEnd(raw("220 FTP ready\r\n")),
      { kind: "unavailable", cause: { code: "invalid_http" } },
    ],
    [
      "a length given twice",
      raw("HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 5\r\n\r\nabcde"),
      { kind: "unavailable", cause: { code: "invalid_http" } },
    ],
  ];

  test.each(rows)("%s", async (_name, reply, expected) => {
    expect(await open(reply)).toMatchObject(expected as object);
  });

  test("no answer in time", async () => {
    const server = await serve(silence);
    const provider = providerAt(server.url, { timeouts: { ...hasty, connectMs: 10_000 } });
    const outcome = await provider.openResult({ url: server.url.href, offset: 0 }, calm);
    expect(outcome).toMatchObject({ kind: "unavailable", cause: { code: "timeout" } });
  });

  test("an interrupted request", async () => {
    const server = await serve(silence);
    const stop = new AbortController();
    const opening = providerAt(server.url).openResult({ url: server.url.href, offset: 0 }, stop.signal);
    await server.arrival();
    stop.abort();
    expect(await opening).toMatchObject({ kind: "unavailable", cause: { code: "aborted" } });
  });
});

describe("redirects are followed by hand", () => {
  test("to another path and another host, at most five", async () => {
    const target = await serve(answer(200, clip));
    const elsewhere = answer(307, "moved", { location: `${target.url.href}clip.mp4` });
    const opened = await open([
      answer(301, "", { location: "/2" }),
      answer(302, "", { location: "3" }),
      answer(303, "", { location: "/4" }),
      answer(308, "", { location: "/5" }),
      elsewhere,
    ]);
    expect(await readAll(content(opened))).toEqual(clip);
  });

  test("but not six", async () => {
    const server = await serve(answer(302, "", { location: "/again" }));
    const outcome = await providerAt(server.url).openResult({ url: server.url.href, offset: 0 }, calm);
    expect(outcome).toMatchObject({ kind: "forbidden", cause: { code: "too_many_redirects" } });
    expect(server.requests).toHaveLength(6);
  });

  test("a range is asked for at the last place, too", async () => {
    const server = await serve(
      answer(302, "", { location: "/2" }),
      answer(206, "456789", { "content-range": "bytes 4-9/10" }),
    );
    const request = { url: server.url.href, offset: 4, validator: '"v1"' };
    expect(content(await providerAt(server.url).openResult(request, calm)).offset).toBe(4);
    expect(server.requests.map(({ path, headers }) => [path, headers.range])).toEqual([
      ["/", "bytes=4-"],
      ["/2", "bytes=4-"],
    ]);
  });

  const places: readonly (readonly [target: string, code: string])[] = [
    ["file:///etc/passwd", "url_invalid"],
    ["ftp://example.com/clip.mp4", "url_invalid"],
    ["data:video/mp4,abc", "url_invalid"],
    ["http://", "url_invalid"],
  ];

  test.each(places)("never to %s", async (location, code) => {
    expect(await open(answer(302, "", { location }))).toMatchObject({ kind: "forbidden", cause: { code } });
  });
});

describe("https stays https", () => {
  const rules = { httpAllowed: true, holdsKey: () => false };
  const https = new URL("https://files.example.com/a");

  test("a redirect from https to http is forbidden, whatever the base URL", () => {
    const checked = checkResultUrl("http://files.example.com/a", https, rules);
    expect(checked).toMatchObject({ ok: false, error: { code: "insecure_redirect" } });
  });

  test("a relative redirect stays where it is", () => {
    const checked = checkResultUrl("/b", https, { ...rules, httpAllowed: false });
    expect(checked.ok && checked.value.href).toBe("https://files.example.com/b");
  });

  test("with an https base URL no result is fetched over http, and nothing is sent to find out", async () => {
    const server = await serve(answer(200, clip));
    const provider = providerAt(new URL("https://api.example.com"));
    const outcome = await provider.openResult({ url: server.url.href, offset: 0 }, calm);
    expect(outcome).toMatchObject({ kind: "forbidden", cause: { code: "insecure_redirect" } });
    expect(server.connections).toBe(0);
  });

  test("what is no URL at all is forbidden", async () => {
    const outcome = await providerAt(new URL("https://api.example.com")).openResult(
      { url: "clip.mp4", offset: 0 },
      calm,
    );
    expect(outcome).toMatchObject({ kind: "forbidden", cause: { code: "url_invalid" } });
  });
});

describe("a body that breaks off never passes for a whole one", () => {
  const half = (headers: Record<string, string> = {}) =>
    raw(head(200, { "content-length": "10", ...headers }), "01234");
  const rows: readonly (readonly [name: string, reply: Reply])[] = [
    ["a clean end", thenEnd(half())],
    ["a clean end that was announced", thenEnd(half({ connection: "close" }))],
    ["a reset", thenReset(half())],
    ["a reset that was announced", thenReset(half({ connection: "close" }))],
    [
      "a chunked body without its last chunk",
      thenEnd(raw(head(200, { "transfer-encoding": "chunked" }), "5\r\n01234\r\n")),
    ],
    ["a chunk that is none", raw(head(200, { "transfer-encoding": "chunked" }), "zz\r\n01234\r\n")],
  ];

  test.each(rows)("%s", async (_name, reply) => {
    const opened = content(await open(reply));
    await expect(readAll(opened)).rejects.toBeInstanceOf(ResultBroken);
  });

  test("a reset while the reader is busy ends the download, not the process", async () => {
    const server = await serve(
      thenReset(
        raw(head(200, { "content-length": "9000000", connection: "close" }), Buffer.alloc(3_000_000)),
      ),
    );
    const opened = content(
      await providerAt(server.url).openResult({ url: server.url.href, offset: 0 }, calm),
    );
    const chunks = opened.body[Symbol.asyncIterator]();
    await chunks.next();
    await server.close().then(() => new Promise((resolve) => setImmediate(resolve)));
    await expect(
      (async () => {
        while ((await chunks.next()).done !== true);
      })(),
    ).rejects.toBeInstanceOf(ResultBroken);
  });

  test("a body that stalls", async () => {
    const server = await serve(half());
    const provider = providerAt(server.url, { timeouts: { ...hasty, connectMs: 10_000, answerMs: 10_000 } });
    const opened = content(await provider.openResult({ url: server.url.href, offset: 0 }, calm));
    const chunks = opened.body[Symbol.asyncIterator]();
    expect((await chunks.next()).value).toEqual(Buffer.from("01234"));
    await expect(chunks.next()).rejects.toBeInstanceOf(ResultStalled);
  });

  test("an interrupted body", async () => {
    const stop = new AbortController();
    const server = await serve(half());
    const opened = content(
      await providerAt(server.url).openResult({ url: server.url.href, offset: 0 }, stop.signal),
    );
    const chunks = opened.body[Symbol.asyncIterator]();
    await chunks.next();
    const next = chunks.next();
    stop.abort();
    await expect(next).rejects.toMatchObject({ name: "ResultBroken", code: "aborted" });
  });
});

test("a body without a length ends where its connection does", async () => {
  const opened = content(await open(thenEnd(raw(head(200, { connection: "close" }), clip))));
  expect(opened.totalBytes).toBeUndefined();
  expect(await readAll(opened)).toEqual(clip);
});

test("a large body arrives whole", async () => {
  const large = Buffer.alloc(5_000_000);
  for (let at = 0; at < large.length; at += 4) large.writeUInt32LE(at, at);
  const opened = content(await open(answer(200, large)));
  expect((await readAll(opened)).equals(large)).toBe(true);
});

test("a reader that is slow holds the sender back", async () => {
  const size = 64 * 1024 * 1024;
  let sent = 0;
  const server = await serve((socket) => {
    socket.write(head(200, { "content-length": String(size) }));
    const piece = Buffer.alloc(1024 * 1024);
    const send = (): void => {
      while (sent < size) {
        sent += piece.length;
        if (!socket.write(piece)) {
          socket.once("drain", send);
          return;
        }
      }
    };
    send();
  });
  const opened = content(await providerAt(server.url).openResult({ url: server.url.href, offset: 0 }, calm));
  let received = 0;
  let ahead = 0;
  for await (const chunk of opened.body) {
    received += chunk.length;
    await new Promise((resolve) => setImmediate(resolve));
    ahead = Math.max(ahead, sent - received);
  }
  expect(received).toBe(size);
  expect(ahead).toBeLessThan(size / 2);
});

test("a body that is let go of costs no more than its beginning", async () => {
  const server = await serve(answer(200, Buffer.alloc(10_000_000)), answer(200, clip));
  const provider = providerAt(server.url);
  content(await provider.openResult({ url: server.url.href, offset: 0 }, calm)).discard();
  for await (const _chunk of content(await provider.openResult({ url: server.url.href, offset: 0 }, calm))
    .body)
    break;
  expect(
    await readAll(content(await provider.openResult({ url: server.url.href, offset: 0 }, calm))),
  ).toEqual(clip);
});

test("a connection that the server closes just as it is used again costs nothing", async () => {
  const server = await serve(answer(200, clip), reset, answer(200, clip));
  const provider = providerAt(server.url);
  const request = { url: server.url.href, offset: 0 };
  await readAll(content(await provider.openResult(request, calm)));
  // The connection goes back to the pool with the next turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  expect(await readAll(content(await provider.openResult(request, calm)))).toEqual(clip);
  expect(server.requests.map(({ connection }) => connection)).toEqual([0, 0, 1]);
});
