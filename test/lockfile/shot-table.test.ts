import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeLockfile } from "../../src/lockfile/encode.ts";
import { ShotTable } from "../../src/lockfile/shot-table.ts";
import type { LockState, TakeRecord } from "../../src/state/state.ts";
import { lockState } from "./arbitraries.ts";

const text = (state: LockState): string => [...encodeLockfile(state, "render")].join("");

test("a table says what a map says, whatever was put in and taken out, and in whatever state", () => {
  const change = fc.oneof(
    { weight: 4, arbitrary: lockState.map((state) => [...state]) },
    { weight: 1, arbitrary: fc.constantFrom("remove first", "remove last") },
  );
  fc.assert(
    fc.property(lockState, fc.array(change, { maxLength: 8 }), (start, changes) => {
      const map = new Map(start);
      const table = new ShotTable(new Map(start));
      const set = (id: string, takes: readonly TakeRecord[]): void => {
        table.set(id, takes);
        if (takes.length === 0) map.delete(id);
        else map.set(id, takes);
      };
      for (const step of changes) {
        if (step === "remove first") set([...map.keys()][0] ?? "none", []);
        else if (step === "remove last") set([...map.keys()].at(-1) ?? "none", []);
        else for (const [id, takes] of step) set(id, takes);
      }
      expect(table.size).toBe(map.size);
      expect([...table.keys()].sort()).toEqual([...map.keys()].sort());
      expect(new Map(table)).toEqual(map);
      for (const [id, takes] of map) expect(table.has(id) && table.get(id)).toEqual(takes);
      expect(table.has("none") || table.get("none")).toBe(undefined);
      expect(text(table)).toBe(text(map));
    }),
  );
});

test("shots that fill many slabs, and one that is larger than any, are read back as they were put", () => {
  const table = new ShotTable(new Map());
  const shots = new Map<string, readonly TakeRecord[]>();
  for (let index = 0; index < 500; index += 1) {
    const prompt = index === 250 ? "長".repeat(1_000_000) : `${index} ${"é🎬".repeat(index * 10)}`;
    const attempts = [
      {
        attemptId: `a${index}`,
        state: "failed",
        fingerprint: "v1:0",
        inputs: { prompt },
        submittedAt: index,
      },
    ] as const;
    shots.set(`sh${index}`, [{ take: 1, attempts }]);
  }
  for (const [id, takes] of shots) table.set(id, takes);
  for (const [id, takes] of shots) expect(table.get(id), id).toEqual(takes);
});
