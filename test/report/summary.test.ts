import stringWidth from "string-width";
import { expect, test } from "vitest";
import { visibleText } from "../../src/base/text/visible-text.ts";
import type { RunCommand } from "../../src/report/run/next-steps.ts";
import { plainReporter } from "../../src/report/run/plain.ts";
import { summary } from "../../src/report/run/summary.ts";
import { palette } from "../../src/report/text/palette.ts";
import type { ClipWorthALook, RunEvent } from "../../src/run/events.ts";
import { noCounts } from "../../src/run/events.ts";
import { type counts, everyEvent, keepingStream, standingClock, totals } from "./events.ts";

const keys = [{ variable: "TOAPIS_API_KEY", page: "https://toapis.com" }];

function summaryOf(events: readonly RunEvent[], command: RunCommand = "render"): string {
  const end = summary({ keys, command, file: "my film.yaml", output: "clips", palette: palette(false) });
  for (const event of events) end.handle(event);
  return end.text();
}

const started = {
  type: "run_started",
  storyboard: "my film.yaml",
  rehearsal: false,
  concurrency: 4,
  totals,
} as const;
const finished = (own: Partial<typeof counts>, worthALook?: readonly ClipWorthALook[]): RunEvent => ({
  type: "run_finished",
  ...(worthALook === undefined ? {} : { worthALook }),
  counts: { ...noCounts, ...own },
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

test("clips that are worth a look are named with what is to be pointed out, and nothing of it is said twice", () => {
  const warning = {
    type: "warning",
    id: "sh01",
    take: 2,
    code: "duration_differs",
    message: "The clip lasts 3.0 s; 5 s were asked for.",
  } as const;
  const findings = [
    { code: "length_differs", message: "lasts 3.0 s; 5 s were asked for" },
    { code: "frozen", message: "does not move for 90% of its length" },
  ];
  const end = finished({ done: 12 }, [{ id: "sh01", take: 2, line: 9, findings }]);
  expect(summaryOf([started, warning, end])).toBe(
    `12 clips done, in clips; 3 min 20 s in all

1 clip worth a look:
  sh01 take 2 (my film.yaml:9): lasts 3.0 s; 5 s were asked for (length_differs); does not move for 90% of its length (frozen)
`,
  );
  expect(summaryOf([started, warning, finished({ done: 12 })])).toContain("Warnings:");
  const many = Array.from({ length: 30 }, (_, index) => ({ id: `s${index}`, take: 1, findings }));
  expect(summaryOf([started, finished({ done: 30 }, many)])).toContain(
    "… and 10 more: dailies status 'my film.yaml'",
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
  const counted = { ...noCounts, done: 1, failed: 1 };
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

const failure = (id: string, line: number, code: string, message: string): RunEvent => ({
  type: "shot_failed",
  id,
  take: 1,
  line,
  error: { code, message },
});

test("failures are in film order, grouped by cause, with what to do for each group", () => {
  const failures = [
    failure("sh09", 40, "task_failed", "The model gave up"),
    failure("sh03", 12, "moderation_rejected", "The prompt was refused"),
    failure("sh01", 4, "task_failed", "The model gave up"),
    failure("sh05", 20, "request_refused", "duration: 7 is not one of 5, 10"),
    failure("sh04", 16, "moderation_rejected", "The picture was refused"),
  ];
  expect(summaryOf([started, ...failures, finished({ failed: 5 })])).toMatchSnapshot();
});

test("a group of many failures is cut, and says how to see them all", () => {
  const failures = Array.from({ length: 500 }, (_, index) =>
    failure(`sh${index}`, index + 4, "task_failed", "no"),
  );
  const text = summaryOf([started, ...failures, finished({ failed: 500 })]);
  expect(text).toContain("… and 488 more: dailies status 'my film.yaml'");
  expect(text.split("\n").length).toBeLessThan(30);
});

test("at 80 columns no line is broken in the middle of a word, and none is too long but for such a word", () => {
  const message = "The picture could not be taken, because its longer side has more than 4096 pixels, see ";
  const path = "https://docs.example.com/a/rather/long/path/that/has/no/spaces/whatever/and/goes/on/for/ever";
  const failures = [failure("sc010_sh0010", 4, "picture_refused", `${message}${path} and 雨夜东京街头`)];
  const end = summary({
    keys,
    command: "render",
    file: "film.yaml",
    output: "clips",
    palette: palette(false),
    columns: 80,
  });
  for (const event of [started, ...failures, finished({ failed: 1 })]) end.handle(event);
  const lines = end.text().split("\n");
  expect(lines.filter((line) => stringWidth(line) > 80).map((line) => line.trim())).toEqual([path]);
  for (const word of message.trim().split(" ")) expect(end.text()).toContain(word);
});

test("beside plain lines nothing is said twice", () => {
  const events = everyEvent.filter(({ type }) => type !== "over_limits" && type !== "refused");
  const stream = keepingStream();
  const lines = plainReporter({ stream, clock: standingClock(), file: "my film.yaml" });
  const end = summary({
    keys,
    command: "render",
    file: "my film.yaml",
    output: "clips",
    palette: palette(false),
    isBesidePlainLines: true,
  });
  for (const event of events) {
    lines.handle(event);
    end.handle(event);
  }
  const both = `${stream.text}${end.text()}`;
  for (const once of [
    "The prompt was refused",
    "The download stalled",
    "insufficient quota",
    "Another run took over",
    "12.5",
  ]) {
    expect(both.split(once)).toHaveLength(2);
  }
});

test("nothing from outside reaches the terminal as it came", () => {
  const evil = "\u001b[2J\u009b31m\u202e";
  const events: RunEvent[] = [
    failure(`a${evil}`, 4, `c${evil}`, `m${evil}`),
    { type: "warning", id: `w${evil}`, take: 1, code: "x", message: evil },
    { type: "stopping", reason: "no_balance", message: evil },
  ];
  const end = summary({
    keys,
    command: "render",
    file: `f${evil}.yaml`,
    output: evil,
    palette: palette(false),
  });
  for (const event of [started, ...events, finished({ done: 1, failed: 1 })]) end.handle(event);
  expect(end.text().replaceAll("\n", "")).toBe(visibleText(end.text().replaceAll("\n", "")));
});

test("before a run has finished there is nothing to sum up", () => {
  expect(summaryOf([started])).toBe("");
});
