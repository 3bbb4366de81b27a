import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { liveReporter } from "../../src/report/live.ts";
import { movingRows, totalsRow, troubleRow } from "../../src/report/live-rows.ts";
import { RunTally } from "../../src/report/run-tally.ts";
import type { RunEvent } from "../../src/run/events.ts";
import { clip, everyEvent, standingClock, totals } from "./events.ts";

/** A terminal that keeps what is drawn on it. */
function fakeTerminal(rows: number): { readonly terminal: WriteStream; drawn(): string } {
  let text = "";
  const stream = new PassThrough();
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  const terminal = Object.assign(Object.create(WriteStream.prototype), stream, {
    columns: 100,
    rows,
    isTTY: true,
  });
  terminal.write = stream.write.bind(stream);
  return { terminal, drawn: () => text };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
});

afterEach(() => {
  vi.useRealTimers();
});

test("rows show state, progress and time of what moves longest, and no more than there is room for", () => {
  const tally = new RunTally();
  tally.count({ type: "run_started", storyboard: "f", rehearsal: false, concurrency: 9, totals }, 0);
  for (let shot = 1; shot <= 5; shot += 1) {
    tally.count(
      { type: "shot_state", id: `sh0${shot}`, take: 1, state: "queued", taskId: "t" },
      shot * 1_000,
    );
  }
  tally.count({ type: "shot_state", id: "sh01", take: 1, state: "in_progress" }, 60_000);
  tally.count({ type: "shot_progress", id: "sh01", take: 1, progress: 41.6 }, 61_000);
  const cause = { code: "http_502", message: "Bad Gateway" };
  tally.count(
    { type: "shot_retrying", id: "sh02", take: 1, step: "query", failures: 2, delayMs: 1, cause },
    61_000,
  );
  expect([...movingRows(tally, 65_000, 3), totalsRow(tally, 65_000, 2)]).toMatchInlineSnapshot(`
    [
      "sh01                 in progress 42 %     1:04",
      "sh02                 queued               1:03  retrying after Bad Gateway",
      "sh03                 queued               1:02",
      "0 of 5 done, 5 moving, about 35 s to 2 min left (2 not shown)  1:05",
    ]
  `);
});

test("failures and doubts leave a row for good, in terms of the shot and its line", () => {
  const rows = everyEvent.flatMap((event) => troubleRow(event, "film.yaml") ?? []);
  expect(rows).toMatchSnapshot();
});

test("a thousand events between two frames cost one frame", async () => {
  const { terminal, drawn } = fakeTerminal(24);
  const clock = standingClock();
  const view = liveReporter({ terminal, clock, file: "film.yaml" });
  view.handle({ type: "run_started", storyboard: "f", rehearsal: false, concurrency: 9, totals });
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
  vi.advanceTimersByTime(150);
  const before = drawn().length;
  for (let shot = 0; shot < 1_000; shot += 1) {
    view.handle({ type: "shot_state", id: `sh${shot}`, take: 1, state: "in_progress", taskId: "t" });
  }
  expect(drawn().length).toBe(before);
  vi.advanceTimersByTime(150);
  expect(drawn()).toContain("sh0 ");
  expect(drawn()).not.toContain("sh20 ");
  expect(drawn()).toContain("1000 moving (984 not shown)");
  await view.close();
});

test("what is done vanishes, what failed stays, and the cursor comes back", async () => {
  const { terminal, drawn } = fakeTerminal(24);
  const view = liveReporter({ terminal, clock: standingClock(), file: "film.yaml" });
  const events: readonly RunEvent[] = [
    { type: "run_started", storyboard: "f", rehearsal: false, concurrency: 9, totals },
    { type: "shot_state", id: "sh01", take: 1, state: "queued", taskId: "t" },
    { type: "shot_done", id: "sh01", take: 1, clip, elapsedMs: 1, superseded: false },
    {
      type: "shot_failed",
      id: "sh02",
      take: 1,
      line: 8,
      error: { code: "task_failed", message: "The model gave up" },
    },
  ];
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
  for (const event of events) view.handle(event);
  await vi.waitFor(() => expect(drawn()).toContain("The model gave up"));
  vi.advanceTimersByTime(150);
  const lastFrame = drawn().slice(drawn().lastIndexOf("sh02 (film.yaml:8) failed"));
  expect(lastFrame).toContain("1 of 5 done, 1 failed");
  expect(lastFrame).not.toContain("sh01");
  await view.close();
  expect(drawn().endsWith("\u001b[?25h")).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});
