import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failure, success } from "../../src/base/result.ts";
import type { Clock } from "../../src/base/time/clock.ts";
import { clipRequest } from "../../src/contracts/request/clip-request.ts";
import type { StillReader } from "../../src/media/decode/still-picture.ts";
import { contractOf } from "../fakes/contracts.ts";
import {
  attemptsOf,
  clipsOf,
  framedJob,
  job,
  lookUpJob,
  render,
  rewritten,
  rig,
} from "../fakes/run-harness.ts";

describe("a first run", () => {
  test("renders every shot: one paid task and one clip each, bounded in flight", async () => {
    const world = await rig({ manual: true });
    const { ledger } = world.server;
    const jobs = Array.from({ length: 20 }, (_, index) => job(`s${index + 10}`));
    const running = render(world, jobs, { settings: { concurrency: 6 } });
    // No task ends before all slots are taken, and then the oldest does.
    for (let ended = 0; ended < jobs.length; ended += 1) {
      await world.server.waitFor(() => ledger.paid >= Math.min(ended + 6, jobs.length));
      expect(ledger.paid - ended).toBeLessThanOrEqual(6);
      world.server.complete(ledger.tasks[ended]?.taskId ?? "");
    }
    const { outcome } = await running;
    expect(outcome.counts).toMatchObject({ done: 20, failed: 0, uncertain: 0, unfetched: 0 });
    expect(ledger.paid).toBe(20);
    expect(clipsOf(world)).toEqual(jobs.map(({ clip }) => clip));
  });

  test("uploads each picture once, however many shots use it, and submits its URL", async () => {
    const world = await rig();
    const jobs = [1, 2, 3].map((n) =>
      framedJob(`s${n}`, world.folder, { "day.gif": "GIF89a day", "night.gif": "GIF89a night" }),
    );
    await render(world, jobs);
    expect(world.server.ledger.paid).toBe(3);
    expect(world.server.ledger.counts.upload).toBe(2);
    for (const { body } of world.server.ledger.tasks) {
      expect(body.image_urls).toEqual([expect.stringMatching(/^http/), expect.stringMatching(/^http/)]);
    }
  });

  test("a task's age counts from its acceptance: a submit that took long brings no early look", async () => {
    const waits: number[] = [];
    let now = Date.UTC(2026, 10, 21);
    const clock: Clock = {
      now: () => now,
      sleep: async (delayMs) => {
        waits.push(delayMs);
        now += delayMs;
      },
    };
    const tookItsTime = (): number => {
      now += 20_000;
      return 4_000;
    };
    const world = { ...(await rig({ now: clock.now, generationMs: tookItsTime })), clock };
    await render(world, [job("a")]);
    expect(waits).toEqual([5_000]);
  });

  test("one shot's failure never stops its siblings", async () => {
    const world = await rig({
      faults: [
        { on: "submit", match: { prompt: "bad" }, fault: { kind: "status", status: 400 } },
        {
          on: "query",
          match: { prompt: "worse" },
          fault: { kind: "task_fails", code: "generation_failed", message: "no" },
        },
      ],
    });
    const jobs = [job("a"), rewritten(job("b"), "bad"), rewritten(job("c"), "worse"), job("d")];
    const { outcome, events } = await render(world, jobs);
    expect(outcome.counts).toMatchObject({ done: 2, failed: 2 });
    const failures = events.filter((event) => event.type === "shot_failed");
    expect(failures.map(({ id, line, error }) => ({ id, line, code: error.code }))).toEqual(
      expect.arrayContaining([
        { id: "b", line: 7, code: "request_refused" },
        { id: "c", line: 7, code: "task_failed" },
      ]),
    );
  });

  test("leaves a lockfile that a run with nothing to do neither changes nor asks the network about", async () => {
    const world = await rig();
    const jobs = [job("a"), job("b")];
    await render(world, jobs);
    const lockfile = join(world.folder, "film.lock.json");
    const before = readFileSync(lockfile, "utf8");
    const requests = world.server.ledger.requests.length;
    const { outcome } = await render(world, jobs);
    expect(outcome.counts).toMatchObject({ done: 0, upToDate: 2 });
    expect(readFileSync(lockfile, "utf8")).toBe(before);
    expect(world.server.ledger.requests.length).toBe(requests);
    expect(existsSync(join(world.folder, "film.journal"))).toBe(false);
  });
});

describe("a changed storyboard", () => {
  test("renders changed shots alone and keeps the clip that is replaced", async () => {
    const world = await rig();
    await render(world, [job("a"), job("b")]);
    const before = readFileSync(join(world.clips, "a.mp4"));
    const { outcome } = await render(world, [rewritten(job("a"), "another prompt"), job("b")]);
    expect(outcome.counts).toMatchObject({ done: 1, upToDate: 1 });
    expect(world.server.ledger.paid).toBe(3);
    const [superseded = ""] = clipsOf(world).filter((name) => name.startsWith("superseded/"));
    expect(superseded).toMatch(/^superseded\/a\.[0-9a-f]{8}\.mp4$/);
    expect(readFileSync(join(world.clips, superseded))).toEqual(before);
  });

  test("keeps every clip that is replaced, when many are at once", async () => {
    const world = await rig();
    const jobs = Array.from({ length: 12 }, (_, index) => job(`s${index + 10}`));
    await render(world, jobs);
    const { outcome } = await render(
      world,
      jobs.map((before) => rewritten(before, `${before.id}, rewritten`)),
      { settings: { downloads: 12, concurrency: 12 } },
    );
    expect(outcome.counts).toMatchObject({ done: 12, unfetched: 0 });
    expect(clipsOf(world)).toHaveLength(24);
  });

  test("brings a superseded clip back, unpaid, when its inputs return", async () => {
    const world = await rig();
    await render(world, [job("a")]);
    await render(world, [rewritten(job("a"), "another prompt")]);
    const { outcome, plan } = await render(world, [job("a")]);
    expect(plan.items[0]).toMatchObject({ action: "move", reason: "superseded_clip_matches" });
    expect(outcome.counts.done).toBe(1);
    expect(world.server.ledger.paid).toBe(2);
    const again = await render(world, [job("a")]);
    expect(again.plan.items[0]).toMatchObject({ action: "none", reason: "up_to_date" });
  });

  test("never overwrites a file that it did not render", async () => {
    const world = await rig();
    mkdirSync(world.clips);
    writeFileSync(join(world.clips, "a.mp4"), "somebody's own");
    const { events } = await render(world, [job("a")]);
    expect(readFileSync(join(world.clips, "superseded", "a.unrecorded.mp4"), "utf8")).toBe("somebody's own");
    expect(events).toContainEqual(expect.objectContaining({ type: "warning", code: "unrecorded_clip_kept" }));
  });

  test("fetches a clip that is gone while its result lives, without a new task", async () => {
    const world = await rig();
    await render(world, [job("a")]);
    rmSync(join(world.clips, "a.mp4"));
    const { outcome } = await render(world, [job("a")]);
    expect(outcome.counts.done).toBe(1);
    expect(clipsOf(world)).toEqual(["a.mp4"]);
    expect(world.server.ledger.paid).toBe(1);
  });
});

describe("a picture that the provider refuses", () => {
  test("fails its shots before any submit, on record, so that retry takes them up", async () => {
    const world = await rig({ faults: [{ on: "upload", fault: { kind: "status", status: 400 } }] });
    const jobs = [framedJob("a", world.folder, { "day.gif": "GIF89a day" }), job("b")];
    const { outcome } = await render(world, jobs);
    expect(outcome.counts).toMatchObject({ done: 1, failed: 1 });
    expect(await attemptsOf(world, "a")).toMatchObject([
      { state: "failed", error: { code: "picture_refused" } },
    ]);
    const retried = await render(world, jobs, { selection: { failedOnly: true } });
    expect(retried.outcome.counts).toMatchObject({ done: 1 });
    expect(world.server.ledger.paid).toBe(2);
  });
});

describe("a run held to a number of shots", () => {
  const limits = { shots: 1 };

  test("counts a task that was accepted and failed: it may have been paid for", async () => {
    const fault = { kind: "task_fails", code: "generation_failed", message: "no" } as const;
    const world = await rig({ faults: [{ on: "query", fault }] });
    const { outcome } = await render(world, [job("a"), job("b")], { settings: { concurrency: 1, limits } });
    expect(outcome).toMatchObject({ stopped: "budget", counts: { failed: 1, notStarted: 1 } });
    expect(world.server.ledger.paid).toBe(1);
  });

  test("does not count a shot that was refused before anything was paid", async () => {
    const world = await rig({ faults: [{ on: "submit", fault: { kind: "status", status: 400 } }] });
    const { outcome } = await render(world, [job("a"), job("b")], { settings: { concurrency: 1, limits } });
    expect(outcome.counts).toMatchObject({ failed: 1, done: 1 });
    expect(world.server.ledger.paid).toBe(1);
  });
});

describe("a submit that the account cannot make", () => {
  test("402 ends submits; tasks in flight are finished", async () => {
    const world = await rig({
      faults: [{ on: "submit", after: 2, times: "always", fault: { kind: "status", status: 402 } }],
    });
    const jobs = ["a", "b", "c", "d", "e"].map((id) => job(id));
    const { outcome } = await render(world, jobs, { settings: { concurrency: 1 } });
    expect(outcome).toMatchObject({ stopped: "no_balance", counts: { done: 2, notStarted: 3, failed: 0 } });
    expect(world.server.ledger.counts.submit).toBe(3);
    expect(await attemptsOf(world, "c")).toEqual([]);
  });

  test("401 ends the run and says so", async () => {
    const world = await rig({
      faults: [{ on: "submit", times: "always", fault: { kind: "status", status: 401 } }],
    });
    const { outcome, events } = await render(world, [job("a"), job("b")], { settings: { concurrency: 1 } });
    expect(outcome).toMatchObject({ stopped: "key_refused", counts: { notStarted: 2 } });
    expect(events).toContainEqual(expect.objectContaining({ type: "stopping", reason: "key_refused" }));
  });

  test("a server that cannot be reached for an upload stops the run, and no shot fails of it", async () => {
    const world = await rig();
    await world.server.close();
    const jobs = [framedJob("a", world.folder, { "day.gif": "GIF89a day" }), job("b")];
    const { outcome } = await render(world, jobs);
    expect(outcome).toMatchObject({ stopped: "unreachable", counts: { notStarted: 2, failed: 0 } });
    expect(await attemptsOf(world, "a")).toEqual([]);
  });

  test("an unreachable server stops the run with nothing recorded as sent", async () => {
    const world = await rig();
    await world.server.close();
    const { outcome } = await render(world, [job("a"), job("b")]);
    expect(outcome).toMatchObject({ stopped: "unreachable", counts: { notStarted: 2, uncertain: 0 } });
    expect(await attemptsOf(world, "a")).toEqual([]);
  });
});

describe("a submit of unknown outcome", () => {
  const lostAnswer = {
    on: "submit",
    accepts: true,
    fault: { kind: "reset", when: "after_reading" },
  } as const;

  test("is held, never sent again by itself, and its siblings go on", async () => {
    const world = await rig({ faults: [{ ...lostAnswer, match: { prompt: "of b" } }] });
    const jobs = [job("a"), job("b"), job("c")];
    const first = await render(world, jobs);
    expect(first.outcome.counts).toMatchObject({ done: 2, uncertain: 1 });
    const told = first.events.find((event) => event.type === "shot_uncertain");
    expect(told).toMatchObject({ id: "b", line: 7, error: { code: "submit_unanswered" } });
    expect(told?.error.message).toMatch(/balance moved from 1000\.00 USD to 999\.\d+ USD/);
    const second = await render(world, jobs);
    expect(second.outcome.counts).toMatchObject({ done: 0, uncertain: 1, upToDate: 2 });
    expect(world.server.ledger.paid).toBe(3);
  });

  test("is settled by look-up where the model documents client_business_id", async () => {
    const world = await rig({ faults: [lostAnswer] });
    const { outcome } = await render(world, [lookUpJob("a")]);
    expect(outcome.counts).toMatchObject({ done: 1, uncertain: 0 });
    expect(world.server.ledger.paid).toBe(1);
    expect(world.server.ledger.tasks[0]?.body.client_business_id).toBe(
      (await attemptsOf(world, "a"))[0]?.attemptId,
    );
  });

  test("that never arrived is submitted again once look-ups agree that there is no task", async () => {
    const world = await rig({ faults: [{ on: "submit", fault: { kind: "reset", when: "after_reading" } }] });
    const { outcome } = await render(world, [lookUpJob("a")]);
    expect(outcome.counts).toMatchObject({ done: 1, uncertain: 0 });
    expect(world.server.ledger.counts.submit).toBe(2);
    expect(world.server.ledger.paid).toBe(1);
  });
});

describe("an interrupted run", () => {
  test("submits nothing more, leaves tasks at the provider, and the next run carries on with them", async () => {
    const world = await rig({ manual: true });
    const interrupt = new AbortController();
    const jobs = ["a", "b", "c"].map((id) => job(id));
    const run = render(world, jobs, { settings: { concurrency: 2, interrupt: interrupt.signal } });
    await world.server.waitFor(({ ledger }) => ledger.paid === 2 && ledger.counts.query >= 2);
    interrupt.abort();
    const { outcome } = await run;
    expect(outcome).toMatchObject({
      stopped: "interrupted",
      counts: { unfetched: 2, notStarted: 1, failed: 0 },
    });
    const again = render(world, jobs);
    await world.server.waitFor(({ ledger }) => ledger.paid === 3);
    for (const { taskId } of world.server.ledger.tasks) world.server.complete(taskId);
    expect((await again).outcome.counts).toMatchObject({ done: 3 });
    expect(world.server.ledger.paid).toBe(3);
  });
});

describe("downloads", () => {
  test("what expires first is fetched first, and before new submits", async () => {
    const world = await rig({
      faults: [{ on: "result", times: "always", fault: { kind: "status", status: 503 } }],
    });
    await render(world, [job("late"), job("soon")]);
    world.server.faults.clear();
    const before = world.server.ledger.requests.length;
    await render(world, [job("new"), job("late"), job("soon")], { settings: { downloads: 1 } });
    const kinds = world.server.ledger.requests.slice(before).map(({ kind }) => kind);
    expect(kinds.indexOf("result")).toBeLessThan(kinds.indexOf("submit"));
    expect(clipsOf(world)).toEqual(["late.mp4", "new.mp4", "soon.mp4"]);
  });
});

describe("jobs that need another job's clip", () => {
  const needs = (...ids: readonly string[]) => ({ needs: ids.map((id) => ({ id, take: 1 })) });

  test("are submitted when that clip is there, while others fill the slots", async () => {
    const world = await rig({ manual: true });
    const { ledger } = world.server;
    const jobs = [job("a"), job("b", needs("a")), job("c", needs("b")), job("d")];
    const running = render(world, jobs, { settings: { concurrency: 2 } });
    const submitted = (): string[] => ledger.tasks.map(({ body }) => String(body.prompt).slice(-1));
    await world.server.waitFor(() => ledger.paid === 2);
    expect(submitted().toSorted()).toEqual(["a", "d"]);
    for (const [count, next] of ["a", "b", "c", "d"].entries()) {
      const task = ledger.tasksFor(`of ${next}`)[0];
      world.server.complete(task?.taskId ?? "");
      if (next === "a" || next === "b") await world.server.waitFor(() => ledger.paid === 3 + count);
    }
    const { outcome } = await running;
    expect(outcome.counts).toMatchObject({ done: 4, held: 0 });
    expect(submitted().slice(2)).toEqual(["b", "c"]);
  });

  test("are held, and nothing is paid for them, when it fails", async () => {
    const world = await rig({
      faults: [
        {
          on: "query",
          match: { prompt: "of a" },
          fault: { kind: "task_fails", code: "broken", message: "no" },
        },
      ],
    });
    const { outcome, events } = await render(world, [job("a"), job("b", needs("a")), job("c", needs("b"))]);
    expect(outcome.counts).toMatchObject({ failed: 1, held: 2, done: 0 });
    expect(world.server.ledger.paid).toBe(1);
    const held = events.filter(({ type }) => type === "warning");
    expect(held).toMatchObject([
      { code: "needed_clip_missing", id: "b" },
      { code: "needed_clip_missing", id: "c" },
    ]);
  });

  test("are not paid for again when the clip that they waited for is the one that they are made from", async () => {
    const world = await rig();
    // Of these needs no input speaks, so that the job is the same whatever clip it waits for.
    const [a, b] = [job("a"), job("b", needs("a"))];
    await render(world, [a, b]);
    const again = [rewritten(a, "another prompt of a"), b];
    const { plan, outcome, events } = await render(world, again);
    expect(plan.items.map(({ action }) => action)).toEqual(["render", "render"]);
    expect(outcome.counts).toMatchObject({ done: 1, held: 1 });
    expect(events).toContainEqual(expect.objectContaining({ code: "paid_already", id: "b" }));
    expect(world.server.ledger.paid).toBe(3);
    expect((await render(world, again)).plan.items.map(({ reason }) => reason)).toEqual([
      "up_to_date",
      "up_to_date",
    ]);
  });

  test("are left to the next run, not failed, when a look-up finds nothing of them before that clip is there", async () => {
    const lookUps = { on: "query", match: { path: "/attempt" }, times: "always" } as const;
    const world = await rig({
      faults: [
        { on: "submit", match: { prompt: "of b" }, fault: { kind: "reset", when: "after_reading" } },
        { ...lookUps, fault: { kind: "status", status: 503 } },
      ],
    });
    const b = { ...lookUpJob("b"), ...needs("a") };
    await render(world, [job("a"), b]);
    world.server.faults.clear();
    const again = [rewritten(job("a"), "another prompt of a"), b];
    // With one slot the look-up is over before anything is submitted.
    const { outcome } = await render(world, again, { settings: { concurrency: 1 } });
    expect(outcome.counts).toMatchObject({ done: 1, failed: 0, notStarted: 1 });
    expect((await render(world, again)).outcome.counts).toMatchObject({ done: 1, upToDate: 1 });
    expect(world.server.ledger.paid).toBe(3);
  });

  test("leave no picture of a clip behind when the picture of the next one cannot be taken", async () => {
    const world = await rig();
    const request = clipRequest(contractOf("kling-v3@2026-05"), {
      prompt: "from a to b",
      image_urls: ["end_of_clip:a", "start_of_clip:b"],
    });
    const pictures = join(world.clips, ".dailies");
    const seen: number[] = [];
    const kept = (): number => readdirSync(pictures).filter((name) => name.startsWith("picture-")).length;
    const stills: StillReader = {
      read: async (_file, { place }) => {
        seen.push(kept());
        return place === "end"
          ? success({ bytes: Buffer.from("picture"), mimeType: "image/png" })
          : failure({ code: "not_decodable", message: "the clip cannot be decoded: it is broken" });
      },
    };
    const jobs = [job("a"), job("b"), job("c", { ...needs("a", "b"), request })];
    const { outcome } = await render(world, jobs, { stills });
    expect(outcome.counts).toMatchObject({ done: 2, failed: 1 });
    expect(await attemptsOf(world, "c")).toMatchObject([{ error: { code: "clip_not_decodable" } }]);
    expect(seen).toEqual([0, 1]);
    expect(kept()).toBe(0);
  });
});
