import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decimalText,
  difference,
  moneyText,
  parseDecimal,
  product,
  sum,
  withoutDust,
} from "../../src/base/money.ts";

test("sums and products are those of decimals, not of their nearest binary numbers", () => {
  expect(product(0.1, 3)).toBe(0.3);
  expect(product(0.07, 5)).toBe(0.35);
  expect(sum([0.1, 0.2])).toBe(0.3);
  expect(sum(Array.from({ length: 10_000 }, () => 0.07))).toBe(700);
  expect(difference(0.3, 0.1)).toBe(0.2);
  expect(sum([])).toBe(0);
});

test("an amount in cents comes back to the cent, however it is added up", () => {
  const cents = fc.array(fc.nat(1_000_000), { maxLength: 50 });
  fc.assert(
    fc.property(cents, (all) => {
      const total = sum(all.map((one) => one / 100));
      expect(total).toBe(all.reduce((a, b) => a + b, 0) / 100);
      expect(all.reduce((left, one) => difference(left, one / 100), total)).toBe(0);
    }),
  );
});

test("an amount is shown in plain decimals, two at least, with its currency", () => {
  expect(decimalText(12.5)).toBe("12.50");
  expect(decimalText(0.0075)).toBe("0.0075");
  expect(decimalText(1e-7)).toBe("0.0000001");
  expect(decimalText(1e21)).toBe("1000000000000000000000.00");
  expect(moneyText(40, "USD")).toBe("40.00 USD");
  expect(moneyText(40, undefined)).toBe("40.00");
});

test("an amount that another program computed in binary loses its dust, and nothing else", () => {
  expect(withoutDust(9.650000000000002)).toBe(9.65);
  expect(withoutDust(0.35000000000000003)).toBe(0.35);
  expect(withoutDust(-1)).toBe(-1);
  expect(withoutDust(123456.789)).toBe(123456.789);
});

test.each([
  "",
  " ",
  "-1",
  "+1",
  "1e3",
  "0x10",
  "1,5",
  "1.",
  ".5",
  "007",
  "00",
  "NaN",
  "Infinity",
  "25 USD",
  "1_000",
  "٣",
  "0.1000000000000000055",
  "9007199254740993",
  "9".repeat(400),
  "1\n",
])("%j is not an amount", (text) => {
  expect(parseDecimal(text)).toBeUndefined();
});

test("an amount that was written is the amount that is meant", () => {
  expect(parseDecimal("0")).toBe(0);
  expect(parseDecimal("12.50")).toBe(12.5);
  fc.assert(
    fc.property(fc.nat(99_999_999), fc.nat(9999), (whole, part) => {
      const text = `${whole}.${String(part).padStart(4, "0")}`;
      const amount = parseDecimal(text);
      expect(amount).toBeDefined();
      expect(Number(decimalText(amount ?? Number.NaN))).toBe(Number(text));
    }),
  );
});
