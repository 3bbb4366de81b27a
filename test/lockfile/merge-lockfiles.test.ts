import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeLockfile } from "../../src/lockfile/encode.ts";
import { mergeLockfiles } from "../../src/lockfile/merge-lockfiles.ts";
import { lockfileStateIn } from "../../src/lockfile/read/read-lockfile.ts";
import { applyTo } from "../../src/state/apply.ts";
import type { Attempt, LockState, StateChange } from "../../src/state/state.ts";
import { changes, lockState } from "./arbitraries.ts";

const nothing: LockState = new Map();

function after(start: LockState, all: readonly StateChange[]): LockState {
  const state = new Map(start);
  for (const change of all) applyTo(state, change);
  return new Map([...state].map(([id, takes]) => [id, takes.toSorted((a, b) => a.take - b.take)]));
}

function bytes(state: LockState): Buffer {
  return Buffer.from(encodeLockfile(state, "render"));
}

async function merge(base: Buffer, ours: Buffer, theirs: Buffer): Promise<Buffer> {
  const merged = await mergeLockfiles({ base, ours, theirs }, "film.lock.json");
  if (!merged.ok) throw new Error(merged.error.map(({ message }) => message).join("\n"));
  return Buffer.from(merged.value);
}

async function attemptsIn(lockfile: Buffer): Promise<Attempt[]> {
  const state = await lockfileStateIn(lockfile, "film.lock.json", "render");
  if (!state.ok) throw new Error(state.error.map(({ message }) => message).join("\n"));
  return [...state.value].flatMap(([, takes]) => takes.flatMap(({ attempts }) => attempts));
}

/** Two branches that went on from one lockfile, and perhaps a base that git does not know. */
const someChanges = changes({ ids: ["a", "b"], takes: 2, maxLength: 25 });
const empty = Buffer.alloc(0);
const branches = fc
  .tuple(someChanges, someChanges, someChanges, fc.boolean())
  .map(([before, left, right, isKnown]) => {
    const base = after(nothing, before);
    return {
      base: isKnown ? bytes(base) : empty,
      ours: bytes(after(base, left)),
      theirs: bytes(after(base, right)),
    };
  });

const anyLockfile = fc.oneof(
  lockState.map(bytes),
  someChanges.map((all) => bytes(after(nothing, all))),
);

describe("lockfiles of two branches", () => {
  it("lose no task that may be paid for, and have no attempt twice", async () => {
    await fc.assert(
      fc.asyncProperty(branches, async ({ base, ours, theirs }) => {
        const merged = await attemptsIn(await merge(base, ours, theirs));
        const tasks = new Set(merged.map(({ taskId }) => taskId));
        for (const { taskId, state } of [...(await attemptsIn(ours)), ...(await attemptsIn(theirs))]) {
          if (taskId !== undefined && state !== "failed") expect(tasks).toContain(taskId);
        }
        const ids = merged.map(({ attemptId }) => attemptId);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it("have one text whichever branch is ours, as after a rebase", async () => {
    await fc.assert(
      fc.asyncProperty(branches, async ({ base, ours, theirs }) => {
        expect((await merge(base, theirs, ours)).toString()).toBe(
          (await merge(base, ours, theirs)).toString(),
        );
      }),
    );
  });

  it("stay byte for byte what they are when both are the same, and are united once and for all", async () => {
    await fc.assert(
      fc.asyncProperty(anyLockfile, anyLockfile, async (ours, theirs) => {
        const once = await merge(empty, ours, theirs);
        expect((await merge(empty, once, once)).toString()).toBe(once.toString());
        expect((await merge(theirs, once, theirs)).toString()).toBe(once.toString());
      }),
    );
  });

  it("of which one broke, or is of a newer release, are not united", async () => {
    const good = bytes(nothing);
    for (const bad of ["", "{", good.toString().replace('"lockfile_version": 1', '"lockfile_version": 2')]) {
      const versions = { base: empty, ours: good, theirs: Buffer.from(bad) };
      expect(await mergeLockfiles(versions, "film.lock.json")).toMatchObject({
        ok: false,
        error: [{ source: { path: "film.lock.json (theirs)" } }],
      });
    }
  });

  it("are united without a base that cannot be understood, as git makes one of ancestors in conflict", async () => {
    const ours = bytes(after(nothing, []));
    expect((await merge(Buffer.from("<<<<<<< ours\n"), ours, ours)).toString()).toBe(ours.toString());
  });

  it("of a rehearsal are united, and with a render they are not", async () => {
    const rehearsal = Buffer.from(encodeLockfile(nothing, "rehearsal"));
    const merged = await mergeLockfiles({ base: empty, ours: rehearsal, theirs: rehearsal }, "x.lock.json");
    expect(merged).toEqual({ ok: true, value: rehearsal.toString() });
    const mixed = await mergeLockfiles(
      { base: empty, ours: rehearsal, theirs: bytes(nothing) },
      "x.lock.json",
    );
    expect(mixed.ok).toBe(false);
  });
});
