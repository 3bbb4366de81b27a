import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  balance,
  completedResult,
  dawn,
  onePixelPng,
  query,
  rawGet,
  submit,
  submitted,
  upload,
} from "../rehearsal/api.ts";
import type { Fault, FaultRule } from "./faults.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ manual: true });
});
afterEach(() => server.close());

describe("a fault of a submit", () => {
  test.each<[string, Fault, number]>([
    ["a status", { kind: "status", status: 500 }, 500],
    ["a status of moderation", { kind: "status", status: 422 }, 422],
    ["a limit", { kind: "rate_limited", retryAfter: 7 }, 429],
    ["a page", { kind: "html", status: 502 }, 502],
    ["JSON that breaks off", { kind: "broken_json" }, 200],
    ["no body", { kind: "empty" }, 200],
    ["other JSON", { kind: "json", body: { ok: true } }, 200],
    ["a redirect", { kind: "redirect", to: "https://example.com/" }, 302],
  ])("answers with %s in place of accepting", async (_, fault, status) => {
    server.script({ on: "submit", fault });
    const answer = await submit(server);
    expect([answer.status, server.ledger.paid]).toEqual([status, 0]);
    expect((await submit(server)).status).toBe(200);
  });

  test("bears the documented body and headers", async () => {
    server.script({ on: "submit", fault: { kind: "rate_limited", retryAfter: 7 } });
    const { headers, json } = await submit(server);
    expect(headers.get("retry-after")).toBe("7");
    expect(json.error?.code).toBe("rate_limit_exceeded");
  });

  test.each<[string, Partial<FaultRule> & { fault: Fault }, number]>([
    ["before reading", { fault: { kind: "reset", when: "before_reading" } }, 0],
    ["after reading", { fault: { kind: "reset", when: "after_reading" } }, 0],
    ["after accepting", { fault: { kind: "reset", when: "after_reading" }, accepts: true }, 1],
  ])("cuts the connection %s", async (_, rule, paid) => {
    server.script({ on: "submit", ...rule });
    await expect(submit(server)).rejects.toThrow();
    expect(server.ledger.paid).toBe(paid);
    expect(server.ledger.counts.submit).toBe(1);
  });

  test("may strike after the task was accepted and paid", async () => {
    server.script({ on: "submit", accepts: true, fault: { kind: "html", status: 504 } });
    expect((await submit(server)).status).toBe(504);
    expect(server.ledger.paid).toBe(1);
  });

  test("hangs until it is released, then accepts", async () => {
    server.script({ on: "submit", fault: { kind: "hang" } });
    const pending = submit(server);
    await server.waitFor(({ faults }) => faults.strikes()[0] === 1);
    expect(server.ledger.paid).toBe(0);
    server.release();
    expect((await pending).status).toBe(200);
    expect(server.ledger.paid).toBe(1);
  });

  test("that accepts and hangs accepts once", async () => {
    server.script({ on: "submit", accepts: true, fault: { kind: "hang" } });
    const pending = submit(server);
    await server.waitFor(({ ledger }) => ledger.paid === 1);
    server.release();
    expect((await pending).json.id).toBe(server.ledger.tasks[0]?.taskId);
    expect(server.ledger.paid).toBe(1);
  });
});

describe("a fault rule", () => {
  test("strikes from its turn on, so often as it says", async () => {
    server.script({ on: "submit", after: 1, times: 2, fault: { kind: "status", status: 500 } });
    const statuses = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await submit(server)).status);
    expect(statuses).toEqual([200, 500, 500, 200, 200]);
  });

  test("strikes always where it says so", async () => {
    server.script({ on: "balance", times: "always", fault: { kind: "status", status: 503 } });
    for (let count = 0; count < 3; count += 1) expect((await balance(server)).status).toBe(503);
  });

  test("strikes only what matches, by the task's own prompt where there is no body", async () => {
    server.script({
      on: "query",
      match: { prompt: "second" },
      times: "always",
      fault: { kind: "task_forgotten" },
    });
    const first = await submitted(server, { ...dawn, prompt: "first" });
    const second = await submitted(server, { ...dawn, prompt: "second" });
    expect((await query(server, first)).status).toBe(200);
    expect((await query(server, second)).status).toBe(404);
  });

  test("strikes by model, by range and by a condition of its own", async () => {
    server.script(
      { on: "submit", match: { model: "other" }, fault: { kind: "status", status: 500 } },
      { on: "result", match: { range: true }, fault: { kind: "status", status: 503 } },
      { on: "submit", when: ({ body }) => body?.mode === "pro", fault: { kind: "status", status: 422 } },
    );
    expect((await submit(server, { ...dawn, mode: "pro" })).status).toBe(422);
    const url = await completedResult(server);
    expect((await rawGet(url)).status).toBe(200);
    expect((await rawGet(url, { range: "bytes=1-" })).status).toBe(503);
    expect(server.faults.strikes()).toEqual([0, 1, 1]);
  });
});

describe("a fault of a query", () => {
  const completed = async (): Promise<string> => {
    const id = await submitted(server);
    server.complete(id);
    return id;
  };

  test("tells an unknown word", async () => {
    const id = await submitted(server);
    server.script({ on: "query", fault: { kind: "status_word", word: "submitted" } });
    expect((await query(server, id)).json.status).toBe("submitted");
    expect((await query(server, id)).json.status).toBe("queued");
  });

  test("tells completion without a URL", async () => {
    server.script({ on: "query", fault: { kind: "completed_without_url" } });
    const { json } = await query(server, await completed());
    expect([json.status, json.result]).toEqual(["completed", undefined]);
  });

  test.each(["video_url", "url"] as const)("names the URL in %s, as older pages do", async (field) => {
    server.script({ on: "query", fault: { kind: "url_in", field } });
    const { json } = await query(server, await completed());
    expect(json.result).toBeUndefined();
    expect(json[field]).toMatch(/^http:\/\/127\.0\.0\.1:.*\.mp4$/);
  });

  test("names a URL of the script's own", async () => {
    server.script({ on: "query", fault: { kind: "result_url", url: "ftp://example.com/a.mp4" } });
    const { json } = await query(server, await completed());
    expect(json.result?.data[0]?.url).toBe("ftp://example.com/a.mp4");
  });

  test("fails the task for good", async () => {
    const id = await submitted(server);
    server.script({
      on: "query",
      fault: { kind: "task_fails", code: "generation_failed", message: "policy" },
    });
    for (let count = 0; count < 2; count += 1) {
      expect((await query(server, id)).json).toMatchObject({
        status: "failed",
        error: { message: "policy" },
      });
    }
  });
});

describe("a fault of a result", () => {
  const struck = async (fault: Fault) => {
    const url = await completedResult(server);
    const whole = await rawGet(url);
    server.script({ on: "result", fault });
    return { whole, part: await rawGet(url) };
  };

  test.each<["cut" | "reset" | "chunked_cut", boolean]>([
    ["cut", false],
    ["reset", false],
    ["chunked_cut", false],
  ])("breaks the body off by %s, which HTTP shows", async (by, complete) => {
    const { whole, part } = await struck({ kind: "truncated", afterBytes: 100, by });
    expect(part.complete).toBe(complete);
    expect(part.bytes).toEqual(whole.bytes.subarray(0, 100));
    expect(part.headers["content-length"]).toBe(
      by === "chunked_cut" ? undefined : String(whole.bytes.length),
    );
  });

  test.each(["chunked_ended", "short_length"] as const)(
    "ends the body early by %s, which HTTP hides",
    async (by) => {
      const { whole, part } = await struck({ kind: "truncated", afterBytes: 100, by });
      expect(part.complete).toBe(true);
      expect(part.bytes).toEqual(whole.bytes.subarray(0, 100));
    },
  );

  test("stalls until it is released", async () => {
    const url = await completedResult(server);
    server.script({ on: "result", fault: { kind: "stall", afterBytes: 50 } });
    const pending = rawGet(url);
    await server.waitFor(({ faults }) => faults.strikes()[0] === 1);
    server.release();
    expect((await pending).complete).toBe(false);
  });

  test("sends slowly and completely", async () => {
    const { whole, part } = await struck({ kind: "slow", chunkBytes: 1000, pauseMs: 1 });
    expect(part.bytes).toEqual(whole.bytes);
  });

  test("labels it as something else", async () => {
    const { part } = await struck({ kind: "content_type", value: "application/octet-stream" });
    expect(part.headers["content-type"]).toBe("application/octet-stream");
  });

  test.each<[Fault, number]>([
    [{ kind: "not_ready" }, 404],
    [{ kind: "not_ready", status: 425 }, 425],
    [{ kind: "expired" }, 403],
    [{ kind: "expired", status: 410 }, 410],
    [{ kind: "html" }, 200],
    [{ kind: "content", text: "no clip" }, 200],
    [{ kind: "redirect", to: "/elsewhere", status: 307 }, 307],
  ])("answers %j", async (fault, status) => {
    expect((await struck(fault)).part.status).toBe(status);
  });

  test("ignores the range", async () => {
    const url = await completedResult(server);
    server.script({ on: "result", fault: { kind: "range_ignored" } });
    expect((await rawGet(url, { range: "bytes=10-" })).status).toBe(200);
  });

  test("serves a file that changed meanwhile, under another validator", async () => {
    const { whole, part } = await struck({ kind: "file_changed" });
    expect(part.bytes.length).toBe(whole.bytes.length);
    expect(part.bytes.equals(whole.bytes)).toBe(false);
    expect(part.headers.etag).not.toBe(whole.headers.etag);
  });
});

test("uploads and the balance can fail, too", async () => {
  server.script(
    { on: "upload", fault: { kind: "status", status: 500 } },
    { on: "balance", fault: { kind: "broken_json" } },
  );
  expect((await upload(server, onePixelPng)).status).toBe(500);
  expect((await balance(server)).text).toBe('{"id": "video_');
  expect((await upload(server, onePixelPng)).status).toBe(200);
});
