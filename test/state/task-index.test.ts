import fc from "fast-check";
import { expect, test } from "vitest";
import { type LockState, recordOf, type TakeRecord } from "../../src/state/state.ts";
import { TaskIndex } from "../../src/state/task-index.ts";
import { applyChange } from "../../src/state/transition.ts";
import { changes } from "../lockfile/arbitraries.ts";

function holdersOf(state: LockState, taskId: string, provider: string | undefined): unknown[] {
  return [...state].flatMap(([id, takes]) =>
    takes.flatMap(({ take, attempts }) =>
      attempts
        .filter((attempt) => attempt.taskId === taskId && attempt.provider === provider)
        .map(({ attemptId }) => ({ id, take, attemptId })),
    ),
  );
}

function providersIn(state: LockState): ReadonlySet<string | undefined> {
  const attempts = [...state].flatMap(([, takes]) => takes.flatMap((record) => record.attempts));
  return new Set([undefined, ...attempts.map(({ provider }) => provider)]);
}

test("the index knows who has a task as a search through the state does, whatever has changed", () => {
  fc.assert(
    fc.property(changes({ ids: ["a", "b"], takes: 2, maxLength: 40 }), fc.boolean(), (all, early) => {
      const state = new Map<string, readonly TakeRecord[]>();
      const index = new TaskIndex(state);
      if (early) index.holderOf("t1");
      for (const change of all) {
        const { id, take } = change;
        const others = state.get(id)?.filter((record) => record.take !== take) ?? [];
        state.set(id, [...others, applyChange(recordOf(state, id, take), change)]);
        index.follow(change);
        for (const taskId of ["t1", "t2", "t3"]) {
          for (const provider of providersIn(state)) {
            const found = index.holderOf(taskId, provider);
            const holders = holdersOf(state, taskId, provider);
            if (found === undefined) expect(holders).toEqual([]);
            else expect(holders).toContainEqual(found);
          }
        }
      }
    }),
  );
});
