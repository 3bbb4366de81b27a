import { expect, test } from "vitest";
import { clockText, durationText, priceText, shotText, timeText } from "../../src/report/text/text.ts";

test.each([
  [400, "0 s"],
  [59_400, "59 s"],
  [60_000, "1 min"],
  [200_000, "3 min 20 s"],
  [7_500_000, "2 h 05 min"],
  [86_400_000, "24 h 00 min"],
  [180_000_000, "2 d 2 h"],
])("%i ms are %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test("clocks, prices, shots and times", () => {
  expect([clockText(7_000), clockText(750_000), clockText(3_723_000)]).toEqual(["0:07", "12:30", "1:02:03"]);
  expect(priceText({ amount: 12.5, currency: "USD" })).toBe("12.50 USD");
  expect(priceText({ amount: 0.1 + 0.2, currency: "EUR" })).toBe("0.30 EUR");
  expect(priceText({ amount: 0.0125, currency: "USD" })).toBe("0.0125 USD");
  expect([shotText({ id: "sh01", take: 1 }), shotText({ id: "sh01", take: 3 })]).toEqual([
    "sh01",
    "sh01 take 3",
  ]);
  expect(timeText(Date.UTC(2026, 10, 21, 8, 5))).toBe("2026-11-21 08:05 UTC");
});
