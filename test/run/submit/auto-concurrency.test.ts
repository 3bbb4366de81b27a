import { expect, test } from "vitest";
import type { Job } from "../../../src/manifest/job.ts";
import type { RunEvent } from "../../../src/run/events.ts";
import { job, type Run, render, rig } from "../../fakes/run-harness.ts";

const settings = { concurrency: "auto" } as const;

function jobs(count: number): Job[] {
  return Array.from({ length: count }, (_, index) => job(`s${index + 100}`));
}

function told({ events }: Run): Extract<RunEvent, { type: "concurrency" }>[] {
  return events.flatMap((event) => (event.type === "concurrency" ? [event] : []));
}

test("an account that takes six tasks at a time ends with about as many found", async () => {
  const world = await rig({ manual: true });
  const { server } = world;
  let ended = 0;
  server.script({
    on: "submit",
    when: () => server.ledger.paid - ended >= 6,
    times: "always",
    fault: { kind: "rate_limited" },
  });
  const running = render(world, jobs(40), { settings });
  await server.waitFor(({ faults }) => faults.strikes()[0] === 1);
  while (ended < 40) {
    await server.waitFor(({ ledger }) => ledger.paid > ended);
    const task = server.ledger.tasks[ended];
    if (task === undefined) throw new Error("every paid task is in the ledger");
    ended += 1;
    server.complete(task.taskId);
    await server.waitFor(() => server.ledger.fetchesOf(task.taskId) === 1);
  }
  const run = await running;
  expect(run.outcome.counts).toMatchObject({ done: 40, failed: 0, uncertain: 0 });
  expect(server.ledger.paid).toBe(40);
  const events = told(run);
  expect(events[0]?.reason).toBe("limited");
  const finding = events.at(-1);
  expect(finding?.reason).toBe("found");
  // A task that has ended holds its slot until it is next asked for, so two more than six may be in flight.
  expect(finding?.concurrency).toBeGreaterThanOrEqual(3);
  expect(finding?.concurrency).toBeLessThanOrEqual(8);
});

test("an account that has few submits left ends the growth before it refuses one", async () => {
  const world = await rig({ manual: true, rateLimits: { submit: { perSecond: 1e-6, burst: 20 } } });
  const { server } = world;
  const running = render(world, jobs(18), { settings });
  // Half of the account's submits are gone, and every task was asked for several times since.
  await server.waitFor(({ ledger }) => ledger.paid > 10 && ledger.counts.query > 200);
  expect(server.ledger.paid).toBeLessThan(16);
  for (let ended = 0; ended < 18; ended += 1) {
    await server.waitFor(({ ledger }) => ledger.paid > ended);
    server.complete(server.ledger.tasks[ended]?.taskId ?? "");
  }
  const run = await running;
  expect(run.outcome.counts).toMatchObject({ done: 18, failed: 0 });
  expect(server.ledger.limited).toBe(0);
  const [finding, ...others] = told(run);
  expect(others).toEqual([]);
  expect(finding?.reason).toBe("found");
  expect(finding?.concurrency).toBeLessThan(16);
});

test("an account with room for every shot is told as one whose limit was not met", async () => {
  const world = await rig({ manual: true });
  const running = render(world, jobs(12), { settings });
  await world.server.waitFor(({ ledger }) => ledger.paid === 12);
  for (const { taskId } of world.server.ledger.tasks) world.server.complete(taskId);
  expect(told(await running)).toEqual([{ type: "concurrency", concurrency: 12, reason: "no_limit_met" }]);
});

test("a run that carries on without a submit tells no finding, nor does one with a number given", async () => {
  const world = await rig();
  const submitted = await render(world, [job("a")], { settings: { concurrency: 3 } });
  expect(told(submitted)).toEqual([]);
  expect(told(await render(world, [job("a")], { settings }))).toEqual([]);
});
