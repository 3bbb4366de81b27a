import { describe, expect, test } from "vitest";
import type { Clock } from "../../../src/base/time/clock.ts";
import { attemptsOf, clipsOf, job, type Rig, render, rig } from "../../fakes/run-harness.ts";

/** The rig's clock, which can be set forward while everything sleeps. */
function jumping(world: Rig): { readonly clock: Clock; jump(ms: number): void } {
  let offset = 0;
  const { now, sleep } = world.clock;
  return {
    clock: { now: () => now() + offset, sleep },
    jump: (ms) => {
      offset += ms;
    },
  };
}

describe("an answer about another task", () => {
  test.each([
    ["without an id", { status: "failed", error: { code: "generation_failed", message: "no" } }],
    ["with another id", { id: "video_other", status: "failed" }],
    ["of another task's clip", { id: "video_other", status: "completed", url: "http://127.0.0.1:1/x.mp4" }],
  ])("does not end a task: %s", async (_what, body) => {
    const world = await rig();
    world.server.script({ on: "query", times: 3, fault: { kind: "json", body } });
    const { outcome, events } = await render(world, [job("a")]);
    expect(outcome.counts).toMatchObject({ done: 1, failed: 0 });
    expect(world.server.ledger.paid).toBe(1);
    const causes = events.flatMap((event) => (event.type === "shot_retrying" ? [event.cause.code] : []));
    expect(causes).toEqual(["task_mismatch", "task_mismatch", "task_mismatch"]);
  });

  test("without end leaves the task to the next run", async () => {
    const world = await rig();
    const fault = { kind: "json", body: { id: "x", status: "failed" } } as const;
    world.server.script({ on: "query", times: "always", fault });
    expect((await render(world, [job("a")])).outcome.counts).toMatchObject({ unfetched: 1, failed: 0 });
    world.server.faults.clear();
    expect((await render(world, [job("a")])).outcome.counts).toMatchObject({ done: 1 });
    expect(world.server.ledger.paid).toBe(1);
  });
});

describe("a machine that sleeps", () => {
  test.each(["in_progress", "pondering"])("makes no task overdue: %s", async (word) => {
    const base = await rig({ manual: true });
    const { clock, jump } = jumping(base);
    base.server.script({ on: "query", times: 6, fault: { kind: "status_word", word } });
    const run = render({ ...base, clock }, [job("a")]);
    await base.server.waitFor(({ ledger }) => ledger.counts.query >= 2);
    jump(3 * 3_600_000);
    await base.server.waitFor(({ ledger }) => ledger.counts.query >= 5);
    for (const { taskId } of base.server.ledger.tasks) base.server.complete(taskId);
    expect((await run).outcome.counts).toMatchObject({ done: 1, unfetched: 0 });
  });
});

describe("a time that cannot be", () => {
  test.each([2 ** 53, 253_402_300_800_000, -1, 1])("of expiry is not recorded: %j", async (expires_at) => {
    const world = await rig({ manual: true, idPrefix: "t" });
    const run = render(world, [job("a")]);
    await world.server.waitFor(({ ledger }) => ledger.paid === 1);
    const taskId = "video_t_000001";
    world.server.complete(taskId);
    const url = `${world.server.url}/files/videos/${taskId}/output.mp4`;
    const body = { id: taskId, status: "completed", url, expires_at, completed_at: expires_at };
    world.server.script({ on: "query", times: "always", fault: { kind: "json", body } });
    expect((await run).outcome.counts).toMatchObject({ done: 1 });
    const [attempt] = await attemptsOf(world, "a");
    const expiresMs = (attempt?.expiresAt ?? 0) * 1000;
    expect(Math.abs(expiresMs - world.clock.now())).toBeLessThan(48 * 3_600_000);
    expect((await render(world, [job("a")])).outcome.counts).toMatchObject({ upToDate: 1 });
  });

  test("an expiry that has passed by this machine's clock: the link is tried, and the time not believed", async () => {
    const base = await rig();
    const { clock, jump } = jumping(base);
    jump(3 * 86_400_000);
    const world = { ...base, clock };
    expect((await render(world, [job("a")])).outcome.counts).toMatchObject({ done: 1 });
    expect(clipsOf(world)).toEqual(["a.mp4"]);
    expect((await attemptsOf(world, "a"))[0]).not.toHaveProperty("expiresAt");
  });
});
