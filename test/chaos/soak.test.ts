import { expect, test } from "vitest";
import { soak } from "./soak.ts";
import { findingsOf } from "./soak-table.ts";

/** The short form of `npm run chaos -- --soak`: fewer shots, fewer kills, the same promises. */
const seed = Number(process.env.DAILIES_SOAK_SEED ?? Date.now() % 1_000_000);

test(`a film through faults, edits, damaged clips and kills is paid once and kept whole (DAILIES_SOAK_SEED=${seed})`, async () => {
  const result = await soak({ seed, shots: 20, kills: 3, faults: 0.1 });
  expect(findingsOf(result)).toEqual([]);
});
