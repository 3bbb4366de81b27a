import fc from "fast-check";
import { expect, test } from "vitest";
import { noCounts } from "../../src/run/events.ts";
import { exitCodeOf, gravestExitCode } from "../../src/run/exit-code.ts";

test("each meaning has its code", () => {
  expect(exitCodeOf({ counts: { ...noCounts, done: 3, upToDate: 4 } })).toBe(0);
  expect(exitCodeOf({ counts: { ...noCounts, done: 3, failed: 1 } })).toBe(1);
  expect(exitCodeOf({ counts: { ...noCounts, uncertain: 1 } })).toBe(3);
  expect(exitCodeOf({ counts: { ...noCounts, unfetched: 1 } })).toBe(3);
  expect(exitCodeOf({ counts: { ...noCounts, notStarted: 1 }, stopped: "budget" })).toBe(4);
  expect(exitCodeOf({ counts: noCounts, stopped: "interrupted" })).toBe(130);
});

test("a run that lost its lock ends as one that did not get it, unless nobody can know what it did", () => {
  const stopped = "run_lock_lost";
  expect(exitCodeOf({ counts: { ...noCounts, done: 1, unfetched: 2, notStarted: 1 }, stopped })).toBe(5);
  expect(exitCodeOf({ counts: { ...noCounts, failed: 1 }, stopped, refused: 1 })).toBe(5);
  expect(exitCodeOf({ counts: { ...noCounts, unfetched: 1 }, stopped, isSaved: false })).toBe(3);
  expect(exitCodeOf({ counts: { ...noCounts, notStarted: 1 }, stopped, isSaved: false })).toBe(5);
  expect(exitCodeOf({ counts: { ...noCounts, uncertain: 1 }, stopped })).toBe(3);
});

test("a shot that moderation refused has failed, and still has when it is not sent again", () => {
  expect(exitCodeOf({ counts: { ...noCounts, held: 1 }, refused: 1 })).toBe(1);
  expect(exitCodeOf({ counts: { ...noCounts, held: 1 } })).toBe(0);
});

test("a shot that the run leaves to the next one, though nothing stopped it, is not a success", () => {
  expect(exitCodeOf({ counts: { ...noCounts, done: 1, notStarted: 1 } })).toBe(1);
});

test("a clip that is gone and cannot be had is not a success", () => {
  expect(exitCodeOf({ counts: { ...noCounts, done: 2, held: 1, missing: 1 } })).toBe(1);
});

test("3 goes before 4, and 4 before 1, whatever else holds", () => {
  const some = fc.nat({ max: 3 });
  const counts = fc.record({
    done: some,
    failed: some,
    uncertain: some,
    unfetched: some,
    notStarted: some,
    held: some,
    missing: some,
    upToDate: some,
  });
  const stops = [
    "no_balance",
    "key_refused",
    "budget",
    "unreachable",
    "state_unwritable",
    "output_unwritable",
  ] as const;
  fc.assert(
    fc.property(counts, fc.option(fc.constantFrom(...stops), { nil: undefined }), (counted, stopped) => {
      const code = exitCodeOf({ counts: counted, ...(stopped === undefined ? {} : { stopped }) });
      if (counted.uncertain + counted.unfetched > 0) expect(code).toBe(3);
      else if (stopped !== undefined) expect(code).toBe(4);
      else expect(code).toBe(counted.failed + counted.missing > 0 ? 1 : 0);
    }),
  );
});

test("of several storyboards the most serious counts: 3, 130, 5, 4, 1", () => {
  const inOrder = [3, 130, 5, 4, 1, 0];
  for (const [index, code] of inOrder.entries()) {
    expect(gravestExitCode(inOrder.slice(index).reverse())).toBe(code);
  }
  expect(gravestExitCode([])).toBe(0);
});
