import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Contract } from "../../src/contracts/contract.ts";
import { clipRequest } from "../../src/contracts/request/clip-request.ts";
import type { Job, LocalPicture } from "../../src/manifest/job.ts";
import type { VideoProvider } from "../../src/provider/provider.ts";
import { exitCodeOf, exitCodes } from "../../src/run/exit-code.ts";
import { contractOf } from "../fakes/contracts.ts";
import { QueueProvider } from "../fakes/queue-provider.ts";
import { QueueServer } from "../fakes/queue-server.ts";
import {
  apiKey,
  attemptsOf,
  clipsOf,
  job,
  type Rig,
  type RunOptions,
  render,
  rig,
} from "../fakes/run-harness.ts";

/** A model of the queue's: an address as its name, a parameter of its own for each frame. */
const queueContract: Contract = {
  ...contractOf("kling-v3@2026-05"),
  id: "queued-kling@2026-10",
  model: "queued-kling",
  provider: "queue",
  wire_model: "queue-ai/kling-video/v3/pro",
  parameters: {
    prompt: { type: "string", required: true, doc: "x" },
    image_url: { type: "picture", doc: "x" },
  },
  frames: { encoding: "fields", first_frame: "image_url", last_frame_alone: false },
  rules: [],
  billing: [],
};

function queueJob(id: string, overrides: Partial<Job> = {}): Job {
  const request = clipRequest(queueContract, { prompt: `prompt of ${id}` });
  const inputs = { model: queueContract.id, prompt: `prompt of ${id}` };
  const fingerprint = `v1:${createHash("sha256").update(JSON.stringify(inputs)).digest("hex")}`;
  return job(id, { contract: queueContract, request, inputs, fingerprint, ...overrides });
}

interface TwoWorlds extends Rig {
  readonly queue: QueueServer;
}

async function twoWorlds(...options: Parameters<typeof rig>): Promise<TwoWorlds> {
  return { ...(await rig(...options)), queue: await QueueServer.start() };
}

/** A run of both, with adaptors that know nothing of an earlier run. */
function run(
  world: TwoWorlds,
  jobs: readonly Job[],
  { changed, ...options }: RunOptions & { readonly changed?: (real: VideoProvider) => VideoProvider } = {},
) {
  const real = new QueueProvider({ baseUrl: world.queue.url, apiKey, clock: world.clock });
  return render(world, jobs, { ...options, others: { queue: changed?.(real) ?? real } });
}

describe("a run with shots of two providers", () => {
  test("renders each where its contract says, in that provider's dialect, and records who has it", async () => {
    const world = await twoWorlds();
    const content = "GIF89a day";
    const file = join(world.folder, "day.gif");
    writeFileSync(file, content);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const picture: LocalPicture = {
      key: "first_frame",
      file,
      writtenAs: "day.gif",
      sha256,
      bytes: content.length,
      mimeType: "image/gif",
    };
    const request = clipRequest(queueContract, { prompt: "framed", image_url: `sha256:${sha256}` });
    const jobs = [job("a"), queueJob("b"), job("c"), queueJob("d", { request, pictures: [picture] })];
    const { outcome, events } = await run(world, jobs);

    expect(outcome).toMatchObject({ counts: { done: 4, failed: 0, uncertain: 0 } });
    expect(clipsOf(world)).toEqual(["a.mp4", "b.mp4", "c.mp4", "d.mp4"]);
    expect(world.server.ledger.paid).toBe(2);
    expect(world.queue.tasks.map(({ model }) => model)).toEqual(
      Array.from({ length: 2 }, () => "queue-ai/kling-video/v3/pro"),
    );
    expect(world.queue.tasks.map(({ input }) => input)).toContainEqual({
      prompt: "framed",
      image_url: `data:image/gif;base64,${Buffer.from(content).toString("base64")}`,
    });
    const [first] = await attemptsOf(world, "a");
    expect(first).not.toHaveProperty("provider");
    expect(first).not.toHaveProperty("operation");
    expect(await attemptsOf(world, "b")).toMatchObject([{ provider: "queue", state: "done" }]);
    expect(events.filter(({ type }) => type === "balance")).toHaveLength(2);
    expect(readFileSync(join(world.folder, "film.lock.json"), "utf8")).not.toContain(apiKey);

    const again = await run(world, jobs);
    expect(again.outcome.counts).toMatchObject({ upToDate: 4, done: 0 });
  });

  test("gives each its own number of tasks in flight", async () => {
    const world = await twoWorlds({ manual: true });
    world.queue.isHolding = true;
    const interrupt = new AbortController();
    const jobs = [job("a"), job("b"), queueJob("c"), queueJob("d")];
    const settings = { concurrency: 1, interrupt: interrupt.signal };
    const running = run(world, jobs, { settings });
    await world.queue.until(() => world.queue.tasks.length === 1);
    await world.server.waitFor(({ ledger }) => ledger.paid === 1);
    interrupt.abort();
    const { outcome } = await running;
    expect(outcome.counts).toMatchObject({ unfetched: 2, notStarted: 2 });
  });

  test("takes the same task id from both for two tasks", async () => {
    const world = await twoWorlds({ idPrefix: "t" });
    const takesId = (real: VideoProvider): VideoProvider =>
      withMethods(real, {
        submit: async (order, signal) => {
          const outcome = await real.submit(order, signal);
          return outcome.kind === "accepted" ? { ...outcome, taskId: "video_t_000001" } : outcome;
        },
      });
    const { outcome } = await run(world, [job("a"), queueJob("b")], { changed: takesId });
    expect(outcome.counts).toMatchObject({ done: 2, uncertain: 0 });
  });
});

describe("a task that the answer to its submit says how to find", () => {
  test("is carried on after an interruption, by what was recorded, and not submitted again", async () => {
    const world = await twoWorlds();
    world.queue.isHolding = true;
    const interrupt = new AbortController();
    const running = run(world, [queueJob("a")], { settings: { interrupt: interrupt.signal } });
    await world.queue.until(() => world.queue.requests.length >= 2);
    interrupt.abort();
    expect((await running).outcome.counts).toMatchObject({ unfetched: 1 });
    expect(await attemptsOf(world, "a")).toMatchObject([
      {
        provider: "queue",
        taskId: "request-1",
        operation: expect.stringContaining("/requests/request-1/status"),
      },
    ]);

    world.queue.isHolding = false;
    expect((await run(world, [queueJob("a")])).outcome.counts).toMatchObject({ done: 1 });
    expect(world.queue.submits).toBe(1);
  });

  test("is carried on after a crash, from the journal alone", async () => {
    const world = await twoWorlds();
    const crashes = (real: VideoProvider): VideoProvider =>
      withMethods(real, { query: () => Promise.reject(new Error("killed")) });
    await expect(run(world, [queueJob("a")], { changed: crashes })).rejects.toThrow("killed");
    expect((await run(world, [queueJob("a")])).outcome.counts).toMatchObject({ done: 1 });
    expect(world.queue.submits).toBe(1);
  });
});

describe("a stop for one account's sake", () => {
  const film = [job("a"), queueJob("b"), job("c"), queueJob("d")];

  test("holds that provider's shots alone: no balance at the queue", async () => {
    const world = await twoWorlds();
    world.queue.refusal = { status: 402, body: { detail: "top up" }, accepts: false };
    const { outcome, events } = await run(world, film);
    expect(outcome).toMatchObject({ stopped: "no_balance", counts: { done: 2, notStarted: 2 } });
    expect(exitCodeOf(outcome)).toBe(exitCodes.stopped);
    expect(events.filter(({ type }) => type === "stopping")).toMatchObject([
      { reason: "no_balance", provider: "queue" },
    ]);
    expect(await attemptsOf(world, "b")).toEqual([]);

    world.queue.refusal = undefined;
    expect((await run(world, film)).outcome.counts).toMatchObject({ done: 2, upToDate: 2 });
  });

  test("holds that provider's shots alone: a key that the first provider refuses", async () => {
    const world = await twoWorlds();
    world.server.script({ on: "submit", times: "always", fault: { kind: "status", status: 401 } });
    const { outcome } = await run(world, film);
    expect(outcome).toMatchObject({ stopped: "key_refused", counts: { done: 2, notStarted: 2 } });
    expect(world.queue.submits).toBe(2);
  });

  test("submits of unknown outcome at one brake that one, and are held, since it looks nothing up", async () => {
    const world = await twoWorlds();
    world.queue.refusal = { status: 500, body: {}, accepts: true };
    const lost = ["b1", "b2", "b3", "b4"].map((id) => queueJob(id));
    const { outcome } = await run(world, [...lost, job("a"), job("c")], { settings: { concurrency: 1 } });
    expect(outcome).toMatchObject({
      stopped: "outcomes_unknown",
      counts: { done: 2, uncertain: 3, notStarted: 1 },
    });
    world.queue.refusal = undefined;
    const again = await run(world, [...lost, job("a"), job("c")]);
    expect(again.outcome.counts).toMatchObject({ uncertain: 3, done: 1, upToDate: 2 });
    expect(world.queue.tasks).toHaveLength(4);
  });

  test("a budget ends them all", async () => {
    const world = await twoWorlds();
    const { outcome } = await run(world, film, { settings: { concurrency: 1, limits: { shots: 2 } } });
    expect(outcome).toMatchObject({ stopped: "budget", counts: { failed: 0, uncertain: 0 } });
    expect(outcome.counts.done + outcome.counts.notStarted).toBe(4);
    expect(world.server.ledger.paid + world.queue.submits).toBeLessThanOrEqual(2);
  });
});

test("a doubt at one provider holds the shot, though it is another's by now", async () => {
  const world = await twoWorlds();
  world.queue.refusal = { status: 500, body: {}, accepts: false };
  await run(world, [queueJob("a")]);
  const { plan, outcome } = await run(world, [job("a", { canLookUp: true })]);
  expect(plan.items).toMatchObject([{ action: "hold", reason: "uncertain" }]);
  expect(outcome.counts).toMatchObject({ uncertain: 1, done: 0 });
  expect(world.server.ledger.paid).toBe(0);
});

/** The real adaptor, but for these methods. */
function withMethods(real: VideoProvider, own: Partial<VideoProvider>): VideoProvider {
  return new Proxy(real, {
    get: (target, name) => {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name);
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? (member as () => unknown).bind(target) : member;
    },
  });
}
