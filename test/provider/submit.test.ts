import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { SubmitOutcome } from "../../src/provider/provider.ts";
import {
  answer,
  hangUp,
  head,
  json,
  type Reply,
  raw,
  reset,
  silence,
  thenEnd,
  thenReset,
} from "../fakes/scripted-server.ts";
import { selfSigned } from "../fakes/self-signed.ts";
import { apiKey, calm, hasty, orderOf, providerAt, serve } from "./fixture.ts";

const parameters = { prompt: "一只金色的猫咪", mode: "std", duration: 5, aspect_ratio: "16:9" };
const order = orderOf(parameters);
const task = {
  id: "video_01JZEXAMPLE",
  object: "generation.task",
  model: "kling-v3",
  status: "queued",
  created_at: 1,
};

function error(code: string | number, message: string, type?: string): unknown {
  return { error: { code, message, ...(type === undefined ? {} : { type }) } };
}

async function submitTo(...replies: Reply[]): Promise<SubmitOutcome> {
  const server = await serve(...replies);
  return await providerAt(server.url).submit(order, calm);
}

test("a submit goes over the wire as the documentation shows it", async () => {
  const server = await serve(json(200, task));
  const provider = providerAt(new URL(`${server.url.href}prefix`));

  expect(await provider.submit(order, calm)).toEqual({
    kind: "accepted",
    taskId: "video_01JZEXAMPLE",
    status: "queued",
  });
  const [request] = server.requests;
  expect(request?.method).toBe("POST");
  expect(request?.path).toBe("/prefix/v1/videos/generations");
  expect(request?.rawHeaders).toContainEqual(["Authorization", `Bearer ${apiKey}`]);
  expect(request?.rawHeaders).toContainEqual(["Content-Type", "application/json"]);
  expect(request?.body.toString()).toBe(JSON.stringify({ model: "kling-v3", ...parameters }));
});

describe("an answer tells what a submit came to", () => {
  const rows: readonly (readonly [name: string, reply: Reply, expected: unknown])[] = [
    ["a task", json(200, task), { kind: "accepted", taskId: "video_01JZEXAMPLE", status: "queued" }],
    ["201 and a task", json(201, task), { kind: "accepted" }],
    [
      "a task that already runs",
      json(200, { ...task, status: "in_progress" }),
      { kind: "accepted", status: "in_progress" },
    ],
    [
      "a task without a status",
      json(200, { id: "t1" }),
      { kind: "accepted", taskId: "t1", status: "queued" },
    ],
    [
      "a task with an unknown status",
      json(200, { id: "t1", status: "submitted" }),
      { kind: "accepted", status: "in_progress" },
    ],
    [
      "how many more submits the account takes",
      json(200, { id: "t1" }, { "x-ratelimit-limit": "50", "x-ratelimit-remaining": "49" }),
      { kind: "accepted", remaining: 49 },
    ],
    ["an id that is a number", json(200, { id: 17 }), { kind: "accepted", taskId: "17" }],
    ["an id named task_id", json(200, { task_id: "t1" }), { kind: "accepted", taskId: "t1" }],
    [
      "an id inside data",
      json(200, { code: "success", data: { task_id: "t1" } }),
      { kind: "accepted", taskId: "t1" },
    ],
    ["a byte order mark", answer(200, '\ufeff{"id":"t1"}'), { kind: "accepted", taskId: "t1" }],

    [
      "400",
      json(400, error("invalid_request", "duration must be 5")),
      {
        kind: "refused",
        moderation: false,
        cause: { code: "invalid_request", message: "duration must be 5" },
      },
    ],
    [
      "400 for moderation, by its words",
      json(400, error("generation_failed", "Content violates the content policy")),
      { kind: "refused", moderation: true },
    ],
    [
      "400 for moderation, in Chinese",
      json(400, error(400, "提示词包含敏感内容")),
      { kind: "refused", moderation: true, cause: { code: "http_400" } },
    ],
    [
      "400 that is no JSON",
      answer(400, "<html><title>400 Bad Request</title></html>"),
      {
        kind: "refused",
        moderation: false,
        cause: { code: "http_400", message: "HTTP 400 Bad Request: 400 Bad Request" },
      },
    ],
    [
      "400 whose text breaks off",
      thenReset(raw(head(400, { "content-length": "500" }), "{")),
      { kind: "refused", cause: { code: "http_400" } },
    ],
    [
      "403",
      json(403, error("forbidden", "this model is not enabled")),
      { kind: "refused", moderation: false },
    ],
    [
      "404",
      json(404, error(404, "no such model", "not_found_error")),
      { kind: "refused", cause: { code: "not_found_error" } },
    ],
    ["413", answer(413), { kind: "refused", cause: { code: "http_413" } }],
    [
      "422 by its documented code",
      json(422, error("content_policy_violation", "no")),
      { kind: "refused", moderation: true, cause: { code: "content_policy_violation" } },
    ],
    [
      "422 with a number for a code",
      json(422, error(422, "rejected")),
      { kind: "refused", moderation: true, cause: { code: "http_422" } },
    ],
    [
      "422 for another reason",
      json(422, error("invalid_request", "prompt is too long")),
      { kind: "refused", moderation: false },
    ],
    [
      "301, which asks for the same elsewhere",
      answer(301, "", { location: "https://www.example.com/v1?x=1" }),
      {
        kind: "refused",
        moderation: false,
        cause: { code: "http_301", message: expect.stringContaining("https://www.example.com/v1;") },
      },
    ],
    ["307", answer(307, "", { location: "/elsewhere" }), { kind: "refused" }],

    [
      "401",
      json(401, error(401, "Authentication failed", "authentication_error")),
      { kind: "key_refused", cause: { code: "authentication_error", message: "Authentication failed" } },
    ],
    ["401 that is no JSON", answer(401), { kind: "key_refused" }],
    [
      "402",
      json(402, error("insufficient_quota", "balance is 0")),
      { kind: "no_balance", cause: { message: "balance is 0" } },
    ],
    [
      "403 for want of money",
      json(403, error("insufficient_user_quota", "用户额度不足")),
      { kind: "no_balance" },
    ],
    ["429 for want of money", json(429, error("insufficient_quota", "top up")), { kind: "no_balance" }],

    [
      "429",
      json(429, error("rate_limit_exceeded", "slow down"), { "retry-after": "3" }),
      { kind: "limited", retryAfterMs: 3000, cause: { code: "rate_limit_exceeded" } },
    ],
    ["429 without a word", answer(429), { kind: "limited", cause: { code: "http_429" } }],
    [
      "503 of the limiter",
      json(503, error("rate_limit_unavailable", "later")),
      { kind: "limited", cause: { code: "rate_limit_unavailable" } },
    ],

    [
      "500",
      json(500, error("internal_error", "oops")),
      { kind: "unknown", cause: { code: "internal_error", message: "oops" } },
    ],
    ["500 that mentions a policy", json(500, error("internal_error", "content policy")), { kind: "unknown" }],
    [
      "502 as a page",
      answer(502, "<html><title>502 Bad Gateway</title></html>"),
      { kind: "unknown", cause: { code: "http_502" } },
    ],
    ["503 without the limiter's code", answer(503), { kind: "unknown", cause: { code: "http_503" } }],
    ["504", answer(504), { kind: "unknown" }],
    ["408", answer(408), { kind: "unknown" }],
    ["409", json(409, error("conflict", "exists")), { kind: "unknown" }],
    ["302", answer(302, "", { location: "/v1/videos/generations/t1" }), { kind: "unknown" }],
    ["303", answer(303, "", { location: "/v1/videos/generations/t1" }), { kind: "unknown" }],
    ["204", raw(head(204)), { kind: "unknown" }],
    ["an empty 200", answer(200), { kind: "unknown", cause: { code: "invalid_json" } }],
    [
      "a page with status 200",
      answer(200, "<html><title>Welcome</title></html>"),
      {
        kind: "unknown",
        cause: { code: "invalid_json", message: "HTTP 200, but no task id in the answer: Welcome" },
      },
    ],
    ["half a JSON text", answer(200, '{"id":"t1"'), { kind: "unknown", cause: { code: "invalid_json" } }],
    ["an array", json(200, [task]), { kind: "unknown" }],
    ["no id", json(200, { status: "queued" }), { kind: "unknown", cause: { code: "invalid_answer" } }],
    ["an empty id", json(200, { id: "" }), { kind: "unknown" }],
    ["an id with control characters", json(200, { id: "t\u001b[31m1" }), { kind: "unknown" }],
    ["an id that is an object", json(200, { id: { id: "t1" } }), { kind: "unknown" }],
    [
      "an error with status 200",
      json(200, error("insufficient_quota", "no money")),
      { kind: "unknown", cause: { code: "invalid_answer", message: expect.stringContaining("no money") } },
    ],
    [
      "an answer without end",
      raw(head(200, { "content-length": "2000000" }), Buffer.alloc(1_100_000, 97)),
      { kind: "unknown", cause: { code: "answer_too_large" } },
    ],
    [
      "a body that is cut short in good order",
      thenEnd(raw(head(200, { "content-length": "100" }), '{"id":')),
      { kind: "unknown" },
    ],
    [
      "a body that is cut short by a reset",
      thenReset(raw(head(200, { "content-length": "100" }), '{"id":')),
      { kind: "unknown" },
    ],
    ["a reset after the request was read", reset, { kind: "unknown", cause: { code: "ECONNRESET" } }],
    [
      "a closed connection after the request was read",
      hangUp,
      { kind: "unknown", cause: { code: "connection_lost" } },
    ],
    ["half of a head", thenEnd(raw("HTTP/1.1 200 OK\r\ncontent-")), { kind: "unknown" }],
    [
      "something that is no HTTP",
      thenEnd(raw("SSH-2.0-OpenSSH_9.6\r\n")),
      { kind: "unknown", cause: { code: "invalid_http" } },
    ],
  ];

  test.each(rows)("%s", async (_name, reply, expected) => {
    expect(await submitTo(reply)).toMatchObject(expected as object);
  });
});

describe("a submit that provably never left this machine may be sent again", () => {
  test("the connection is refused", async () => {
    const server = await serve(silence);
    const { url } = server;
    await server.close();
    const outcome = await providerAt(url).submit(order, calm);
    expect(outcome).toEqual({
      kind: "not_sent",
      cause: { code: "ECONNREFUSED", message: `${url.host} refuses connections` },
    });
  });

  test("the host's name is not known", async () => {
    const outcome = await providerAt(new URL("http://nowhere.invalid")).submit(order, calm);
    expect(outcome.kind).toBe("not_sent");
    if (outcome.kind === "not_sent") expect(outcome.cause.code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
  });

  test("the certificate is not to be trusted", async () => {
    let requests = 0;
    const server = createTlsServer(selfSigned, () => {
      requests += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const outcome = await providerAt(new URL(`https://127.0.0.1:${port}`)).submit(order, calm);
    expect(outcome).toMatchObject({ kind: "not_sent", cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" } });
    expect(requests).toBe(0);
  });

  test("the other side speaks no TLS", async () => {
    const server = await serve(silence);
    server.meetConnections((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const outcome = await providerAt(new URL(`https://${server.url.host}`)).submit(order, calm);
    const message = `${server.url.host} does not speak TLS where https is expected`;
    expect(outcome).toMatchObject({ kind: "not_sent", cause: { message } });
    expect(server.requests).toHaveLength(0);
  });

  test("TLS is still being agreed on when the connect time-out comes", async () => {
    const server = await serve(silence);
    server.meetConnections((socket) => socket.removeAllListeners("data"));
    const outcome = await providerAt(new URL(`https://${server.url.host}`), { timeouts: hasty }).submit(
      order,
      calm,
    );
    expect(outcome).toMatchObject({ kind: "not_sent", cause: { code: "connect_timeout" } });
  });

  test("it was interrupted before", async () => {
    const server = await serve(json(200, task));
    const outcome = await providerAt(server.url).submit(order, AbortSignal.abort());
    expect(outcome).toMatchObject({ kind: "not_sent", cause: { code: "aborted" } });
    expect(server.connections).toBe(0);
  });

  test("it was interrupted while it waited for a connection", async () => {
    const server = await serve(json(200, task));
    const stop = new AbortController();
    const submitting = providerAt(server.url).submit(order, stop.signal);
    stop.abort();
    expect(await submitting).toMatchObject({ kind: "not_sent", cause: { code: "aborted" } });
    // A later request on the same pool is served, and is the only one that ever arrives.
    const other = await providerAt(server.url).submit(orderOf({ prompt: "other" }), calm);
    expect(other.kind).toBe("accepted");
    expect(server.requests.map((request) => request.body.toString())).toEqual([
      '{"model":"kling-v3","prompt":"other"}',
    ]);
  });
});

describe("once writing has begun, nothing but an answer settles a submit", () => {
  test("no answer comes in time", async () => {
    const server = await serve(silence);
    const outcome = await providerAt(server.url, { timeouts: hasty }).submit(order, calm);
    expect(outcome).toMatchObject({ kind: "unknown", cause: { code: "timeout" } });
    expect(server.requests).toHaveLength(1);
  });

  test("the head came, and the body stops in the middle", async () => {
    const server = await serve(raw(head(200, { "content-length": "100" }), '{"id":'));
    const outcome = await providerAt(server.url, { timeouts: hasty }).submit(order, calm);
    expect(outcome).toMatchObject({ kind: "unknown", cause: { code: "timeout" } });
  });

  test("it is interrupted while the answer is awaited", async () => {
    const server = await serve(silence);
    const stop = new AbortController();
    const submitting = providerAt(server.url).submit(order, stop.signal);
    await server.arrival();
    stop.abort();
    expect(await submitting).toMatchObject({ kind: "unknown", cause: { code: "aborted" } });
  });

  test("the connection is reset before the whole request was read", async () => {
    const server = await serve(silence);
    server.meetConnections((socket) => socket.prependOnceListener("data", () => socket.resetAndDestroy()));
    const long = orderOf({ ...parameters, prompt: "a very long walk ".repeat(20_000) });
    expect((await providerAt(server.url).submit(long, calm)).kind).toBe("unknown");
  });

  test("the provider is closed while the answer is awaited", async () => {
    const server = await serve(silence);
    const provider = providerAt(server.url);
    const submitting = provider.submit(order, calm);
    await server.arrival();
    await provider.close();
    expect((await submitting).kind).toBe("unknown");
  });

  test("it is sent once, whatever becomes of it", async () => {
    const server = await serve(reset, hangUp, json(200, task));
    const provider = providerAt(server.url);
    expect((await provider.submit(order, calm)).kind).toBe("unknown");
    expect((await provider.submit(order, calm)).kind).toBe("unknown");
    expect(server.requests).toHaveLength(2);
  });
});

test("submits one after the other share connections", async () => {
  const server = await serve(json(200, task));
  const provider = providerAt(server.url);
  for (let count = 0; count < 20; count += 1)
    expect((await provider.submit(order, calm)).kind).toBe("accepted");
  // The next may start a moment before the last connection counts as free.
  expect(server.connections).toBeLessThanOrEqual(2);
});

test("a connection that the server wants closed is not used again", async () => {
  const server = await serve(json(200, task, { connection: "close" }));
  const provider = providerAt(server.url);
  for (let count = 0; count < 3; count += 1)
    expect((await provider.submit(order, calm)).kind).toBe("accepted");
  expect(server.requests.map((request) => request.connection)).toEqual([0, 1, 2]);
});

test("a connection that the server closed while it was idle costs no submit", async () => {
  const server = await serve(thenEnd(json(200, task)), json(200, task));
  const provider = providerAt(server.url);
  expect((await provider.submit(order, calm)).kind).toBe("accepted");
  expect((await provider.submit(order, calm)).kind).toBe("accepted");
});

describe("a process that did not run while its time-out passed", () => {
  /** Stops this thread, timers and all, as a signal or a sleeping machine does. */
  const standStill = (ms: number): void => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  };

  test("reads the answer that waits in the socket: the submit is accepted", async () => {
    const outcome = await providerAt(
      (
        await serve((socket, request) => {
          json(200, task)(socket, request);
          standStill(hasty.answerMs * 5);
        })
      ).url,
      { timeouts: hasty },
    ).submit(order, calm);
    expect(outcome).toMatchObject({ kind: "accepted", taskId: task.id });
  });

  test("reads on when half of the answer waits there, and the rest is under way", async () => {
    const text = JSON.stringify(task);
    const server = await serve((socket) => {
      socket.write(head(200, { "content-length": String(text.length) }) + text.slice(0, 9));
      standStill(hasty.answerMs * 5);
      setImmediate(() => setImmediate(() => socket.write(text.slice(9))));
    });
    const outcome = await providerAt(server.url, { timeouts: hasty }).submit(order, calm);
    expect(outcome).toMatchObject({ kind: "accepted", taskId: task.id });
  });
});
