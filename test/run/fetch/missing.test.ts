import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { createToApis } from "../../../src/provider/toapis/to-apis.ts";
import { attemptsOf, clipsOf, job, type Rig, type Run, render, rig } from "../../fakes/run-harness.ts";
import type { FaultRule } from "../../testkit/faults.ts";

const [shot] = [job("a")];
const dayMs = 24 * 60 * 60 * 1000;
let world: Rig;
let day = 0;

/** A clip that was rendered more than a day ago, and deleted. Whether its link still lives, the server says. */
beforeEach(async () => {
  day = 0;
  world = await rig({ generationMs: () => 0 });
  await render(world, [shot]);
  rmSync(join(world.clips, "a.mp4"));
  const { clock } = world;
  world = { ...world, clock: { ...clock, now: () => clock.now() + day * dayMs } };
  day = 2;
});

function missing(...faults: FaultRule[]): Promise<Run> {
  world.server.script(...faults);
  return render(world, [shot], { selection: { missing: true } });
}

test("without --missing a clip whose time is over is held, and nobody is asked", async () => {
  const before = world.server.ledger.counts.query;
  const { outcome } = await render(world, [shot]);
  expect(outcome.counts).toMatchObject({ done: 0, held: 1 });
  expect(world.server.ledger.counts.query).toBe(before);
});

test("a link that still lives is fetched, and nothing is paid", async () => {
  const { outcome, plan } = await missing();
  expect(plan.items[0]).toMatchObject({ action: "render", reason: "clip_missing" });
  expect(outcome.counts).toMatchObject({ done: 1, failed: 0, unfetched: 0 });
  expect(world.server.ledger.paid).toBe(1);
  expect(clipsOf(world)).toEqual(["a.mp4"]);
});

test("a clip that comes in another form than before is recorded as what it is now", async () => {
  await missing({ on: "result", fault: { kind: "container", container: "webm" } });
  const [attempt] = await attemptsOf(world, "a");
  expect(world.server.ledger.paid).toBe(1);
  expect(attempt?.clip?.file).toBe("a.webm");
  expect(attempt?.clip?.bytes).toBe(readFileSync(join(world.clips, "a.webm")).length);
  expect((await render(world, [shot])).outcome.counts).toMatchObject({ upToDate: 1 });
});

describe("the provider's word that it is gone lets the shot be rendered anew:", () => {
  test.each<[name: string, rule: FaultRule]>([
    ["it does not know the task", { on: "query", fault: { kind: "task_forgotten" } }],
    ["the task names no file", { on: "query", fault: { kind: "completed_without_url" } }],
    ["the link is dead (403)", { on: "result", fault: { kind: "expired" } }],
    ["the link is dead (410)", { on: "result", fault: { kind: "expired", status: 410 } }],
    ["the file is not there (404)", { on: "result", fault: { kind: "not_ready" } }],
    ["a page stands where the file was, and its time is over", { on: "result", fault: { kind: "html" } }],
  ])("%s", async (_, rule) => {
    const { outcome } = await missing(rule);
    expect(outcome.counts).toMatchObject({ done: 1, unfetched: 0 });
    expect(world.server.ledger.paid).toBe(2);
    expect(clipsOf(world)).toEqual(["a.mp4"]);
  });
});

describe("what says nothing of the file pays nothing, and leaves the shot to the next run:", () => {
  test.each<[name: string, rule: FaultRule]>([
    ["the question gets a 500", { on: "query", times: "always", fault: { kind: "status", status: 500 } }],
    [
      "the question gets no answer",
      { on: "query", times: "always", fault: { kind: "reset", when: "after_reading" } },
    ],
    ["the key is refused", { on: "query", times: "always", fault: { kind: "status", status: 401 } }],
    ["the link gets a 500", { on: "result", times: "always", fault: { kind: "status", status: 500 } }],
    [
      "the body breaks off",
      { on: "result", times: "always", fault: { kind: "truncated", afterBytes: 100, by: "reset" } },
    ],
    [
      "the body is cut",
      { on: "result", times: "always", fault: { kind: "truncated", afterBytes: 100, by: "chunked_ended" } },
    ],
  ])("%s", async (_, rule) => {
    const { outcome, events } = await missing(rule);
    expect(outcome.counts).toMatchObject({ done: 0, unfetched: 1 });
    expect(events.some(({ type }) => type === "shot_unfetched")).toBe(true);
    expect(world.server.ledger.paid).toBe(1);
    expect(existsSync(join(world.clips, "a.mp4"))).toBe(false);
    world.server.faults.clear();
    expect((await missing()).outcome.counts).toMatchObject({ done: 1 });
    expect(world.server.ledger.paid).toBe(1);
  });
});

test("a task that another account's key does not find is not gone, and nothing is submitted", async () => {
  const before = world.server.ledger.counts.submit;
  world.server.script({ on: "query", times: "always", fault: { kind: "task_forgotten" } });
  const provider = createToApis({
    baseUrl: new URL(world.server.url),
    apiKey: "sk-of-another-account",
    clock: world.clock,
  });
  const { outcome, events } = await render(world, [shot], { selection: { missing: true }, provider });
  expect(outcome.counts).toMatchObject({ done: 0, unfetched: 1 });
  expect(events).toContainEqual(
    expect.objectContaining({
      type: "shot_unfetched",
      error: expect.objectContaining({ code: "other_account" }),
    }),
  );
  expect(world.server.ledger.counts.submit).toBe(before);
});
