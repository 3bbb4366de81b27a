import fc from "fast-check";
import { expect, test } from "vitest";
import { shorten } from "../../src/mcp/answer/shorten.ts";

const rest = "ask for the others";

test("a short answer stays as it is", () => {
  const answer = { jobs: [{ id: "a" }], totals: { price: null } };
  expect(shorten(answer, { lists: [{ path: "jobs", keep: 3 }], rest })).toEqual(answer);
});

test("a long list keeps what ranks first, in its order, and says how many are left", () => {
  const jobs = [3, 1, 2, 1, 3].map((rank, index) => ({ rank, index }));
  const rank = (job: unknown): number => (job as { rank: number }).rank;
  const short = shorten({ jobs, note: "x" }, { lists: [{ path: "jobs", keep: 3, rank }], rest });
  expect(short).toEqual({ jobs: [jobs[1], jobs[2], jobs[3]], note: "x", more: { jobs: 2 }, rest });
});

test("what was not asked for is left out and not counted", () => {
  const jobs = [1, 2, 3, 4];
  const rank = (job: unknown): number | null => (Number(job) % 2 === 0 ? 0 : null);
  expect(shorten({ jobs }, { lists: [{ path: "jobs", keep: 5, rank }], rest })).toEqual({ jobs: [2, 4] });
});

test("lists inside of the answer are reached by their keys; where there is none, nothing happens", () => {
  const lists = ["a.b.c", "a.x.c", "d.e"].map((path) => ({ path, keep: 1 }));
  const short = shorten({ a: { b: { c: [1, 2] } }, d: null }, { lists, rest });
  expect(short).toEqual({ a: { b: { c: [1] } }, d: null, more: { "a.b.c": 1 }, rest });
});

test("no answer is longer than its limit once its lists are gone, and what it has it had before", () => {
  const text = fc.string({ maxLength: 2_000, unit: "grapheme" });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 300 }), fc.integer({ min: 0, max: 60 }), (jobs, keep) => {
      const mostCharacters = 5_000;
      const { jobs: kept, more } = shorten<Record<string, never>>({ jobs } as never, {
        lists: [{ path: "jobs", keep }],
        rest,
        mostCharacters,
        mostTextCharacters: 100,
      }) as unknown as { jobs: string[]; more?: { jobs: number } };
      expect(JSON.stringify(kept).length).toBeLessThanOrEqual(mostCharacters);
      expect(kept.length + (more?.jobs ?? 0)).toBe(jobs.length);
      for (const one of kept) expect(one).not.toMatch(/\p{Surrogate}/u);
    }),
  );
});
