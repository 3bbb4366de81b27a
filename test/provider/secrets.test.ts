import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { answer, head, json, type Reply, raw, type ScriptedServer } from "../fakes/scripted-server.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { apiKey, calm, digestOf, orderOf, providerAt, serve } from "./fixture.ts";

const forms = [apiKey, encodeURIComponent(apiKey), Buffer.from(apiKey).toString("base64").replace(/=+$/, "")];

function expectNoKey(value: unknown): void {
  const text = JSON.stringify(value);
  for (const form of forms) expect(text).not.toContain(form);
}

/** Every outcome that a server can bring about, whatever it sends. */
async function allOutcomes(server: ScriptedServer): Promise<unknown[]> {
  const provider = providerAt(server.url);
  const file = join(temporaryFolder(), "day.png");
  writeFileSync(file, "picture");
  return [
    await provider.submit(orderOf({}), calm),
    await provider.query({ taskId: "t1" }, calm),
    await provider.upload(
      { file, fileName: "day.png", mimeType: "image/png", bytes: 7, sha256: digestOf("picture") },
      calm,
    ),
    await provider.balance(calm),
    await provider.models(calm),
    await provider.openResult({ url: `${server.url.href}clip.mp4`, offset: 0 }, calm),
  ];
}

describe("a server that echoes the key cannot make it show up anywhere", () => {
  const echo = `Authorization: Bearer ${apiKey}`;
  const split = `${apiKey.slice(0, 6)}\u001b[0m\u200b${apiKey.slice(6)}`;
  const words = { code: apiKey, type: apiKey, message: `${echo} ${split} ${forms.join(" ")}` };
  const replies: readonly (readonly [name: string, reply: Reply])[] = [
    ...[400, 401, 402, 403, 404, 409, 422, 429, 500, 503].map(
      (status) => [`in an error with status ${status}`, json(status, { error: words })] as const,
    ),
    ["in a page", answer(502, `<html><title>${echo}</title>`)],
    ["in plain text", answer(500, echo)],
    ["in a redirect", answer(307, "", { location: `/?key=${encodeURIComponent(apiKey)}` })],
    [
      "in ids, URLs and words",
      json(200, {
        id: apiKey,
        status: apiKey,
        video_url: `https://x.example.com/?k=${apiKey}`,
        url: apiKey,
        success: true,
        data: { url: `https://x.example.com/${apiKey}` },
      }),
    ],
    ["in a list of models", json(200, { success: true, data: [{ id: apiKey }, { id: `${echo} ${split}` }] })],
    ["in a failed task", json(200, { id: "t1", status: "failed", error: words })],
    ["in a refused upload", json(200, { success: false, message: echo })],
    ["in headers", answer(200, "x", { "content-type": echo, etag: `"${apiKey}"` })],
    ["in something that is no HTTP", raw(`${echo}\r\n\r\n`)],
    ["in half an answer", raw(head(200, { "content-length": "999", connection: "close" }), echo)],
  ];

  test.each(replies)("%s", async (_name, reply) => {
    const server = await serve((socket, request) => {
      reply(socket, request);
      socket.end();
    });
    expectNoKey(await allOutcomes(server));
  });
});

describe("the key goes to the API and nowhere else", () => {
  test("result files are fetched without it, also from the API's own host", async () => {
    const server = await serve(answer(200, "clip"));
    await providerAt(server.url).openResult({ url: `${server.url.href}clip.mp4`, offset: 0 }, calm);
    expectNoKey(server.requests);
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  test("no redirect takes it along, from the API or from a result", async () => {
    const elsewhere = await serve(answer(200, "{}"));
    const server = await serve(answer(307, "", { location: elsewhere.url.href }));
    await allOutcomes(server);
    expect(elsewhere.requests).toHaveLength(1);
    expect(elsewhere.requests[0]?.method).toBe("GET");
    expectNoKey(elsewhere.requests);
  });

  test("a result URL that holds the key is not fetched", async () => {
    const elsewhere = await serve(answer(200, "clip"));
    const url = `${elsewhere.url.href}?key=${encodeURIComponent(apiKey)}`;
    const outcome = await providerAt(elsewhere.url).openResult({ url, offset: 0 }, calm);
    expect(outcome).toMatchObject({ kind: "forbidden", cause: { code: "key_in_url" } });
    expect(elsewhere.connections).toBe(0);
  });

  test("a redirect to a URL that holds the key is not followed", async () => {
    const elsewhere = await serve(answer(200, "clip"));
    const server = await serve(
      answer(302, "", { location: `${elsewhere.url.href}?key=${encodeURIComponent(apiKey)}` }),
    );
    const outcome = await providerAt(server.url).openResult({ url: server.url.href, offset: 0 }, calm);
    expect(outcome.kind).toBe("forbidden");
    expect(elsewhere.connections).toBe(0);
  });
});

describe("nothing else comes between", () => {
  const proxies = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"] as const;
  const before = { ...process.env };
  afterEach(() => {
    for (const name of proxies) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });

  test("proxies of the environment see no request", async () => {
    const proxy = await serve(answer(200, "{}"));
    for (const name of proxies) process.env[name] = proxy.url.href;
    const server = await serve(json(200, { id: "t1", status: "queued" }));
    await allOutcomes(server);
    expect(server.requests).toHaveLength(6);
    expect(proxy.connections).toBe(0);
  });

  test("cookies are not kept", async () => {
    const server = await serve(json(200, { id: "t1", status: "queued" }, { "set-cookie": "session=1" }));
    await allOutcomes(server);
    await allOutcomes(server);
    for (const request of server.requests) expect(request.headers.cookie).toBeUndefined();
  });
});
