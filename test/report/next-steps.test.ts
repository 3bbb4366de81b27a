import { expect, test } from "vitest";
import type { Remedy } from "../../src/report/run/failure-groups.ts";
import { type NextStepsRequest, nextSteps } from "../../src/report/run/next-steps.ts";
import { noCounts as counts } from "../../src/run/events.ts";

const quiet: NextStepsRequest = {
  file: "film.yaml",
  command: "render",
  counts,
  notInspected: 0,
  stopped: undefined,
  fitting: undefined,
  firstUncertain: undefined,
  firstUnfetched: undefined,
  remedies: new Set(),
  keys: [{ variable: "SOME_API_KEY", page: "https://example.com/keys" }],
  columns: 120,
};

test("nothing is left to do after a run that did all", () => {
  expect(nextSteps(quiet)).toBe("");
});

test("clips that came are looked into, once nothing else is left to do", () => {
  const done = { ...counts, done: 3 };
  expect(nextSteps({ ...quiet, counts: done, notInspected: 3 })).toContain(
    "dailies inspect film.yaml   see which",
  );
  expect(nextSteps({ ...quiet, notInspected: 3 })).toBe("");
  expect(nextSteps({ ...quiet, counts: { ...done, failed: 1 }, notInspected: 3 })).toBe("");
});

test.each(["task_not_found", "result_expired"])("a task that ended in %s can be given up by hand", (code) => {
  const firstUnfetched = { id: "sh01", take: 2, error: { code } };
  const steps = nextSteps({ ...quiet, counts: { ...counts, unfetched: 1 }, firstUnfetched });
  expect(steps).toContain("dailies resolve film.yaml sh01 --take 2 --not-submitted");
  expect(steps).toContain("dailies render film.yaml\n      carry on");
});

test("a task that is only late is carried on with, not given up", () => {
  const firstUnfetched = { id: "sh01", take: 1, error: { code: "polling_failed" } };
  const steps = nextSteps({ ...quiet, counts: { ...counts, unfetched: 1 }, firstUnfetched });
  expect(steps).not.toContain("resolve");
});

const steps = (...remedies: Remedy[]): string =>
  nextSteps({ ...quiet, counts: { ...counts, failed: 2 }, remedies: new Set(remedies) });

test("what moderation refused is to be changed first; sending it unchanged is never advised", () => {
  expect(steps("change_inputs")).toBe(
    "Next:\n  dailies render film.yaml   once the prompts or pictures are changed",
  );
  expect(steps("change_inputs", "retry")).toContain("dailies retry film.yaml ");
  expect(steps("change_inputs", "retry")).not.toContain("--only");
});

test.each(["retry", "mend"] as const)("retry is named where it would help: %s", (remedy) => {
  expect(steps(remedy)).toContain("dailies retry film.yaml ");
});

test("clips that are gone can be paid for again", () => {
  const text = nextSteps({ ...quiet, counts: { ...counts, held: 2, missing: 2 } });
  expect(text).toBe("Next:\n  dailies render film.yaml --missing   pay again for the clips that are gone");
});

test("in a narrow terminal the reason goes below its command, which stays whole", () => {
  const file = "productions/2026/harbour-film/reel-one/storyboard.yaml";
  const text = nextSteps({
    ...quiet,
    file,
    columns: 80,
    counts: { ...counts, failed: 1 },
    remedies: new Set(["retry"]),
  });
  expect(text.split("\n")).toEqual([
    "Next:",
    `  dailies retry ${file}`,
    "      the same again, only what failed",
  ]);
});
