import fc from "fast-check";

/** What a terminal obeys, a program trips over, or a reader is fooled by. */
const nasty = [
  "\u001b[31mred\u001b[0m",
  "\u001b]0;title\u0007",
  "\u001b]8;;https://example.com\u001b\\link",
  "\u009b2J",
  "\u0085next",
  "\u007f\b\b\b",
  "\u0000",
  "\r\nerror: forged line",
  "\tt",
  "a\u202eexe.4pm",
  "\u2066\u2069\u200f",
  "\u2028\u2029",
  "\ufeff",
  "\ud800",
  "\udfff\ud800",
  "__proto__",
  "constructor",
  "toString",
  "../../outside/precious",
  "/etc/passwd",
  "C:\\x\\con",
  "$HOME $(id) `id`",
  "'; rm -rf .; '",
  "--task",
  "%s%d%n",
  "雨 é 🎬",
  "9".repeat(400),
  "x".repeat(20_000),
  "[".repeat(200),
  "",
] as const;

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...nasty) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc.array(fc.constantFrom(...nasty.slice(0, 19)), { maxLength: 4 }).map((all) => all.join("")),
  },
);

/** Any JSON value that may be where another belongs. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: hostileText },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      null,
      -1,
      0.1,
      1e308,
      2 ** 53,
      1e21,
      253_402_300_800_000,
      true,
      [],
      {},
      [[]],
    ),
  },
);

/** Raw characters that must not reach a terminal; a line break is the one control that output is made of. */
export const rawCharacters =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;
