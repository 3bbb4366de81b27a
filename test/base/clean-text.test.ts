import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanText, Secrets } from "../../src/base/text/clean-text.ts";

describe("text from outside is made fit to show", () => {
  test.each([
    ["plain text stays", "Content violates the policy", "Content violates the policy"],
    ["Chinese stays", "内容审核未通过", "内容审核未通过"],
    ["emoji stay whole", "a 👩‍🎬 b", "a 👩‍🎬 b"],
    ["colours go", "\u001b[31mred\u001b[0m", "red"],
    ["window titles go", "\u001b]0;owned\u0007text", "text"],
    ["links go, their text stays", "\u001b]8;;https://example.com\u0007here\u001b]8;;\u0007", "here"],
    ["8-bit controls go", "\u009b31mred", "red"],
    ["a lonely escape goes", "a\u001bb", "ab"],
    ["bells and backspaces go", "a\u0007b\u0008c\u0000d", "abcd"],
    ["bidirectional overrides go", "safe\u202egpj.exe\u202c \u2067x\u2069", "safegpj.exe x"],
    ["invisible characters go", "a\u200bb\ufeffc\u{e0041}d\u00ade", "abcde"],
    ["joiners that join nothing go", "s\u200dk\u200c-1", "sk-1"],
    ["lines become one", "one\r\ntwo\u2028three\tfour\n\n", "one two three four"],
    ["half a pair goes", "a\ud83db", "ab"],
  ])("%s", (_name, text, expected) => {
    expect(cleanText(text)).toBe(expected);
  });
});

test("long text is cut with a mark, never in the middle of a character", () => {
  expect(cleanText("x".repeat(1000))).toBe(`${"x".repeat(499)}…`);
  expect(cleanText("👩".repeat(20), { maxLength: 10 })).toBe(`${"👩".repeat(9)}…`);
  expect(cleanText("👩".repeat(10), { maxLength: 10 })).toBe("👩".repeat(10));
});

describe("a secret survives in no form", () => {
  const secret = 'sk-se"cret/+= 1';
  const secrets = new Secrets([secret]);
  test.each([
    ["plainly", `key ${secret}!`, "key [secret]!"],
    ["in a URL", `?key=${encodeURIComponent(secret)}`, "?key=[secret]"],
    ["in JSON", JSON.stringify({ key: secret }), '{"key":"[secret]"}'],
    ["in base64", Buffer.from(secret).toString("base64"), "[secret]"],
    [
      "split by control characters",
      `key ${secret.slice(0, 5)}\u0007\u200b${secret.slice(5)}`,
      "key [secret]",
    ],
    ["split by joiners", `key ${secret.slice(0, 5)}\u200d${secret.slice(5)}`, "key [secret]"],
  ])("%s", (_name, text, expected) => {
    expect(cleanText(text, { secrets })).toBe(expected);
  });

  test("not even half of it, where the text is cut", () => {
    const cut = cleanText(`${"x".repeat(15)}${secret}`, { secrets, maxLength: 20 });
    expect(cut).toBe(`${"x".repeat(15)}[sec…`);
  });

  test("an empty secret hides nothing", () => {
    expect(cleanText("text", { secrets: new Secrets([""]) })).toBe("text");
    expect(new Secrets([""]).isIn("text")).toBe(false);
  });
});

test.each(["\u200d", "a\u200d", "\u001b]", "\u001b[1;", " ", "\ud800"])(
  "a million times %j is nothing to choke on",
  (piece) => {
    expect(cleanText(piece.repeat(1_000_000)).length).toBeLessThanOrEqual(500);
  },
);

test("whatever comes in, one bounded line without controls and without the secret goes out", () => {
  const secret = "sk-0123456789";
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      secret,
      "sk-01234",
      "56789",
      "\u001b",
      "[31m",
      "\u009b",
      "\u202e",
      "\u200b",
      "\u200d",
      "\r\n",
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const cleaned = cleanText(pieces.join(""), { secrets: new Secrets([secret]), maxLength: 60 });
      expect(cleaned).not.toContain(secret);
      expect(cleaned).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b]/u);
      expect([...cleaned].length).toBeLessThanOrEqual(60);
    }),
    { numRuns: 200 },
  );
});
