import fc from "fast-check";
import { expect, test } from "vitest";
import {
  parseAmount,
  parseConcurrency,
  parseCount,
  parseDuration,
  parseInterval,
  parseRate,
} from "../../src/cli/flags/parsers.ts";

test.each([
  ["200ms", 200],
  ["10s", 10_000],
  ["1.5m", 90_000],
  ["2h", 7_200_000],
  ["0s", 0],
])("the duration %s is %i ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test("a duration needs its unit, and stays within a day", () => {
  for (const text of ["10", "s", "-1s", "1e3s", "10 s", "10S", "", "25h", "Infinityh"]) {
    expect(() => parseDuration(text), text).toThrow(SyntaxError);
  }
  expect(() => parseInterval("0.1ms")).toThrow("1ms or more");
});

test("rates, counts and concurrencies", () => {
  expect([parseRate("5"), parseRate("0.5"), parseRate("off")]).toEqual([5, 0.5, "off"]);
  expect([parseCount("1"), parseConcurrency("auto"), parseConcurrency("64")]).toEqual([1, "auto", 64]);
  expect(parseAmount("12.50")).toBe(12.5);
  for (const text of ["0", "-1", "1.5", "", "1e3", "99999999999999999999"]) {
    expect(() => parseCount(text), text).toThrow(SyntaxError);
  }
});

test("whatever is typed, a parser gives a finite number or says what it expected", () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[-+0-9.e]{1,6}(ms|s|m|h)?$/));
  fc.assert(
    fc.property(text, (input) => {
      for (const parse of [parseDuration, parseInterval, parseCount, parseAmount]) {
        try {
          const value = parse(input);
          expect(Number.isFinite(value) && value >= 0).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }
    }),
  );
});
