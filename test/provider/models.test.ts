import { describe, expect, test } from "vitest";
import { answer, json, type Reply, reset } from "../fakes/scripted-server.ts";
import { apiKey, calm, hasty, providerAt, serve } from "./fixture.ts";

const entry = (id: unknown) => ({ id, object: "model", created: 0, owned_by: "x" });
const list = (...ids: readonly unknown[]) => ({ success: true, object: "list", data: ids.map(entry) });
const unreadable = { kind: "unavailable", cause: { code: "invalid_answer" } };

describe("the list of models is read as the documentation shows it, or not at all", () => {
  const rows: readonly (readonly [name: string, reply: Reply, expected: unknown])[] = [
    ["two models", json(200, list("kling-v3", "sora-2")), { kind: "models", names: ["kling-v3", "sora-2"] }],
    ["no model", json(200, list()), { kind: "models", names: [] }],
    [
      "a name for a terminal",
      json(200, list("kling\u001b[31m-v3", "\u200b")),
      { kind: "models", names: ["kling-v3"] },
    ],
    ["a name that is the key", json(200, list(apiKey)), { kind: "models", names: ["[secret]"] }],
    ["an entry without a name", json(200, list("kling-v3", 3)), unreadable],
    ["an entry that is a text", json(200, { ...list(), data: ["kling-v3"] }), unreadable],
    ["an empty name", json(200, list("kling-v3", "")), unreadable],
    ["a mapping in place of the list", json(200, { ...list(), data: {} }), unreadable],
    ["no list", json(200, { success: true }), unreadable],
    [
      "a failure",
      json(200, { ...list("kling-v3"), success: false, message: "group is closed" }),
      {
        kind: "unavailable",
        cause: { message: "HTTP 200, but no list of models in the answer: group is closed" },
      },
    ],
    ["half an answer", answer(200, '{"success": true, "data": [{"id": "kling'), { kind: "unavailable" }],
    [
      "401",
      json(401, { error: { code: 401, message: "no" } }),
      { kind: "key_refused", cause: { message: "no" } },
    ],
    ["403", json(403, { error: { code: "forbidden", message: "no" } }), { kind: "unavailable" }],
    ["429", answer(429), { kind: "unavailable", cause: { code: "http_429" } }],
    ["500", answer(500), { kind: "unavailable", cause: { code: "http_500" } }],
    ["a page", answer(200, "<html></html>"), { kind: "unavailable", cause: { code: "invalid_json" } }],
    ["a reset", reset, { kind: "unavailable" }],
  ];

  test.each(rows)("%s", async (_name, reply, expected) => {
    const server = await serve(reply);
    expect(await providerAt(server.url).models(calm)).toMatchObject(expected as object);
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /v1/models?type=video",
    ]);
  });

  test("a server that never answers", async () => {
    const server = await serve(() => {});
    const provider = providerAt(server.url, { timeouts: hasty });
    expect(await provider.models(calm)).toMatchObject({ kind: "unavailable" });
  });
});
