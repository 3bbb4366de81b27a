import { describe, expect, test } from "vitest";
import { answer, json, type Reply, reset } from "../fakes/scripted-server.ts";
import { calm, providerAt, serve } from "./fixture.ts";

const balance = {
  success: true,
  remain_balance: 100.5,
  used_balance: 25.5,
  credits_per_usd: 200,
  unlimited_quota: false,
};

describe("the balance is read as the documentation shows it", () => {
  const rows: readonly (readonly [name: string, reply: Reply, expected: unknown])[] = [
    [
      "a limited account",
      json(200, balance),
      { kind: "balance", remaining: 100.5, used: 25.5, unlimited: false },
    ],
    [
      "an unlimited account",
      json(200, { ...balance, remain_balance: -1, unlimited_quota: true }),
      { kind: "balance", remaining: -1, unlimited: true },
    ],
    [
      "-1 alone",
      json(200, { success: true, remain_balance: -1 }),
      { kind: "balance", unlimited: true, used: 0 },
    ],
    [
      "numbers as texts",
      json(200, { ...balance, remain_balance: "3.25" }),
      { kind: "balance", remaining: 3.25 },
    ],
    [
      "a failure",
      json(200, { success: false, message: "Failed to get user quota" }),
      {
        kind: "unavailable",
        cause: { message: "HTTP 200, but no balance in the answer: Failed to get user quota" },
      },
    ],
    ["no number", json(200, { success: true }), { kind: "unavailable", cause: { code: "invalid_answer" } }],
    ["401", json(401, { error: { code: 401, message: "no" } }), { kind: "key_refused" }],
    ["429", answer(429), { kind: "unavailable", cause: { code: "http_429" } }],
    ["500", answer(500), { kind: "unavailable" }],
    ["a page", answer(200, "<html></html>"), { kind: "unavailable", cause: { code: "invalid_json" } }],
    ["a reset", reset, { kind: "unavailable" }],
  ];

  test.each(rows)("%s", async (_name, reply, expected) => {
    const server = await serve(reply);
    expect(await providerAt(server.url).balance(calm)).toMatchObject(expected as object);
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /v1/user/balance"]);
  });
});
