import fc from "fast-check";
import { expect, test } from "vitest";
import { type AbsenceTerms, judgeAbsence } from "../../../src/run/submit/absence.ts";

const hour = 3_600_000;
const at = Date.UTC(2026, 10, 24);

const terms: AbsenceTerms = {
  submittedAt: at,
  account: "same",
  answerMs: 60_000,
  remembersMs: 24 * hour,
  looks: 4,
  intervalMs: 10_000,
};

test("a submit is proved absent by enough looks, late enough, within a day, and with the same key", () => {
  expect(judgeAbsence(terms, 3, at + 90_000)).toEqual({ kind: "absent" });
  expect(judgeAbsence(terms, 2, at + 90_000)).toEqual({ kind: "again", delayMs: 10_000, counts: true });
  expect(judgeAbsence(terms, 3, at + 89_000)).toEqual({ kind: "again", delayMs: 1_000, counts: false });
  expect(judgeAbsence({ ...terms, lostAt: at + 80_000 }, 3, at + 90_000)).toMatchObject({ counts: false });
  for (const [changes, now, code] of [
    [{ account: "other" }, 90_000, "other_account"],
    [{ account: "unknown" }, 90_000, "account_unknown"],
    [{}, 25 * hour, "look_up_too_late"],
    [{}, -1, "clock_set_back"],
  ] as const) {
    expect(judgeAbsence({ ...terms, ...changes }, 3, at + now)).toMatchObject({ error: { code } });
  }
});

test("whatever the pace of looks and the times, absence is never believed without its proof", () => {
  const anything = fc.record({
    account: fc.constantFrom("same" as const, "other" as const, "unknown" as const),
    age: fc.integer({ min: -2 * hour, max: 30 * hour }),
    answerMs: fc.integer({ min: 1, max: 300_000 }),
    intervalMs: fc.integer({ min: 1, max: 60_000 }),
    agreed: fc.nat(6),
    lostAfter: fc.option(fc.nat(100_000), { nil: undefined }),
  });
  fc.assert(
    fc.property(anything, ({ account, age, answerMs, intervalMs, agreed, lostAfter }) => {
      const lost = lostAfter === undefined ? {} : { lostAt: at + lostAfter };
      const verdict = judgeAbsence({ ...terms, ...lost, account, answerMs, intervalMs }, agreed, at + age);
      if (verdict.kind === "again") expect(verdict.delayMs).toBeGreaterThan(0);
      if (verdict.kind !== "absent") return;
      expect(account).toBe("same");
      expect(agreed).toBeGreaterThanOrEqual(3);
      expect(age).toBeGreaterThanOrEqual(1.5 * answerMs);
      expect(age).toBeLessThanOrEqual(24 * hour);
    }),
  );
});
