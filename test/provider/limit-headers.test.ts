import { describe, expect, test } from "vitest";
import { readLimitSignals } from "../../src/provider/http/limits/limit-headers.ts";

const now = Date.UTC(2026, 10, 21, 8, 0, 0);

describe("Retry-After is read as seconds or as a date", () => {
  const rows: readonly (readonly [headers: Record<string, string>, retryAfterMs: number | undefined])[] = [
    [{ "retry-after": "3" }, 3000],
    [{ "retry-after": " 0.5 " }, 500],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": "Sat, 21 Nov 2026 08:00:20 GMT" }, 20_000],
    [{ "retry-after": "Sat, 21 Nov 2026 07:00:00 GMT" }, 0],
    // The server's clock is an hour fast: its own Date tells.
    [{ "retry-after": "Sat, 21 Nov 2026 09:00:20 GMT", date: "Sat, 21 Nov 2026 09:00:00 GMT" }, 20_000],
    [{ "retry-after": "99999999999" }, 3_600_000],
    [{ "retry-after": "-5" }, undefined],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "" }, undefined],
    [{}, undefined],
  ];

  test.each(rows)("%j", (headers, retryAfterMs) => {
    expect(readLimitSignals(headers, now).retryAfterMs).toBe(retryAfterMs);
  });
});

describe("X-RateLimit-Reset is understood by its size", () => {
  test.each([
    ["12", now + 12_000],
    [String(now / 1000 + 30), now + 30_000],
    [String(now + 4000), now + 4000],
    [String(now / 1000 - 30), now],
    ["", undefined],
    ["later", undefined],
  ])("%s", (reset, resetAt) => {
    expect(readLimitSignals({ "x-ratelimit-reset": reset }, now).resetAt).toBe(resetAt);
  });
});

test("limit and remaining are plain numbers, and nonsense is nothing", () => {
  expect(readLimitSignals({ "x-ratelimit-limit": "50", "x-ratelimit-remaining": "0" }, now)).toEqual({
    limit: 50,
    remaining: 0,
  });
  expect(readLimitSignals({ "x-ratelimit-limit": "many", "x-ratelimit-remaining": "-1" }, now)).toEqual({});
});
