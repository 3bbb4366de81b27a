import { describe, expect, test } from "vitest";
import type { VideoProvider } from "../../../src/provider/provider.ts";
import { createToApis } from "../../../src/provider/toapis/to-apis.ts";
import { UnknownOutcomes } from "../../../src/run/submit/unknown-outcomes.ts";
import { apiKey, attemptsOf, job, lookUpJob, type Rig, render, rig } from "../../fakes/run-harness.ts";
import type { FaultRule } from "../../testkit/faults.ts";

const rubbish: FaultRule = {
  on: "submit",
  times: "always",
  accepts: true,
  fault: { kind: "json", body: { status: "queued" } },
};

const film = (count: number) => Array.from({ length: count }, (_, index) => job(`s${index + 10}`));

/** The real adaptor, but for what a method gives back. */
function providerWith(world: Rig, changes: (real: VideoProvider) => Partial<VideoProvider>): VideoProvider {
  const real = createToApis({
    baseUrl: new URL(world.server.url),
    apiKey,
    clock: world.clock,
    limits: { submitPerSecond: "off", queryPerSecond: "off" },
  });
  return {
    facts: real.facts,
    accountMark: (salt) => real.accountMark(salt),
    submitTurn: (signal) => real.submitTurn(signal),
    submit: (order, signal) => real.submit(order, signal),
    query: (task, signal) => real.query(task, signal),
    lookUp: (clientId, signal) => real.lookUp(clientId, signal),
    upload: (upload, signal) => real.upload(upload, signal),
    balance: (signal) => real.balance(signal),
    models: (signal) => real.models(signal),
    openResult: (request, signal) => real.openResult(request, signal),
    close: () => real.close(),
    ...changes(real),
  };
}

describe("an outcome that nobody handles", () => {
  test("is never sent again: the run ends as a bug, with the intent on record", async () => {
    const world = await rig();
    const provider = providerWith(world, (real) => ({
      submit: async (order, signal) => {
        await real.submit(order, signal);
        // What a later release may add, and forget somewhere: the type is a lie on purpose.
        return { kind: "deferred" } as unknown as Awaited<ReturnType<VideoProvider["submit"]>>;
      },
    }));
    const run = render(world, film(5), { provider, settings: { concurrency: 1 } });
    await expect(run).rejects.toThrow(/unreachable.*deferred/);
    expect(world.server.ledger.paid).toBe(1);
    expect(await attemptsOf(world, "s10")).toMatchObject([{ state: "submitting" }]);
    const again = await render(world, [job("s10")]);
    expect(again.outcome.counts).toMatchObject({ uncertain: 1 });
    expect(world.server.ledger.paid).toBe(1);
  });
});

describe("submits that are all accepted and answered with rubbish", () => {
  test.each([1, 8])("end the run after a few, at %d in flight", async (concurrency) => {
    const world = await rig({ faults: [rubbish] });
    const { outcome, events } = await render(world, film(40), { settings: { concurrency } });
    expect(outcome.stopped).toBe("outcomes_unknown");
    const { uncertain, notStarted } = outcome.counts;
    expect(uncertain).toBe(world.server.ledger.paid);
    expect(uncertain).toBeLessThanOrEqual(concurrency + 2);
    expect(uncertain + notStarted).toBe(40);
    expect(events.filter(({ type }) => type === "stopping")).toHaveLength(1);
  });

  test("do not end it where one is accepted between", async () => {
    let count = 0;
    const world = await rig();
    const isStruck = (): boolean => {
      count += 1;
      return count % 3 !== 0;
    };
    world.server.script({ ...rubbish, when: isStruck });
    const { outcome } = await render(world, film(9), { settings: { concurrency: 1 } });
    expect(outcome).toMatchObject({ counts: { uncertain: 6, done: 3 } });
    expect(outcome.stopped).toBeUndefined();
  });

  test("do not end it where look-ups find the tasks", async () => {
    const world = await rig({ faults: [rubbish] });
    const jobs = film(9).map(({ id }) => lookUpJob(id));
    const { outcome } = await render(world, jobs);
    expect(outcome).toMatchObject({ counts: { uncertain: 0, done: 9 } });
    expect(world.server.ledger.paid).toBe(9);
  });
});

test("a task id that is another attempt's already is not an acceptance", async () => {
  const world = await rig({ idPrefix: "t" });
  const body = { id: "video_t_000001", object: "generation.task", status: "queued" };
  world.server.script({
    on: "submit",
    match: { prompt: "of b" },
    accepts: true,
    fault: { kind: "json", body },
  });
  const { outcome, events } = await render(world, [job("a"), job("b")], { settings: { concurrency: 1 } });
  expect(outcome.counts).toMatchObject({ done: 1, uncertain: 1 });
  expect(await attemptsOf(world, "b")).toMatchObject([{ state: "uncertain", error: { code: "task_taken" } }]);
  const told = events.find((event) => event.type === "shot_uncertain");
  expect(told?.error.message).toContain("the task of a, take 1, already");
});

describe("after a submit of unknown outcome", () => {
  const calm = new AbortController().signal;

  test("submits leave one at a time until one is accepted", async () => {
    const outcomes = new UnknownOutcomes();
    const left: string[] = [];
    const enter = async (name: string): Promise<void> => {
      if (await outcomes.enter(calm)) left.push(name);
    };
    await Promise.all([enter("a"), enter("b")]);
    expect(outcomes.unknown()).toBe(false);
    outcomes.leave();
    void enter("c");
    void enter("d");
    void enter("e");
    await settled();
    expect(left).toEqual(["a", "b"]);
    outcomes.leave();
    await settled();
    expect(left).toEqual(["a", "b", "c"]);
    outcomes.accepted();
    await settled();
    expect(left).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("an end of submits lets nobody wait", async () => {
    const outcomes = new UnknownOutcomes();
    const stop = new AbortController();
    await outcomes.enter(stop.signal);
    outcomes.unknown();
    const waiting = outcomes.enter(stop.signal);
    stop.abort();
    expect(await waiting).toBe(false);
  });

  test("the third in a row is the last", () => {
    const outcomes = new UnknownOutcomes();
    expect([outcomes.unknown(), outcomes.unknown(), outcomes.unknown()]).toEqual([false, false, true]);
    outcomes.accepted();
    expect(outcomes.unknown()).toBe(false);
  });
});

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
