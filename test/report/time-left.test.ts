import fc from "fast-check";
import { expect, test } from "vitest";
import { occupancyPoints } from "../../src/report/run/occupancy.ts";
import { RunTally } from "../../src/report/run/run-tally.ts";
import { leftText } from "../../src/report/text/phrases.ts";
import { type SimulatedRun, simulatedRun } from "./simulated-run.ts";

const seeds = Array.from({ length: 12 }, (_, index) => index + 1);
const shares = [0.34, 0.4, 0.5, 0.6, 0.7, 0.8];

/** Truth and estimate at some shares of a run's time. */
function estimates(run: SimulatedRun) {
  const events = simulatedRun(run);
  const endAt = events.at(-1)?.at ?? 0;
  const tally = new RunTally();
  let next = 0;
  return shares.map((share) => {
    const now = share * endAt;
    for (let one = events[next]; one !== undefined && one.at <= now; one = events[next]) {
      tally.count(one.event, one.at);
      next += 1;
    }
    return { truthMs: endAt - now, left: tally.timeLeft(now), ended: tally.ended };
  });
}

type Case = readonly [what: string, right: number, run: Omit<SimulatedRun, "seed">];

/** Runs of few tasks end with the longest of them, which nobody can know: there the range is what counts. */
const cases: readonly Case[] = [
  ["a film in ten places", 0.95, { shots: 100, places: 10, progress: "even" }],
  ["a film whose tasks give no progress", 0.95, { shots: 60, places: 8, progress: "none" }],
  ["a film in many places", 0.95, { shots: 400, places: 50, progress: "stages" }],
  ["two waves", 0.7, { shots: 20, places: 10, progress: "uneven" }],
  ["shots all under way at once", 0.8, { shots: 12, places: 20, progress: "even" }],
  ["one shot after another", 0.9, { shots: 9, places: 1, progress: "none" }],
  [
    "a third refused within seconds",
    0.95,
    { shots: 80, places: 8, progress: "none", failures: { share: 0.33, when: "early" } },
  ],
  [
    "failures at the end",
    0.95,
    { shots: 80, places: 8, progress: "even", failures: { share: 0.2, when: "late" } },
  ],
  ["waits for the account's limit", 0.95, { shots: 60, places: 20, progress: "none", submitEveryMs: 15_000 }],
];

test.each(cases)(
  "after a third of the run the time left is right within a factor of 1.5: %s",
  (_what, least, run) => {
    const seen = seeds.flatMap((seed) => estimates({ ...run, seed }));
    const known = seen.flatMap(({ left, truthMs }) => (left === undefined ? [] : [{ ...left, truthMs }]));
    const right = known.filter(
      ({ likelyMs, truthMs }) => likelyMs <= truthMs * 1.5 && truthMs <= likelyMs * 1.5,
    );
    const within = known.filter(
      ({ lowMs, highMs, truthMs }) => lowMs <= truthMs * 1.5 && truthMs <= highMs * 1.5,
    );
    // Something is said as soon as anything is known.
    expect(seen.filter(({ left, ended }) => left === undefined && ended > 2)).toEqual([]);
    expect(right.length / known.length).toBeGreaterThanOrEqual(least);
    expect(within.length / known.length).toBeGreaterThanOrEqual(0.9);
  },
);

test("quick refusals alone do not make an estimate", () => {
  const tally = new RunTally();
  const run: SimulatedRun = {
    shots: 40,
    places: 4,
    progress: "none",
    failures: { share: 1, when: "early" },
    seed: 1,
  };
  for (const { at, event } of simulatedRun(run).slice(0, 30)) tally.count(event, at);
  expect(tally.failed).toBeGreaterThan(5);
  expect(tally.timeLeft(10_000)).toBeUndefined();
});

test("a place that is still held counts as held at least so long", () => {
  const shortOnes = occupancyPoints([10, 10, 10, 10], []);
  const withOlder = occupancyPoints([10, 10, 10, 10], [60, 60, 60, 60]);
  expect(Math.max(...shortOnes)).toBe(10);
  expect(withOlder.filter((ms) => ms > 60).length).toBe(withOlder.length / 2);
});

test("points are ascending and within what was seen, whatever was seen", () => {
  const times = fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(times, fc.array(fc.integer({ min: 0, max: 1e6 })), (ended, running) => {
      const points = occupancyPoints(ended, running);
      expect(points).toEqual(points.toSorted((a, b) => a - b));
      expect(points[0]).toBeGreaterThanOrEqual(Math.min(...ended));
    }),
  );
});

test.each([
  [[58_000, 60_000, 62_000], "about 1 min left"],
  [[600_000, 800_000, 1_200_000], "about 10 to 20 min left"],
  [[45_000, 80_000, 150_000], "about 45 s to 2 min 30 s left"],
  [[0, 400, 900], "about 1 s left"],
] as const)("an estimate of %j is written %s", ([lowMs, likelyMs, highMs], text) => {
  expect(leftText({ lowMs, likelyMs, highMs })).toBe(text);
});
