import { expect, test } from "vitest";
import { RunTally } from "../../src/report/run/run-tally.ts";
import { clip, totals } from "./events.ts";

function started(render: number, concurrency: number): RunTally {
  const tally = new RunTally();
  const planned = { ...totals, render, resume: 0, download: 0 };
  tally.count(
    { type: "run_started", storyboard: "film.yaml", rehearsal: false, concurrency, totals: planned },
    0,
  );
  return tally;
}

test("what is left is estimated from this run's clips, over the places that there are", () => {
  const tally = started(20, 4);
  expect(tally.timeLeft(0)).toBeUndefined();
  tally.count({ type: "shot_state", id: "a", take: 1, state: "submitting" }, 0);
  expect(tally.timeLeft(50_000)).toBeUndefined();
  tally.count({ type: "shot_done", id: "a", take: 1, clip, elapsedMs: 60_000, superseded: false }, 60_000);
  expect(tally.timeLeft(60_000)?.likelyMs).toBe(5 * 60_000);
});

test("a task that an earlier run submitted does not make the estimate", () => {
  const tally = started(2, 1);
  tally.count({ type: "shot_state", id: "a", take: 1, state: "in_progress" }, 0);
  tally.count({ type: "shot_done", id: "a", take: 1, clip, elapsedMs: 9e6, superseded: false }, 1_000);
  expect(tally.timeLeft(1_000)).toBeUndefined();
});

test("only moving shots are remembered", () => {
  const tally = started(10_000, 8);
  for (let shot = 0; shot < 10_000; shot += 1) {
    const ref = { id: `sh${shot}`, take: 1 };
    tally.count({ type: "shot_state", ...ref, state: "submitting" }, shot);
    tally.count({ type: "shot_state", ...ref, state: "queued", taskId: "t" }, shot);
    tally.count({ type: "shot_done", ...ref, clip, elapsedMs: 1, superseded: false }, shot);
    tally.count({ type: "shot_state", ...ref, state: "done" }, shot);
  }
  expect(tally.moving.size).toBe(0);
  expect(tally.done).toBe(10_000);
});

test("a wait is over with the next sign of life", () => {
  const tally = started(1, 1);
  const cause = { code: "http_502", message: "Bad Gateway" };
  tally.count({ type: "shot_state", id: "a", take: 1, state: "queued" }, 0);
  tally.count({ type: "shot_retrying", id: "a", take: 1, step: "query", failures: 1, delayMs: 1, cause }, 0);
  expect(tally.moving.get("a/1")?.retry).toEqual({ step: "query", cause, until: 1 });
  tally.count({ type: "shot_progress", id: "a", take: 1, progress: 50 }, 0);
  expect(tally.moving.get("a/1")).toMatchObject({
    progress: { latest: { percent: 50 } },
    state: "queued",
  });
  expect(tally.moving.get("a/1")?.retry).toBeUndefined();
});
