import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exitCodeOf, exitCodes } from "../../../src/run/exit-code.ts";
import {
  attemptsOf,
  clipsOf,
  job,
  lookUpJob,
  type Rig,
  render,
  rewritten,
  rig,
} from "../../fakes/run-harness.ts";
import type { FaultRule } from "../../testkit/faults.ts";

const lostAnswer: FaultRule = {
  on: "submit",
  accepts: true,
  fault: { kind: "reset", when: "after_reading" },
};
const neverArrives: FaultRule = { on: "submit", fault: { kind: "reset", when: "after_reading" } };
const lookUps = { on: "query", match: { path: "/attempt" }, times: "always" } as const;

async function uncertainCode(world: Rig, id = "a"): Promise<string | undefined> {
  const newest = (await attemptsOf(world, id)).at(-1);
  return newest?.state === "uncertain" ? newest.error?.code : newest?.state;
}

describe("a job is not paid for again on the word of", () => {
  test.each([
    { message: "not found" },
    {},
    { error: { code: "route_not_found", message: "no such route" } },
    { detail: "Not Found" },
  ])("a gateway: %j", async (body) => {
    const world = await rig({
      faults: [lostAnswer, { ...lookUps, fault: { kind: "status", status: 404, body } }],
    });
    const { outcome } = await render(world, [lookUpJob("a")]);
    expect(outcome.counts).toMatchObject({ uncertain: 1 });
    expect(await uncertainCode(world)).toBe("look_up_failed");
    expect(world.server.ledger.counts.submit).toBe(1);
  });

  test("looks that come while the submit may be under way, however often they come", async () => {
    const world = await rig();
    const until = world.clock.now() + 80_000;
    world.server.script(lostAnswer, {
      ...lookUps,
      when: () => world.clock.now() < until,
      fault: { kind: "task_forgotten" },
    });
    const { outcome } = await render(world, [lookUpJob("a")], { settings: { pollIntervalMs: 200 } });
    expect(outcome.counts).toMatchObject({ done: 1 });
    expect(world.server.ledger.counts.submit).toBe(1);
  });

  const edits: readonly (readonly [what: string, code: string, edit: (text: string) => string])[] = [
    [
      "another account",
      "other_account",
      (text) => text.replace(/"account": "[^"]*"/, '"account": "5a17:00000000"'),
    ],
    ["nobody knows which account", "account_unknown", (text) => text.replace(/ *"account": "[^"]*",\n/, "")],
    ["a provider that may have forgotten it", "look_up_too_late", (text) => redated(text, -25 * 3_600_000)],
    ["a clock that was set back", "clock_set_back", (text) => redated(text, 10_000 * 3_600_000)],
  ];

  test.each(edits)("%s", async (_what, code, edit) => {
    const world = await rig({
      faults: [neverArrives, { ...lookUps, fault: { kind: "status", status: 500 } }],
    });
    await render(world, [lookUpJob("a")]);
    const lockfile = join(world.folder, "film.lock.json");
    const before = readFileSync(lockfile, "utf8");
    writeFileSync(lockfile, edit(before));
    expect(readFileSync(lockfile, "utf8")).not.toBe(before);
    world.server.faults.clear();
    const { outcome } = await render(world, [lookUpJob("a")]);
    expect(outcome.counts).toMatchObject({ uncertain: 1, done: 0 });
    expect(await uncertainCode(world)).toBe(code);
    expect(world.server.ledger.counts.submit).toBe(1);
  });

  test("a task that is another attempt's", async () => {
    const world = await rig({ idPrefix: "t" });
    await render(world, [job("b")]);
    const body = { id: "video_t_000001", model: "seedance-2", status: "in_progress" };
    world.server.script(lostAnswer, { ...lookUps, fault: { kind: "json", body } });
    await render(world, [job("b"), lookUpJob("a")]);
    expect(await uncertainCode(world)).toBe("look_up_failed");
    expect((await attemptsOf(world, "a"))[0]?.error?.message).toContain("which is b's");
  });

  test("one answer that names a task and nothing else", async () => {
    const body = { id: "video_other", status: "failed" };
    const world = await rig({
      faults: [lostAnswer, { ...lookUps, times: 1, fault: { kind: "json", body } }],
    });
    const { outcome } = await render(world, [lookUpJob("a")]);
    expect(outcome.counts).toMatchObject({ done: 1 });
    expect(world.server.ledger.paid).toBe(1);
  });

  test("a task of another model", async () => {
    const body = { id: "video_x", model: "sora-2", status: "completed", url: "http://127.0.0.1/x" };
    const world = await rig({ faults: [lostAnswer, { ...lookUps, fault: { kind: "json", body } }] });
    await render(world, [lookUpJob("a")]);
    expect(await uncertainCode(world)).toBe("look_up_failed");
    expect(world.server.ledger.counts.submit).toBe(1);
  });
});

function redated(text: string, byMs: number): string {
  return text.replace(
    /"submitted_at": "([^"]*)"/,
    (_all, time: string) => `"submitted_at": "${new Date(Date.parse(time) + byMs).toISOString()}"`,
  );
}

test("a found submit of earlier inputs is fetched, and the run says that today's are left to do", async () => {
  const world = await rig({ faults: [lostAnswer, { ...lookUps, fault: { kind: "status", status: 503 } }] });
  await render(world, [lookUpJob("a")]);
  world.server.faults.clear();
  const { inputs, fingerprint } = rewritten(job("a"), "another prompt");
  const edited = [{ ...lookUpJob("a", "another prompt"), inputs, fingerprint }];
  const found = await render(world, edited);
  expect(found.outcome.counts).toMatchObject({ done: 0, notStarted: 1, uncertain: 0 });
  expect(exitCodeOf(found.outcome)).toBe(exitCodes.failed);
  expect(found.events).toContainEqual(expect.objectContaining({ code: "made_from_earlier_inputs", id: "a" }));
  expect(clipsOf(world)).toEqual(["a.mp4"]);
  expect(world.server.ledger.paid).toBe(1);
  expect((await render(world, edited)).outcome.counts).toMatchObject({ done: 1 });
  expect(world.server.ledger.paid).toBe(2);
});

describe("a job that is sent again because it never arrived", () => {
  test("is a new expense to the limits of the run", async () => {
    const world = await rig({ faults: [neverArrives] });
    const { outcome } = await render(world, [lookUpJob("a")], { settings: { limits: { shots: 1 } } });
    expect(outcome).toMatchObject({ stopped: "budget", counts: { notStarted: 1, uncertain: 0 } });
    expect(world.server.ledger.counts.submit).toBe(1);
    expect(await attemptsOf(world, "a")).toEqual([]);
  });

  test("is sent again twice in a run at most, and then held; its siblings go on", async () => {
    const world = await rig({ faults: [{ ...neverArrives, match: { prompt: "of a" }, times: "always" }] });
    const { outcome } = await render(world, [lookUpJob("a"), job("b")]);
    expect(outcome).toMatchObject({ counts: { uncertain: 1, done: 1 } });
    expect(await uncertainCode(world)).toBe("never_arrives");
    expect(world.server.ledger.requests.filter(({ kind }) => kind === "submit")).toHaveLength(4);
  });
});

describe("what an attempt is recorded with", () => {
  test("account, billing and the price that was planned; nothing of the key", async () => {
    const world = await rig();
    await render(world, [job("a")], { priceOf: () => ({ amount: 0.35, currency: "USD" }) });
    expect((await attemptsOf(world, "a"))[0]).toMatchObject({
      state: "done",
      account: expect.stringMatching(/^[0-9a-f]{8}:[0-9a-f]{8}$/),
      billing: { key: "kling-v3 720P", seconds: 5 },
      price: { amount: 0.35, currency: "USD" },
    });
    expect((await attemptsOf(world, "a"))[0]).not.toHaveProperty("provider");
  });
});

describe("a task that the key in use does not know", () => {
  test("stays unfetched where it was submitted with another key, and is fetched with that", async () => {
    const world = await rig({ manual: true });
    const interrupt = new AbortController();
    const first = render(world, [job("a")], { settings: { interrupt: interrupt.signal } });
    await world.server.waitFor(({ ledger }) => ledger.counts.query >= 1);
    interrupt.abort();
    await first;
    const lockfile = join(world.folder, "film.lock.json");
    const ours = readFileSync(lockfile, "utf8");
    writeFileSync(lockfile, ours.replace(/"account": "[^"]*"/, '"account": "5a17:00000000"'));
    world.server.script({ on: "query", times: "always", fault: { kind: "task_forgotten" } });
    const { outcome } = await render(world, [job("a")]);
    expect(outcome.counts).toMatchObject({ unfetched: 1, failed: 0 });
    expect((await attemptsOf(world, "a"))[0]).toMatchObject({
      state: "queued",
      error: { code: "other_account" },
    });
    world.server.faults.clear();
    for (const { taskId } of world.server.ledger.tasks) world.server.complete(taskId);
    expect((await render(world, [job("a")])).outcome.counts).toMatchObject({ done: 1 });
    expect(clipsOf(world)).toEqual(["a.mp4"]);
    expect(world.server.ledger.paid).toBe(1);
  });
});
