import { expect, test } from "vitest";
import { type NextStepsRequest, nextSteps } from "../../src/report/next-steps.ts";

const counts = {
  done: 0,
  failed: 0,
  uncertain: 0,
  unfetched: 0,
  notStarted: 0,
  held: 0,
  missing: 0,
  upToDate: 0,
};
const quiet: NextStepsRequest = {
  file: "film.yaml",
  command: "render",
  counts,
  stopped: undefined,
  fitting: undefined,
  firstUncertain: undefined,
  firstUnfetched: undefined,
  firstFailed: undefined,
};

test("nothing is left to do after a run that did all", () => {
  expect(nextSteps(quiet)).toBe("");
});

test.each(["task_not_found", "result_expired"])("a task that ended in %s can be given up by hand", (code) => {
  const firstUnfetched = { id: "sh01", take: 2, error: { code } };
  const steps = nextSteps({ ...quiet, counts: { ...counts, unfetched: 1 }, firstUnfetched });
  expect(steps).toContain("dailies resolve film.yaml sh01 --take 2 --not-submitted");
  expect(steps).toContain("dailies render film.yaml ");
});

test("a task that is only late is carried on with, not given up", () => {
  const firstUnfetched = { id: "sh01", take: 1, error: { code: "polling_failed" } };
  const steps = nextSteps({ ...quiet, counts: { ...counts, unfetched: 1 }, firstUnfetched });
  expect(steps).not.toContain("resolve");
});
