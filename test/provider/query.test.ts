import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { QueryOutcome } from "../../src/provider/provider.ts";
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
import { apiKey, calm, hasty, providerAt, serve } from "./fixture.ts";

const running = {
  id: "t1",
  object: "generation.task",
  model: "kling-v3",
  status: "in_progress",
  created_at: 1_778_569_600,
};
const file = "https://files.example.com/clip.mp4?sign=a%2Bb";

async function ask(reply: Reply): Promise<QueryOutcome> {
  const server = await serve(reply);
  return await providerAt(server.url).query({ taskId: "t1" }, calm);
}

test("a query goes over the wire as the documentation shows it, its id escaped", async () => {
  const server = await serve(json(200, running));
  await providerAt(server.url).query({ taskId: "a/../b c?d#e%" }, calm);
  const [request] = server.requests;
  expect(request?.method).toBe("GET");
  expect(request?.path).toBe("/v1/videos/generations/a%2F..%2Fb%20c%3Fd%23e%25");
  expect(request?.rawHeaders).toContainEqual(["Authorization", `Bearer ${apiKey}`]);
  expect(request?.headers["content-type"]).toBeUndefined();
  expect(request?.body).toHaveLength(0);
});

test.each([
  ["..", "%2E%2E"],
  ["\ud800", "%EF%BF%BD"],
])("no id leaves its place in the path: %j", async (id, segment) => {
  const server = await serve(json(200, running));
  expect((await providerAt(server.url).lookUp(id, calm)).kind).toBe("task");
  expect(server.requests[0]?.path).toBe(`/v1/videos/generations/${segment}`);
});

describe("a task is read leniently", () => {
  const completed = {
    ...running,
    status: "completed",
    completed_at: 1_778_569_900,
    expires_at: 1_778_656_300,
  };
  const failed = { ...running, status: "failed" };
  const rows: readonly (readonly [name: string, answer: unknown, task: unknown])[] = [
    [
      "queued",
      { ...running, status: "queued", progress: 0 },
      { taskId: "t1", status: "queued", progress: 0, createdAt: 1_778_569_600 },
    ],
    ["in progress", { ...running, progress: 65 }, { status: "in_progress", progress: 65 }],
    ["a status in capitals", { ...running, status: "QUEUED" }, { status: "queued" }],
    [
      "an unknown status",
      { ...running, status: "submitted" },
      { status: "in_progress", unknownWord: "submitted" },
    ],
    ["progress as a percentage", { ...running, progress: "65%" }, { progress: 65 }],
    ["progress beyond its end", { ...running, progress: 250 }, { progress: 100 }],
    ["progress that is no number", { ...running, progress: {} }, { status: "in_progress" }],
    [
      "the documented result",
      { ...completed, result: { type: "video", data: [{ url: file, format: "mp4" }] } },
      { status: "completed", resultUrl: file, completedAt: 1_778_569_900, expiresAt: 1_778_656_300 },
    ],
    [
      "a result whose first entry has no URL",
      { ...completed, result: { data: [null, {}, { url: file }] } },
      { resultUrl: file },
    ],
    [
      "a picture named before the video",
      {
        ...completed,
        result: {
          data: [
            { url: "https://f.example.com/cover", type: "image" },
            { url: file, type: "video", format: "mp4" },
          ],
        },
      },
      { resultUrl: file, otherResultUrls: ["https://f.example.com/cover"] },
    ],
    [
      "files that only their names tell apart",
      {
        ...completed,
        url: file,
        result: {
          data: [
            { url: "https://f.example.com/a.jpg?x=.mp4" },
            { url: "https://f.example.com/b" },
            { url: file },
          ],
        },
      },
      {
        resultUrl: file,
        otherResultUrls: ["https://f.example.com/b", "https://f.example.com/a.jpg?x=.mp4"],
      },
    ],
    [
      "a file that says two things of itself",
      {
        ...completed,
        result: { data: [{ url: "https://f.example.com/a.png", format: "mp4" }, { url: file }] },
      },
      { resultUrl: file, otherResultUrls: ["https://f.example.com/a.png"] },
    ],
    ["video_url", { ...completed, video_url: file }, { resultUrl: file }],
    ["url", { ...completed, url: file }, { resultUrl: file }],
    ["completed without a URL", { ...completed, result: { data: [] } }, { status: "completed" }],
    ["times in milliseconds", { ...completed, expires_at: 1_778_656_300_123 }, { expiresAt: 1_778_656_300 }],
    ["times as texts", { ...completed, expires_at: "1778656300" }, { expiresAt: 1_778_656_300 }],
    [
      "times that are none",
      { ...completed, expires_at: "tomorrow", completed_at: -1 },
      { status: "completed" },
    ],
    [
      "an answer wrapped in data",
      { code: "success", data: { ...completed, url: file } },
      { taskId: "t1", status: "completed", resultUrl: file },
    ],
    ["its id in task_id", { status: "queued", task_id: "t1" }, { taskId: "t1", status: "queued" }],
    [
      "a gateway's own status around it",
      { status: "failed", data: { ...running, progress: 3 } },
      { taskId: "t1", status: "in_progress", progress: 3 },
    ],
    [
      "microseconds and nanoseconds",
      { ...completed, completed_at: 1_778_569_900_000_000, expires_at: 1_778_656_300_000_000_000 },
      { completedAt: 1_778_569_900, expiresAt: 1_778_656_300 },
    ],
    [
      "a failure",
      { ...failed, error: { code: "internal_error", message: "GPU lost" } },
      { status: "failed", failure: { code: "internal_error", message: "GPU lost", moderation: false } },
    ],
    [
      "a failure by moderation, told by its message",
      {
        ...failed,
        error: {
          code: "generation_failed",
          message: "Generation failed: Content violates the content policy",
        },
      },
      { failure: { code: "generation_failed", moderation: true } },
    ],
    [
      "the same in Chinese",
      { ...failed, error: { code: "generation_failed", message: "生成失败:内容审核未通过" } },
      { failure: { moderation: true } },
    ],
    [
      "a failure by moderation, told by its code",
      { ...failed, error: { code: "content_policy_violation" } },
      { failure: { code: "content_policy_violation", moderation: true } },
    ],
    [
      "a failure as a text",
      { ...failed, error: "out of memory" },
      { failure: { code: "generation_failed", message: "out of memory", moderation: false } },
    ],
    [
      "a failure as a fail_reason",
      { ...failed, fail_reason: "out of memory" },
      { failure: { message: "out of memory" } },
    ],
    [
      "a failure with a number for a code",
      { ...failed, error: { code: 500, message: "x" } },
      { failure: { code: "500", message: "x" } },
    ],
    [
      "a failure without a word",
      failed,
      { failure: { code: "generation_failed", message: "The provider gives no reason." } },
    ],
    [
      "a failure with control sequences",
      { ...failed, error: { code: "x", message: "a\u001b[2Jb\u202ec\n\nd" } },
      { failure: { message: "abc d" } },
    ],
  ];

  test.each(rows)("%s", async (_name, body, task) => {
    const outcome = await ask(json(200, body));
    expect(outcome).toMatchObject({ kind: "task", task: task as object });
  });

  test.each([2 ** 53, 253_402_300_800, -1, 0, 5, 1e300, "NaN", 1e21, {}, true, "2026-11-24T00:00:00Z"])(
    "a time that no calendar of this API has is taken for absent: %j",
    async (time) => {
      const outcome = await ask(json(200, { ...completed, expires_at: time, created_at: time }));
      const task = outcome.kind === "task" ? outcome.task : undefined;
      expect(task).toMatchObject({ status: "completed", completedAt: 1_778_569_900 });
      expect(task).not.toHaveProperty("expiresAt");
      expect(task).not.toHaveProperty("createdAt");
    },
  );

  test("a completed task without a URL has none", async () => {
    const outcome = await ask(json(200, { ...completed, result: { data: [{ url: "" }] } }));
    expect(outcome.kind === "task" && outcome.task.resultUrl).toBeUndefined();
  });
});

describe("an answer belongs to the task that it names", () => {
  const bodies = [
    { status: "failed" },
    { ...running, id: "t2", status: "failed" },
    { ...running, id: "T1", status: "completed", url: file },
    { ...running, id: null },
    { data: { id: "t2", status: "queued" } },
    { id: apiKey, status: "failed" },
  ];

  test.each(bodies)("another task's, or nobody's, says nothing about the asked one: %j", async (body) => {
    expect(await ask(json(200, body))).toMatchObject({
      kind: "unavailable",
      cause: { code: "task_mismatch" },
    });
  });

  test("a look-up by the client's own id gives the task's own id", async () => {
    const server = await serve(json(200, { ...running, client_business_id: "mine" }));
    const outcome = await providerAt(server.url).lookUp("mine", calm);
    const task = { taskId: "t1", clientId: "mine", model: "kling-v3", status: "in_progress" };
    expect(outcome).toMatchObject({ kind: "task", task });
  });

  test.each([
    { status: "queued", client_business_id: "mine" },
    { ...running, client_business_id: "another" },
  ])("a look-up takes no task without an id, and none of another client id: %j", async (body) => {
    const server = await serve(json(200, body));
    const outcome = await providerAt(server.url).lookUp("mine", calm);
    expect(outcome).toMatchObject({ kind: "unavailable", cause: { code: "task_mismatch" } });
  });
});

describe("only the API's own words say that there is no such task", () => {
  const words = [
    { error: { code: "task_not_found", message: "Task not found" } },
    { error: { code: 404, message: "Task not found", type: "not_found_error" } },
    { error: { code: "404", message: "任务不存在", type: "not_found_error" } },
  ];
  test.each(words)("%j does", async (body) => {
    expect((await ask(json(404, body))).kind).toBe("not_found");
  });

  const others = [
    {},
    [],
    null,
    "task_not_found",
    { message: "not found" },
    { code: "task_not_found", message: "Task not found" },
    { error: "task_not_found" },
    { error: { code: 404, message: "no route", type: "not_found_error" } },
    { error: { code: "model_not_found", message: "Task not found" } },
    { error: { code: 404, message: "Task not found" } },
    { error: { message: "Invalid URL (GET /v1/videos/generations/x)", type: "invalid_request_error" } },
    { detail: "Not Found" },
  ];
  test.each(others)("%j does not", async (body) => {
    expect((await ask(json(404, body))).kind).toBe("unavailable");
  });

  test("nor do they with any other status", async () => {
    expect((await ask(json(400, words[0]))).kind).toBe("unavailable");
    expect((await ask(json(500, words[0]))).kind).toBe("unavailable");
  });
});

test("an account's mark tells keys apart, and holds nothing of the key", async () => {
  const mark = (key: string): string =>
    providerAt(new URL("http://127.0.0.1:1"), { apiKey: key }).accountMark("5a17");
  expect(mark("sk-one")).toMatch(/^5a17:[0-9a-f]{8}$/);
  expect(mark("sk-one")).toBe(mark("sk-one"));
  expect(mark("sk-one")).not.toBe(mark("sk-two"));
});

describe("whatever is no task is told apart", () => {
  const wrong = (code: string | number, message: string) => ({ error: { code, message } });
  const rows: readonly (readonly [name: string, reply: Reply, expected: unknown])[] = [
    [
      "404 in the API's words",
      json(404, { error: { code: 404, message: "Task not found", type: "not_found_error" } }),
      { kind: "not_found", cause: { code: "not_found_error", message: "Task not found" } },
    ],
    [
      "404 as a proxy's page",
      answer(404, "<html><title>404</title></html>"),
      { kind: "unavailable", cause: { code: "http_404" } },
    ],
    ["401", json(401, wrong(401, "no")), { kind: "key_refused" }],
    [
      "429",
      json(429, wrong("rate_limit_exceeded", "slow"), { "retry-after": "2" }),
      { kind: "limited", retryAfterMs: 2000 },
    ],
    ["429 without a word", answer(429), { kind: "limited" }],
    ["503 of the limiter", json(503, wrong("rate_limit_unavailable", "later")), { kind: "limited" }],
    ["403", json(403, wrong("forbidden", "no")), { kind: "unavailable", cause: { code: "forbidden" } }],
    [
      "500",
      json(500, wrong("internal_error", "oops")),
      { kind: "unavailable", cause: { code: "internal_error" } },
    ],
    [
      "502",
      answer(502),
      { kind: "unavailable", cause: { code: "http_502", message: "HTTP 502 Bad Gateway" } },
    ],
    ["503", answer(503), { kind: "unavailable" }],
    [
      "302",
      answer(302, "", { location: "https://elsewhere.example.com/" }),
      { kind: "unavailable", cause: { code: "http_302" } },
    ],
    [
      "a page with status 200",
      answer(200, "<html>hello</html>"),
      { kind: "unavailable", cause: { code: "invalid_json" } },
    ],
    ["broken JSON", answer(200, '{"status":"comp'), { kind: "unavailable", cause: { code: "invalid_json" } }],
    ["an empty 200", answer(200), { kind: "unavailable", cause: { code: "invalid_json" } }],
    ["no status", json(200, { id: "t1" }), { kind: "unavailable", cause: { code: "invalid_answer" } }],
    ["a status that is no text", json(200, { id: "t1", status: 3 }), { kind: "unavailable" }],
    ["null", json(200, null), { kind: "unavailable" }],
    ["bytes that are no UTF-8", answer(200, Buffer.from([0xff, 0xfe, 0x7b])), { kind: "unavailable" }],
    ["a reset", reset, { kind: "unavailable", cause: { code: "ECONNRESET" } }],
    ["a closed connection", hangUp, { kind: "unavailable", cause: { code: "connection_lost" } }],
    [
      "half a body, then a clean end",
      thenEnd(raw(head(200, { "content-length": "50" }), '{"id"')),
      { kind: "unavailable" },
    ],
    [
      "half a body, then a reset",
      thenReset(raw(head(200, { "content-length": "50" }), '{"id"')),
      { kind: "unavailable" },
    ],
  ];

  test.each(rows)("%s", async (_name, reply, expected) => {
    expect(await ask(reply)).toMatchObject(expected as object);
  });

  test("no answer in time", async () => {
    const server = await serve(silence);
    const outcome = await providerAt(server.url, { timeouts: hasty }).query({ taskId: "t1" }, calm);
    expect(outcome).toMatchObject({ kind: "unavailable", cause: { code: "timeout" } });
  });

  test("an interrupted query", async () => {
    const server = await serve(silence);
    const stop = new AbortController();
    const asking = providerAt(server.url).query({ taskId: "t1" }, stop.signal);
    await server.arrival();
    stop.abort();
    expect(await asking).toMatchObject({ kind: "unavailable", cause: { code: "aborted" } });
  });
});

test("no JSON that a server can send makes a query throw, or a failure out of anything but the word failed", async () => {
  const server = await serve(json(200, running));
  const provider = providerAt(server.url);
  const key = fc.constantFrom(
    "id",
    "status",
    "progress",
    "result",
    "data",
    "url",
    "error",
    "code",
    "message",
    "created_at",
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("queued", "failed", "completed", "asked", "x", "", null, true, 0, -1, 1e300),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(key, tie("value"), { maxKeys: 6 }),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(value, async (body) => {
      server.play(json(200, body));
      const outcome = await provider.query({ taskId: "asked" }, calm);
      expect(["task", "unavailable"]).toContain(outcome.kind);
      if (outcome.kind !== "task") return;
      expect(outcome.task.taskId).toBe("asked");
      expect(JSON.stringify(body)).toContain('"asked"');
      if (outcome.task.status === "failed") expect(JSON.stringify(body)).toContain('"failed"');
    }),
    { numRuns: 200 },
  );
});
