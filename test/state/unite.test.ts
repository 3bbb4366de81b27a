import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeLockfile } from "../../src/lockfile/encode.ts";
import { readQuickly } from "../../src/lockfile/read/read-quickly.ts";
import { parseStrictly } from "../../src/lockfile/read/strict.ts";
import { applyTo } from "../../src/state/apply.ts";
import {
  type Attempt,
  type LockState,
  recordOf,
  type StateChange,
  type TakeRecord,
} from "../../src/state/state.ts";
import { unite } from "../../src/state/unite.ts";
import { changes, lockState } from "../lockfile/arbitraries.ts";

const nothing: LockState = new Map();

function after(start: LockState, all: readonly StateChange[]): LockState {
  const state = new Map(start);
  for (const change of all) applyTo(state, change);
  return new Map([...state].map(([id, takes]) => [id, takes.toSorted((a, b) => a.take - b.take)]));
}

/** All that is on record of a shot, under another id. */
function renamed(state: LockState, from: string, to: string): LockState {
  const changes = [...(state.get(from) ?? [])].flatMap(({ take, attempts }) =>
    attempts.map(({ attemptId }): StateChange => ({ id: to, take, attemptId, type: "renamed", from })),
  );
  return after(state, changes);
}

function text(state: LockState): string {
  return encodeLockfile(state, "render");
}

function attemptsIn(state: LockState): Attempt[] {
  return [...state].flatMap(([, takes]) => takes.flatMap(({ attempts }) => attempts));
}

/** Two sides that went on from one base, each with its own changes, sense or nonsense. */
const someChanges = changes({ ids: ["a", "b"], takes: 2, maxLength: 25 });
const threeWays = fc.tuple(someChanges, someChanges, someChanges).map(([before, left, right]) => {
  const base = after(nothing, before);
  return { base, ours: after(base, left), theirs: after(base, right) };
});

const anyState = fc.oneof(
  lockState,
  someChanges.map((all) => after(nothing, all)),
);

function isPaid({ taskId, state }: Attempt): boolean {
  return taskId !== undefined && state !== "failed";
}

describe("two states united", () => {
  it("have every attempt of a shot that one side renamed under the new id, as far as either side brought it", () => {
    fc.assert(
      fc.property(threeWays, ({ base, ours, theirs }) => {
        const united = unite(base, ours, theirs);
        const afterRename = unite(base, renamed(ours, "a", "z"), theirs);
        const ids = attemptsIn(afterRename).map(({ attemptId }) => attemptId);
        expect(new Set(ids).size).toBe(ids.length);
        const facts = (state: LockState) =>
          attemptsIn(state)
            .map(({ clip: _clip, ...attempt }) => JSON.stringify(attempt))
            .sort();
        expect(facts(afterRename)).toEqual(facts(united));
      }),
    );
  });

  it("are the same whichever side is named first, where no base is known", () => {
    fc.assert(
      fc.property(anyState, anyState, (a, b) => {
        expect(text(unite(undefined, a, b))).toBe(text(unite(undefined, b, a)));
      }),
    );
  });

  it("are what both say, when both say the same; and uniting again adds nothing", () => {
    fc.assert(
      fc.property(anyState, anyState, (a, b) => {
        const once = unite(undefined, a, b);
        expect(text(unite(undefined, once, once))).toBe(text(once));
        expect(text(unite(undefined, once, unite(undefined, once, a)))).toBe(text(unite(undefined, once, a)));
      }),
    );
  });

  it("are the same in whatever order three are united, but for tasks in dispute and clips that lost their names", () => {
    const essence = (state: LockState): unknown =>
      [...state]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([id, takes]) => [
          id,
          takes.map(({ take, attempts }) => [
            take,
            attempts.map(({ attemptId, state: step, clip }) => [attemptId, step, clip?.sha256]),
          ]),
        ]);
    const oneTaskEach = changes({ ids: ["a", "b"], takes: 2, maxLength: 25 }).map((all) =>
      after(
        nothing,
        all.map((change) => (change.type === "accepted" ? { ...change, taskId: change.attemptId } : change)),
      ),
    );
    fc.assert(
      fc.property(oneTaskEach, oneTaskEach, oneTaskEach, (a, b, c) => {
        const left = unite(undefined, unite(undefined, a, b), c);
        const right = unite(undefined, a, unite(undefined, b, c));
        expect(essence(left)).toEqual(essence(right));
      }),
    );
  });

  it("lose no task that may be paid for, with a base or without", () => {
    fc.assert(
      fc.property(threeWays, fc.boolean(), ({ base, ours, theirs }, isKnown) => {
        const united = unite(isKnown ? base : undefined, ours, theirs);
        const has = new Set(attemptsIn(united).map(({ taskId }) => taskId));
        for (const side of [ours, theirs]) {
          for (const attempt of attemptsIn(side)) if (isPaid(attempt)) expect(has).toContain(attempt.taskId);
        }
      }),
    );
  });

  it("have one owner for each clip file, and attempts in order", () => {
    fc.assert(
      fc.property(anyState, anyState, (a, b) => {
        const united = unite(undefined, a, b);
        const files = attemptsIn(united).flatMap(({ state, clip }) =>
          state === "done" && clip !== undefined ? [clip.file] : [],
        );
        expect(new Set(files).size).toBe(files.length);
        for (const [, takes] of united) {
          for (const { attempts } of takes) {
            const times = attempts.map(({ submittedAt }) => submittedAt);
            expect(times).toEqual(times.toSorted((x, y) => x - y));
          }
        }
      }),
    );
  });

  it("can be written, and are read again as the same", () => {
    fc.assert(
      fc.property(threeWays, anyState, ({ base, ours, theirs }, other) => {
        for (const united of [unite(base, ours, theirs), unite(undefined, ours, other)]) {
          const written = text(united);
          expect(parseStrictly({ path: "film.lock.json", text: written }, "render")).toEqual({
            ok: true,
            value: united,
          });
          expect(readQuickly(written, "render") ?? united).toEqual(united);
        }
      }),
    );
  });

  it("are the other side, where one side changed nothing and both own each clip once", () => {
    fc.assert(
      fc.property(threeWays, ({ base, ours }) => {
        const forward = unite(base, ours, base);
        expect(text(unite(base, base, ours))).toBe(text(forward));
        const known = new Set(attemptsIn(forward).map(({ attemptId }) => attemptId));
        for (const { attemptId } of attemptsIn(ours)) expect(known).toContain(attemptId);
        const dropped = attemptsIn(base).filter(
          (attempt) =>
            !isPaid(attempt) && !attemptsIn(ours).some((one) => one.attemptId === attempt.attemptId),
        );
        for (const { attemptId } of dropped) expect(known).not.toContain(attemptId);
      }),
    );
  });
});

const start = { fingerprint: "v1:0123456789abcdef", inputs: {} };
const clip = { sha256: "0".repeat(64), bytes: 1, durationSeconds: 5, width: 16, height: 9 };

function state(...attempts: Attempt[]): LockState {
  return new Map<string, readonly TakeRecord[]>([["a", [{ take: 1, attempts }]]]);
}

function done(attemptId: string, at: number, file = "a.mp4"): Attempt {
  return {
    ...start,
    attemptId,
    state: "done",
    submittedAt: at,
    taskId: `task-${attemptId}`,
    finishedAt: at + 1,
    clip: { ...clip, file },
  };
}

function taken(united: LockState): unknown {
  return recordOf(united, "a", 1)?.attempts.map(({ attemptId, state: step, clip: facts }) =>
    [attemptId, step, facts?.file].filter((word) => word !== undefined).join(" "),
  );
}

describe("of what two sides say", () => {
  const submitting: Attempt = { ...start, attemptId: "A", state: "submitting", submittedAt: 1 };
  const queued: Attempt = { ...submitting, state: "queued", taskId: "task-A" };
  const failed: Attempt = {
    ...submitting,
    state: "failed",
    finishedAt: 2,
    error: { code: "x", message: "" },
  };

  it("both attempts of one take stay; the newest keeps the clip's name", () => {
    expect(taken(unite(undefined, state(done("A", 1)), state(done("B", 2))))).toEqual([
      "A done superseded/a.01234567.mp4",
      "B done a.mp4",
    ]);
  });

  it("a name in superseded/ that is taken gets a number", () => {
    const ours = state(done("A", 1), done("B", 2, "superseded/a.01234567.mp4"));
    expect(taken(unite(undefined, ours, state(done("C", 3))))).toEqual([
      "A done superseded/a.01234567-2.mp4",
      "B done superseded/a.01234567.mp4",
      "C done a.mp4",
    ]);
  });

  it("the record that is further along holds", () => {
    for (const base of [undefined, state(submitting)]) {
      expect(taken(unite(base, state(queued), state(submitting)))).toEqual(["A queued"]);
      expect(taken(unite(base, state(queued), state(done("A", 1))))).toEqual(["A done a.mp4"]);
      expect(taken(unite(base, state(failed), state(done("A", 1))))).toEqual(["A done a.mp4"]);
    }
  });

  it("a moved clip is where the side that moved it says", () => {
    const base = state(done("A", 1));
    const moved = state(done("A", 1, "superseded/a.01234567.mp4"));
    expect(taken(unite(base, moved, base))).toEqual(["A done superseded/a.01234567.mp4"]);
    expect(taken(unite(base, base, moved))).toEqual(["A done superseded/a.01234567.mp4"]);
    expect(taken(unite(moved, base, moved))).toEqual(["A done a.mp4"]);
  });

  it("what one side dropped stays dropped, unless the other moved it on or it is paid", () => {
    expect(taken(unite(state(submitting), nothing, state(submitting)))).toBeUndefined();
    expect(taken(unite(state(failed), state(failed), nothing))).toBeUndefined();
    expect(taken(unite(state(submitting), nothing, state(queued)))).toEqual(["A queued"]);
    expect(taken(unite(state(queued), nothing, state(queued)))).toEqual(["A queued"]);
    expect(taken(unite(state(done("A", 1)), state(done("A", 1)), nothing))).toEqual(["A done a.mp4"]);
  });

  it("two tasks of one attempt become two attempts", () => {
    const other = state({ ...queued, taskId: "task-Z" });
    const united = unite(undefined, state(done("A", 1)), other);
    expect(taken(united)).toEqual(["A done a.mp4", "A.task-Z queued"]);
    expect(taken(unite(undefined, united, other))).toEqual(["A done a.mp4", "A.task-Z queued"]);
  });
});
