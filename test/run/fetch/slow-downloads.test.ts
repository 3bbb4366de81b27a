import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clipsOf, job, type Rig, type Run, render, rig } from "../../fakes/run-harness.ts";
import type { Fault } from "../../testkit/faults.ts";

const jobs = [job("a"), job("b")];

/** Two paid clips wait to be fetched, a's first, with one slot for both. */
async function twoWaiting(): Promise<Rig> {
  const world = await rig({ generationMs: () => 0 });
  world.server.script({ on: "result", times: "always", fault: { kind: "expired" } });
  await render(world, jobs, { settings: { concurrency: 1 } });
  world.server.faults.clear();
  return world;
}

async function fetchBoth(
  world: Rig,
  fault: Fault,
  strikes: { readonly of: string; readonly times?: number },
) {
  world.server.script({
    on: "result",
    match: { prompt: strikes.of },
    times: strikes.times ?? "always",
    fault,
  });
  return await render(world, jobs, { settings: { downloads: 1 } });
}

function endings({ events }: Run): string[] {
  return events.flatMap((event) => {
    if (event.type === "shot_done") return [`${event.id} done`];
    return event.type === "shot_unfetched" ? [`${event.id} ${event.error.code}`] : [];
  });
}

test("a body that trickles gives its slot to the clip that waits, and is gone on with where it was", async () => {
  const world = await twoWaiting();
  const before = world.server.ledger.requestsOf("result").length;
  const run = await fetchBoth(world, { kind: "slow", chunkBytes: 16, pauseMs: 10 }, { of: "of a", times: 1 });
  expect(endings(run)).toEqual(["b done", "a done"]);
  const [, ofB, again] = world.server.ledger.requestsOf("result").slice(before);
  expect(ofB?.headers.range).toBeUndefined();
  expect(again?.headers.range).toMatch(/^bytes=[1-9]\d*-$/);
  expect(run.events).toContainEqual(
    expect.objectContaining({
      type: "shot_retrying",
      id: "a",
      step: "download",
      cause: expect.objectContaining({ code: "download_too_slow" }),
    }),
  );
  expect(world.server.ledger.paid).toBe(2);
});

test("bodies that all trickle take turns, a bounded number of times, and are left to the next run", async () => {
  const world = await twoWaiting();
  const before = world.server.ledger.requestsOf("result").length;
  const run = await fetchBoth(world, { kind: "slow", chunkBytes: 1, pauseMs: 5 }, { of: "of" });
  expect(run.outcome.counts).toMatchObject({ done: 0, unfetched: 2 });
  expect(endings(run).map((ending) => ending.split(" ")[1])).toEqual([
    "download_too_slow",
    "download_too_slow",
  ]);
  expect(world.server.ledger.requestsOf("result").length - before).toBeLessThanOrEqual(8);
  expect(readdirSync(world.clips, { recursive: true })).toEqual([".dailies", join(".dailies", ".gitignore")]);
  world.server.faults.clear();
  expect((await render(world, jobs)).outcome.counts).toMatchObject({ done: 2, unfetched: 0 });
  expect(clipsOf(world)).toEqual(["a.mp4", "b.mp4"]);
});

test("a body that trickles while nothing waits keeps its slot", async () => {
  const world = await rig({ generationMs: () => 0 });
  world.server.script({ on: "result", fault: { kind: "slow", chunkBytes: 64, pauseMs: 5 } });
  const run = await render(world, [job("a")], { settings: { downloads: 1 } });
  expect(endings(run)).toEqual(["a done"]);
  expect(world.server.ledger.requestsOf("result")).toHaveLength(1);
});
