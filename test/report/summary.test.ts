import { expect, test } from "vitest";
import type { RunCommand } from "../../src/report/next-steps.ts";
import { palette } from "../../src/report/palette.ts";
import { summary } from "../../src/report/summary.ts";
import type { RunEvent } from "../../src/run/events.ts";
import { type counts, everyEvent, totals } from "./events.ts";

function summaryOf(events: readonly RunEvent[], command: RunCommand = "render"): string {
  const end = summary({ command, file: "my film.yaml", output: "clips", palette: palette(false) });
  for (const event of events) end.handle(event);
  return end.text();
}

const nothing = {
  done: 0,
  failed: 0,
  uncertain: 0,
  unfetched: 0,
  notStarted: 0,
  held: 0,
  missing: 0,
  upToDate: 0,
};
const started = {
  type: "run_started",
  storyboard: "my film.yaml",
  rehearsal: false,
  concurrency: 4,
  totals,
} as const;
const finished = (own: Partial<typeof counts>): RunEvent => ({
  type: "run_finished",
  counts: { ...nothing, ...own },
  exitCode: 0,
  elapsedMs: 200_000,
});

test("everything that can go wrong is told with what to do about it", () => {
  const events = everyEvent.filter(({ type }) => type !== "over_limits");
  expect(summaryOf(events)).toMatchSnapshot();
});

test("a clean run is one line", () => {
  expect(summaryOf([started, finished({ done: 12, upToDate: 3 })])).toBe(
    "12 clips done, in clips, 3 with nothing to do; 3 min 20 s in all\n",
  );
});

test("a run with nothing to do says so", () => {
  expect(summaryOf([started, finished({ upToDate: 1 })])).toBe("Nothing to do: 1 shot up to date.\n");
});

test("the end says what --concurrency auto found, and otherwise that it met no limit", () => {
  const summaryAfter = (reason: "limited" | "found" | "no_limit_met", concurrency: number): string =>
    summaryOf([started, { type: "concurrency", concurrency, reason }, finished({ done: 12 })]);
  expect(summaryAfter("found", 8)).toContain("auto found that the account takes 8 tasks at a time.\n");
  expect(summaryAfter("no_limit_met", 1)).toContain(
    "auto met no limit of the account, with up to 1 task at a time.\n",
  );
  expect(summaryAfter("limited", 2)).not.toContain("tasks at a time");
});

test("a rehearsal ends with the way to the real thing", () => {
  expect(summaryOf([{ ...started, rehearsal: true }, finished({ done: 2 })], "rehearse")).toMatchSnapshot();
});

test("a run that was refused for its limits names the smaller run that would fit", () => {
  const refusal = everyEvent.find(({ type }) => type === "over_limits");
  expect(
    summaryOf([started, ...(refusal === undefined ? [] : [refusal]), finished({ notStarted: 4 })]),
  ).toMatchSnapshot();
});

test("after an interruption the last line carries on with the same command", () => {
  const counted = { ...nothing, done: 1, failed: 1 };
  const end: RunEvent = {
    type: "run_finished",
    counts: counted,
    stopped: "interrupted",
    exitCode: 130,
    elapsedMs: 1,
  };
  expect(summaryOf([started, end], "retry").trimEnd().split("\n").at(-1)).toBe(
    "  dailies retry 'my film.yaml'   carry on",
  );
});

test("tasks that an interruption leaves at the provider are counted, not listed as trouble", () => {
  const left = ["sh01", "sh02"].map(
    (id): RunEvent => ({
      type: "shot_unfetched",
      id,
      take: 1,
      error: { code: "interrupted", message: "The run was interrupted; the task goes on at the provider." },
      taskId: `task_${id}`,
    }),
  );
  const text = summaryOf([started, ...left, finished({ unfetched: 2 })]);
  expect(text).toContain("2 in flight at the provider; ");
  expect(text).not.toContain("sh01");
});

test("a list of failures is cut, and its length told", () => {
  const failures = Array.from(
    { length: 500 },
    (_, index): RunEvent => ({
      type: "shot_failed",
      id: `sh${index}`,
      take: 1,
      error: { code: "task_failed", message: "no" },
    }),
  );
  const text = summaryOf([started, ...failures, finished({ failed: 500 })]);
  expect(text).toContain("… and 480 more");
  expect(text.split("\n").length).toBeLessThan(30);
});

test("before a run has finished there is nothing to sum up", () => {
  expect(summaryOf([started])).toBe("");
});
