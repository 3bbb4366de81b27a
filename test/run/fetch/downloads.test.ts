import fc from "fast-check";
import { expect, test } from "vitest";
import { Downloads, yielded } from "../../../src/run/fetch/downloads.ts";

test("what expires first is fetched first, unknown expiries last, and equals in the order of arrival", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined })),
      async (expiries) => {
        const downloads = new Downloads(1);
        const started: number[] = [];
        await Promise.all(
          expiries.map((expiresAt, index) => downloads.add(expiresAt, async () => void started.push(index))),
        );
        const rank = (index: number): number => expiries[index] ?? Number.POSITIVE_INFINITY;
        const sorted = started.toSorted((a, b) => (rank(a) === rank(b) ? a - b : rank(a) - rank(b)));
        expect(started).toEqual(sorted);
      },
    ),
  );
});

test("says how many wait, and calls back whenever one of them starts", async () => {
  const finish: (() => void)[] = [];
  const waiting: number[] = [];
  const downloads = new Downloads(1, () => waiting.push(downloads.waiting));
  const fetches = [1, 2, 3].map((expiresAt) =>
    downloads.add(expiresAt, () => new Promise<void>((resolve) => finish.push(resolve))),
  );
  expect(downloads.waiting).toBe(3);
  while (finish.length < 3) {
    await Promise.resolve();
    finish.at(-1)?.();
  }
  await Promise.all(fetches);
  expect(waiting).toEqual([2, 1, 0]);
});

test("a fetch that yields its slot goes on when all that waited had their turn, and knows whether any wait", async () => {
  const downloads = new Downloads(1);
  const turns: string[] = [];
  const slow = downloads.add(1, async (slot) => {
    turns.push(slot.isWanted ? "slow, others wait" : "slow, alone");
    // What yielded keeps no submit waiting.
    if (turns.length > 1) expect(downloads.waiting).toBe(0);
    return slot.isWanted ? yielded : "had";
  });
  const quick = [2, undefined, 3].map((expiresAt) =>
    downloads.add(expiresAt, async () => void turns.push(`quick ${expiresAt}`)),
  );
  await Promise.all([slow, ...quick]);
  expect(await slow).toBe("had");
  expect(turns).toEqual(["slow, others wait", "quick 2", "quick 3", "quick undefined", "slow, alone"]);
});
