import { expect, test } from "vitest";
import { plainReporter } from "../../src/report/run/plain.ts";
import type { RunEvent } from "../../src/run/events.ts";
import { everyEvent, keepingStream, standingClock, totals } from "./events.ts";

test("a run in plain lines", () => {
  const stream = keepingStream();
  const clock = standingClock();
  const reporter = plainReporter({ stream, clock, file: "film.yaml" });
  for (const event of everyEvent) {
    reporter.handle(event);
    clock.move(5_000);
  }
  expect(stream.text).toMatchSnapshot();
});

test("polls and progress are not worth a line, however many", () => {
  const stream = keepingStream();
  const clock = standingClock();
  const reporter = plainReporter({ stream, clock, file: "film.yaml" });
  reporter.handle({ type: "run_started", storyboard: "film.yaml", rehearsal: false, concurrency: 9, totals });
  const quiet: RunEvent[] = [
    { type: "shot_state", id: "sh01", take: 1, state: "submitting" },
    { type: "shot_state", id: "sh01", take: 1, state: "queued", taskId: "t" },
  ];
  for (const event of quiet) reporter.handle(event);
  const before = stream.text;
  for (let progress = 0; progress < 100; progress += 1) {
    reporter.handle({ type: "shot_progress", id: "sh01", take: 1, progress });
    clock.move(100);
  }
  expect(stream.text).toBe(before);
});

test("totals come at most every thirty seconds, and only when they say something new", () => {
  const stream = keepingStream();
  const clock = standingClock();
  const reporter = plainReporter({ stream, clock, file: "film.yaml" });
  reporter.handle({ type: "run_started", storyboard: "film.yaml", rehearsal: false, concurrency: 9, totals });
  for (let second = 0; second < 300; second += 1) {
    clock.move(1_000);
    reporter.handle({ type: "shot_progress", id: "sh01", take: 1, progress: 1 });
  }
  expect(stream.text.match(/so far/g)).toHaveLength(1);
});

test("a network that is down is told once in a while, not once a shot", () => {
  const stream = keepingStream();
  const clock = standingClock();
  const reporter = plainReporter({ stream, clock, file: "film.yaml" });
  const fail = (id: string): void =>
    reporter.handle({
      type: "shot_retrying",
      id,
      take: 1,
      step: "submit",
      failures: 3,
      delayMs: 4_000,
      cause: { code: "ECONNREFUSED", message: "toapis.com refuses connections" },
    });
  for (let shot = 0; shot < 50; shot += 1) fail(`sh${shot}`);
  expect(stream.text.match(/retrying/g)).toHaveLength(1);
  clock.move(30_000);
  fail("sh50");
  expect(stream.text.match(/retrying/g)).toHaveLength(2);
});

test("what a provider says cannot move the cursor", () => {
  const stream = keepingStream();
  const reporter = plainReporter({ stream, clock: standingClock(), file: "film.yaml" });
  const message = "\u001b[2J\u001b[1;1Hpwned\nsecond line";
  reporter.handle({ type: "shot_failed", id: "sh01", take: 1, error: { code: "x", message } });
  reporter.handle({ type: "warning", code: "x", message });
  expect(stream.text).not.toContain("\u001b");
  expect(stream.text.trimEnd().split("\n")).toHaveLength(2);
});
