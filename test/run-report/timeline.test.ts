import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lastChain, lengthOf, phaseFigures, tasksInFlight } from "../../src/run-report/figures.ts";
import type { Timeline } from "../../src/run-report/timeline.ts";
import { traceOf } from "../../src/run-report/trace.ts";
import type { Attempt } from "../../src/state/state.ts";
import {
  at,
  begin,
  chain,
  done,
  planned,
  reportOf,
  state,
  type TaskState,
  timelineOf,
} from "./made-timeline.ts";
import { traceSchema } from "./trace-schema.ts";

const attempt: Attempt = {
  attemptId: "x",
  state: "done",
  taskId: "task",
  fingerprint: "v1:0",
  inputs: { model: "kling-v3" },
  submittedAt: at(5),
  finishedAt: at(40),
  clip: { file: "a.mp4", sha256: "0".repeat(64), bytes: 9, durationSeconds: 5, width: 16, height: 9 },
};

function phasesOf(timeline: Timeline, id: string): readonly (readonly [string, number, number])[] {
  const row = timeline.rows.find((one) => one.id === id);
  return (row?.spans ?? []).map(({ phase, from, to }) => [phase, (from - begin) / 1000, (to - begin) / 1000]);
}

describe("the timeline of a record", () => {
  test("divides a take's time into its phases, from the plan to the clip", () => {
    const timeline = timelineOf(chain);
    expect(phasesOf(timeline, "a")).toEqual([
      ["turn", 0, 2],
      ["upload", 2, 3],
      ["submit", 3, 6],
      ["queue", 6, 10],
      ["generation", 10, 45],
      ["download", 45, 50],
    ]);
    expect(timeline.rows.map(({ outcome }) => outcome)).toEqual(["done", "done", "not_started"]);
  });

  test("takes the moments out of the lockfile that no event says: the submit itself, and the completion", () => {
    expect(phasesOf(timelineOf(chain, { a: attempt }), "a").slice(2)).toEqual([
      ["turn", 3, 5],
      ["submit", 5, 6],
      ["queue", 6, 10],
      ["generation", 10, 40],
      ["turn", 40, 45],
      ["download", 45, 50],
    ]);
    // An attempt of a later run says nothing about this one.
    const later = { ...attempt, submittedAt: at(5000), finishedAt: at(5040) };
    expect(timelineOf(chain, { a: later })).toEqual(timelineOf(chain));
  });

  test("says which clip a take waited for, and for how long", () => {
    const timeline = timelineOf(chain);
    expect(phasesOf(timeline, "b").slice(0, 2)).toEqual([
      ["clip_wait", 0, 50],
      ["turn", 50, 52],
    ]);
    expect(timeline.rows[1]?.waitedFor).toEqual([{ id: "a", take: 1 }]);
    expect(lastChain(timeline).map(({ id }) => id)).toEqual(["a", "b"]);
  });

  test("of a run that was killed, has what there is, up to the last line", () => {
    const timeline = timelineOf(chain.slice(0, 7));
    expect(timeline.run?.isWhole).toBe(false);
    expect(phasesOf(timeline, "a").at(-1)).toEqual(["queue", 6, 10]);
    expect(timeline.rows[0]?.outcome).toBe("unknown");
  });

  test("counts tasks in flight, and sums phases", () => {
    const timeline = timelineOf(chain);
    expect(
      tasksInFlight(timeline.rows).map(({ at: moment, tasks }) => [(moment - begin) / 1000, tasks]),
    ).toEqual([
      [6, 1],
      [45, 0],
      [53, 1],
      [90, 0],
    ]);
    expect(phaseFigures(timeline.rows).find(({ phase }) => phase === "queue")).toMatchObject({
      takes: 2,
      totalMs: 41_000,
      longestMs: 37_000,
      longest: { id: "b", take: 1 },
    });
  });

  test("spans never overlap and never run backwards, whatever the lines and clocks say", () => {
    const states: TaskState[] = [
      "pending",
      "uploading",
      "submitting",
      "queued",
      "in_progress",
      "downloading",
    ];
    const seconds = fc.integer({ min: -50, max: 200 });
    const id = fc.constantFrom("a", "b", "c");
    const line = fc.oneof(
      fc.tuple(id, seconds, fc.constantFrom(...states)).map((args) => state(...args)),
      fc.tuple(id, seconds).map((args) => done(...args)),
      fc.tuple(id, id).map((args) => planned(...args)),
    );
    const facts = fc.record({ submittedAt: seconds.map(at), finishedAt: seconds.map(at) });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), facts, (lines, times) => {
        const timeline = timelineOf(lines, { a: { ...attempt, ...times }, b: { ...attempt, ...times } });
        for (const { spans } of timeline.rows) {
          for (const [index, { from, to }] of spans.entries()) {
            expect(to).toBeGreaterThan(from);
            expect(from).toBeGreaterThanOrEqual(spans[index - 1]?.to ?? Number.NEGATIVE_INFINITY);
          }
        }
        traceSchema.parse(traceOf(reportOf(timeline)));
        lastChain(timeline);
      }),
    );
  });
});

describe("the trace", () => {
  const timeline = timelineOf([
    ...chain.slice(0, 5),
    { type: "retry", at: at(4), id: "a", take: 1, step: "submit", delayMs: 500, code: "rate_limited" },
    ...chain.slice(5),
  ]);
  const { traceEvents } = traceSchema.parse(JSON.parse(JSON.stringify(traceOf(reportOf(timeline)))));

  test("has a thread for each take, and a slice for each phase, in microseconds since the run began", () => {
    const named = traceEvents.flatMap((event) => (event.name === "thread_name" ? [event.args] : []));
    expect(named).toEqual([{ name: "a" }, { name: "b" }, { name: "c" }]);
    const slices = traceEvents.filter(({ ph }) => ph === "X");
    expect(slices).toHaveLength(timeline.rows.reduce((total, { spans }) => total + spans.length, 0));
    expect(slices).toContainEqual(
      expect.objectContaining({ name: "generation", tid: 1, ts: 10_000_000, dur: 35_000_000 }),
    );
    expect(lengthOf({ ...(timeline.rows[0] as Timeline["rows"][0]) }, "generation")).toBe(35_000);
  });

  test("has an arrow from the clip that was waited for to the work that waited, each end in a slice", () => {
    const slices = traceEvents.flatMap((event) => (event.ph === "X" ? [event] : []));
    const ends = traceEvents.flatMap((event) => (event.ph === "s" || event.ph === "f" ? [event] : []));
    expect(ends.map(({ ph, tid, id }) => [ph, tid, id])).toEqual([
      ["s", 1, 1],
      ["f", 2, 1],
    ]);
    const around = ends.map(({ tid, ts }) =>
      slices.find((slice) => slice.tid === tid && slice.ts < ts && ts < slice.ts + slice.dur),
    );
    expect(around.map((slice) => slice?.name)).toEqual(["download", "submit"]);
  });

  test("counts tasks in flight, and marks what was tried again", () => {
    expect(traceEvents.flatMap((event) => (event.ph === "C" ? [event.args.tasks] : []))).toEqual([
      1, 0, 1, 0,
    ]);
    expect(traceEvents.filter(({ ph }) => ph === "i")).toMatchObject([{ name: "submit again", tid: 1 }]);
  });
});
