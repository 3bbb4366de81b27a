import { describe, expect, test } from "vitest";
import { parseApiKey } from "../../src/provider/http/api/api-key.ts";
import { parseBaseUrl } from "../../src/provider/toapis/base-url.ts";

describe("a base URL that the key may go to", () => {
  test.each([
    ["https://toapis.com", "https://toapis.com/"],
    [" https://toapis.com/ ", "https://toapis.com/"],
    ["https://gateway.example.com:8443/team/video//", "https://gateway.example.com:8443/team/video"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080/"],
    ["http://localhost:8080/", "http://localhost:8080/"],
    ["http://api.localhost", "http://api.localhost/"],
    ["http://[::1]:8080", "http://[::1]:8080/"],
  ])("%s", (text, href) => {
    const parsed = parseBaseUrl(text);
    expect(parsed.ok && parsed.value.href).toBe(href);
  });
});

describe("a base URL that it may not go to is refused with the reason", () => {
  test.each([
    ["", /not a URL/],
    ["toapis.com", /not a URL/],
    ["http://toapis.com", /plain http/],
    ["http://127.0.0.1.example.com", /plain http/],
    ["http://192.168.0.10:8080", /plain http/],
    ["ftp://toapis.com", /ftp:/],
    ["https://me:secret@toapis.com", /password/],
    ["https://toapis.com/?a=1", /query/],
    ["https://toapis.com/#a", /fragment/],
    ["https://toapis.com/v1/", /v1/],
  ])("%s", (text, reason) => {
    const parsed = parseBaseUrl(text);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.error).toMatch(reason);
    expect(parsed.error).not.toContain("secret");
  });
});

test("a key is taken without the white space around it", () => {
  expect(parseApiKey("  sk-abc\n")).toEqual({ ok: true, value: "sk-abc" });
});

test.each(["", "  ", "Bearer sk-abc", "sk abc", "sk-\u0000", "sk-ключ", "sk-a\nsk-b"])(
  "%j is no key",
  (text) => {
    const parsed = parseApiKey(text);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.error).not.toContain("sk");
  },
);
