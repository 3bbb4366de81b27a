import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StateChange, TakeRecord } from "../../src/state/state.ts";
import { applyChange } from "../../src/state/transition.ts";
import { changes } from "../lockfile/arbitraries.ts";

const clip = { file: "a.mp4", sha256: "0".repeat(64), bytes: 1, durationSeconds: 5, width: 16, height: 9 };
const error = { code: "timeout", message: "no answer" };

type Step<Type extends StateChange["type"] = StateChange["type"]> = Type extends StateChange["type"]
  ? Omit<StateChange & { type: Type }, "id" | "take" | "attemptId">
  : never;

function on(attemptId: string, ...steps: Step[]): StateChange[] {
  return steps.map((step) => ({ id: "a", take: 1, attemptId, ...step }) as StateChange);
}

function submitting(at: number): Step {
  return { type: "submitting", fingerprint: "v1:1", inputs: { prompt: "x" }, at };
}

function play(steps: readonly StateChange[], start?: TakeRecord): TakeRecord {
  let record = start ?? { take: 1, attempts: [] };
  for (const step of steps) record = applyChange(record, step);
  return record;
}

function states(record: TakeRecord): string[] {
  return record.attempts.map(({ attemptId, state }) => `${attemptId} ${state}`);
}

describe("an attempt", () => {
  it("goes from the intent to submit to a finished clip", () => {
    const record = play(
      on(
        "A",
        submitting(10),
        { type: "accepted", taskId: "t" },
        { type: "in_progress" },
        { type: "completed", at: 20, resultUrl: "u", expiresAt: 99 },
        { type: "fetched", clip },
        { type: "done" },
      ),
    );
    expect(record.attempts).toEqual([
      {
        attemptId: "A",
        state: "done",
        fingerprint: "v1:1",
        inputs: { prompt: "x" },
        submittedAt: 10,
        taskId: "t",
        finishedAt: 20,
        expiresAt: 99,
        clip,
      },
    ]);
  });

  it("can fail before any submit, and is followed by a newer one like any failed attempt", () => {
    const rejected: Step = { type: "rejected", fingerprint: "v1:1", inputs: { prompt: "x" }, error, at: 10 };
    const record = play(on("A", rejected, { type: "accepted", taskId: "t" }, { type: "withdrawn" }));
    expect(record.attempts).toMatchObject([{ attemptId: "A", state: "failed", error, finishedAt: 10 }]);
    expect(
      states(play([...on("A", rejected), ...on("B", submitting(20), { type: "accepted", taskId: "t" })])),
    ).toEqual(["B queued"]);
  });

  it("keeps what was seen of its clip, for as long as it has that clip", () => {
    const sketch = "A".repeat(192);
    const figures = { version: 1, frameRate: 24, audioTracks: 0, blackShare: 0, stillShare: 0 };
    const checks = { ...figures, first: sketch, middle: sketch, last: sketch };
    const { sha256 } = clip;
    const rendered = on(
      "A",
      submitting(10),
      { type: "accepted", taskId: "t" },
      { type: "completed", at: 20, resultUrl: "u" },
      { type: "fetched", clip },
    );
    const inspected = on("A", { type: "inspected", sha256, checks });
    expect(play([...rendered, ...inspected]).attempts[0]).not.toHaveProperty("checks");
    const seen = [...rendered, ...on("A", { type: "done" }), ...inspected];
    expect(play(seen).attempts[0]?.checks).toEqual(checks);
    const moved = on("A", { type: "moved", file: "superseded/a.mp4" }, { type: "fetched", clip });
    expect(play([...seen, ...moved]).attempts[0]?.checks).toEqual(checks);
    const another = on("A", { type: "fetched", clip: { ...clip, sha256: "1".repeat(64) } });
    expect(play([...seen, ...another, ...inspected]).attempts[0]).not.toHaveProperty("checks");
  });

  it("keeps its error until something goes well again", () => {
    const troubled = play(
      on("A", submitting(10), { type: "accepted", taskId: "t" }, { type: "troubled", error }),
    );
    expect(troubled.attempts[0]).toMatchObject({ state: "queued", error });
    expect(play(on("A", { type: "in_progress" }), troubled).attempts[0]).not.toHaveProperty("error");
  });

  it("loses the result URL with `done`, not before", () => {
    const fetched = play(
      on(
        "A",
        submitting(10),
        { type: "accepted", taskId: "t" },
        { type: "completed", at: 20, resultUrl: "u" },
        { type: "completed", at: 30 },
        { type: "fetched", clip },
      ),
    );
    expect(fetched.attempts[0]).toMatchObject({ state: "downloading", resultUrl: "u", finishedAt: 20 });
    expect(play(on("A", { type: "done" }), fetched).attempts[0]).not.toHaveProperty("resultUrl");
  });

  it("is not done without a clip, and not complete without a task", () => {
    expect(states(play(on("A", submitting(10), { type: "completed", at: 20 }, { type: "done" })))).toEqual([
      "A submitting",
    ]);
    const task = on("A", submitting(10), { type: "accepted", taskId: "t" }, { type: "completed", at: 20 });
    expect(states(play([...task, ...on("A", { type: "done" })]))).toEqual(["A downloading"]);
  });

  it("can be adopted when its submit's outcome was not known", () => {
    const uncertain = play(on("A", submitting(10), { type: "uncertain", error }));
    expect(states(uncertain)).toEqual(["A uncertain"]);
    const adopted = play(on("A", { type: "accepted", taskId: "t" }), uncertain);
    expect(adopted.attempts[0]).toMatchObject({ state: "queued", taskId: "t" });
    expect(adopted.attempts[0]).not.toHaveProperty("error");
  });

  it("can be withdrawn when its submit's outcome was not known", () => {
    expect(
      play(on("A", submitting(10), { type: "uncertain", error }, { type: "withdrawn" })).attempts,
    ).toEqual([]);
  });

  it("is not ended by `failed` while its submit's outcome is not known", () => {
    const steps = on("A", submitting(10), { type: "uncertain", error }, { type: "failed", error, at: 20 });
    expect(states(play(steps))).toEqual(["A uncertain"]);
  });

  it("is never withdrawn once it has a task, and never changes its task", () => {
    const record = play(
      on(
        "A",
        submitting(10),
        { type: "accepted", taskId: "t" },
        { type: "withdrawn" },
        { type: "accepted", taskId: "u" },
      ),
    );
    expect(record.attempts[0]).toMatchObject({ state: "queued", taskId: "t" });
  });

  it("is ignored when nobody knows it", () => {
    const before = play(on("A", submitting(10)));
    expect(applyChange(before, on("B", { type: "done" })[0] as StateChange)).toBe(before);
  });
});

describe("several attempts of one take", () => {
  const done: Step[] = [
    { type: "accepted", taskId: "t" },
    { type: "completed", at: 20, resultUrl: "u" },
    { type: "fetched", clip },
    { type: "done" },
  ];

  it("keep finished ones, whose clips can be brought back", () => {
    const record = play([
      ...on("A", submitting(10), ...done, { type: "moved", file: "superseded/a.mp4" }),
      ...on("B", submitting(30), ...done),
    ]);
    expect(states(record)).toEqual(["A done", "B done"]);
    expect(record.attempts[0]?.clip?.file).toBe("superseded/a.mp4");
  });

  it("drop a failed one as soon as the next has reached the provider", () => {
    const failed = on("A", submitting(10), { type: "failed", error, at: 20 });
    const next = on("B", submitting(30));
    expect(states(play([...failed, ...next]))).toEqual(["A failed", "B submitting"]);
    expect(states(play([...failed, ...next, ...on("B", { type: "accepted", taskId: "t" })]))).toEqual([
      "B queued",
    ]);
  });

  it("remember a failure when the next attempt is withdrawn", () => {
    const steps = [
      ...on("A", submitting(10), { type: "failed", error, at: 20 }),
      ...on("B", submitting(30), { type: "withdrawn" }),
    ];
    expect(states(play(steps))).toEqual(["A failed"]);
  });
});

const story = changes({ ids: ["a"], takes: 1, maxLength: 40 });

/** The changes that had an effect: what a store writes to its journal. */
function effective(all: readonly StateChange[]): { journal: StateChange[]; record: TakeRecord } {
  let record: TakeRecord = { take: 1, attempts: [] };
  const journal = all.filter((change) => {
    const after = applyChange(record, change);
    const changed = after !== record;
    record = after;
    return changed;
  });
  return { journal, record };
}

describe("whatever happens in whatever order", () => {
  it("a journal replayed over its own outcome changes nothing", () => {
    fc.assert(
      fc.property(story, (all) => {
        const { journal, record } = effective(all);
        expect(play(journal)).toEqual(record);
        expect(play(journal, record)).toEqual(record);
      }),
    );
  });

  it("a journal replayed over the outcome of any part of it gives the same outcome", () => {
    fc.assert(
      fc.property(story, fc.nat(40), (all, length) => {
        const { journal, record } = effective(all);
        expect(play(journal, play(journal.slice(0, length)))).toEqual(record);
      }),
    );
  });

  it("part of a journal replayed over the whole's outcome takes no state back, no task away, and no newest place", () => {
    fc.assert(
      fc.property(story, fc.nat(40), (all, length) => {
        const { journal, record } = effective(all);
        const replayed = play(journal.slice(0, length), record);
        for (const attempt of record.attempts) {
          const { state, taskId } = attempt;
          const again = replayed.attempts.find(({ attemptId }) => attemptId === attempt.attemptId);
          // an intent that came to nothing may come back, to be settled again
          if (taskId !== undefined) expect(again).toMatchObject({ state, taskId });
        }
        const newest = record.attempts.at(-1);
        if (newest?.taskId !== undefined && newest.state !== "failed") {
          expect(replayed.attempts.findLast(({ taskId }) => taskId !== undefined)).toMatchObject({
            attemptId: newest.attemptId,
          });
        }
      }),
    );
  });

  it("no task id is ever lost, but with a failed attempt that a newer one replaced", () => {
    fc.assert(
      fc.property(story, (all) => {
        let record: TakeRecord = { take: 1, attempts: [] };
        for (const change of all) {
          const after = applyChange(record, change);
          for (const { attemptId, taskId, state } of record.attempts) {
            if (taskId === undefined) continue;
            const kept = after.attempts.find((attempt) => attempt.attemptId === attemptId);
            const fails = change.type === "failed" && change.attemptId === attemptId;
            if (kept === undefined) expect(fails ? "failed" : state).toBe("failed");
            else expect(kept.taskId).toBe(taskId);
          }
          record = after;
        }
      }),
    );
  });

  it("no state goes back", () => {
    const order = ["submitting", "uncertain", "queued", "in_progress", "downloading", "done", "failed"];
    fc.assert(
      fc.property(story, (all) => {
        let record: TakeRecord = { take: 1, attempts: [] };
        for (const change of all) {
          const after = applyChange(record, change);
          for (const { attemptId, state } of record.attempts) {
            const now = after.attempts.find((attempt) => attempt.attemptId === attemptId)?.state ?? "failed";
            expect(order.indexOf(now)).toBeGreaterThanOrEqual(order.indexOf(state));
            if (state === "done") expect(now).toBe("done");
          }
          record = after;
        }
      }),
    );
  });
});
