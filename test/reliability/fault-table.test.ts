import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readClipFacts } from "../../src/media/clip.ts";
import { apiKey } from "../fakes/run-harness.ts";
import type { Expected, FaultRow } from "./fault-row.ts";
import { faultTable } from "./fault-table.ts";
import { jobsOf, newestOfA, playFirst, playHistory, playSecond, settleByLedger } from "./play-row.ts";
import { filesBelow, filesWith, lostTasks, stateOf, tasksOnDisk } from "./promises.ts";
import { makeWorld, outsideText, type Session, session, type World } from "./world.ts";

const steps = [...new Set(faultTable.map(({ step }) => step))];

test("the table has at least forty-five faults, each with a name of its own", () => {
  expect(faultTable.length).toBeGreaterThanOrEqual(45);
  expect(new Set(faultTable.map(({ step, name }) => `${step}: ${name}`)).size).toBe(faultTable.length);
});

describe.each(steps)("a fault of %s:", (step) => {
  test.concurrent.for(faultTable.filter((row) => row.step === step))("$name", async (row, context) => {
    const world = await makeWorld(row.endless === true ? endless : row.instant === true ? instant : {});
    context.onTestFinished(() => world.close());
    const jobs = jobsOf(row, world);
    await playHistory(row, world, jobs);
    const requestsBefore = world.server.ledger.requests.length;

    const first = await playFirst(row, world, jobs);
    await expectSeen(world, first, row.first);
    expectRequests(row, world, requestsBefore);

    const second = await playSecond(row, world, jobs);
    await expectSeen(world, second, row.second);

    if (row.second.exit === 3) {
      await settleByLedger(world);
      expect((await session(world, jobs)).exit).toBe(0);
    }
    await expectPromises(row, world, [first, second]);
  });
});

const instant = { server: { generationMs: () => 0 } };
const endless = { speed: 20_000, server: { generationMs: () => 1e12 } };

async function expectSeen(world: World, run: Session, expected: Expected): Promise<void> {
  const attempt = await newestOfA(world);
  const seen = {
    exit: run.exit,
    state: attempt?.state ?? "none",
    paid: world.server.ledger.paid,
    clips: clipsInPlace(world),
  };
  const { code, ...rest } = expected;
  expect(seen).toEqual(rest);
  if (code === undefined) return;
  expect([...run.codes, attempt?.error?.code]).toContain(code);
}

/** Shots of which the whole clip stands in its place. */
function clipsInPlace({ clips, server }: World): string[] {
  const onDisk = tasksOnDisk(clips);
  return ["a", "b"].filter((id) =>
    server.ledger.tasksFor(`of ${id}`).some(({ taskId }) => onDisk.has(taskId)),
  );
}

function expectRequests(row: FaultRow, world: World, from: number): void {
  const { requests } = world.server.ledger;
  const [taskOfA] = world.server.ledger.tasksFor("of a");
  for (const { kind, nth, headers } of row.requests ?? []) {
    const seen = requests
      .slice(from)
      .filter((request) => request.kind === kind && request.taskId === taskOfA?.taskId)[nth];
    for (const [name, pattern] of Object.entries(headers)) {
      if (pattern === null) expect(seen?.headers[name]).toBeUndefined();
      else expect(seen?.headers[name]).toMatch(pattern);
    }
  }
}

/** What holds for every row, whatever the fault was. */
async function expectPromises(row: FaultRow, world: World, runs: readonly Session[]): Promise<void> {
  const { server, clips, folder, outside, paths } = world;
  for (const id of ["a", "b"]) {
    const most = row.paidTwice !== undefined && (id === "a" || row.payAgain === true) ? 2 : 1;
    expect(server.ledger.tasksFor(`of ${id}`).length, `paid tasks of ${id}`).toBeLessThanOrEqual(most);
  }
  const state = await stateOf(paths);
  expect(state, "the lockfile is valid in the end").toBeDefined();
  if (state !== undefined) expect(lostTasks({ server, state, clips })).toEqual([]);

  for (const file of filesBelow(clips).filter((name) => /clips\/[ab]\.mp4$/.test(name))) {
    expect(await readClipFacts(file), file).toMatchObject({ ok: true });
  }
  expect(filesBelow(clips).filter((name) => name.endsWith(".part"))).toEqual([]);
  expect(filesWith(folder, apiKey)).toEqual([]);
  expect(JSON.stringify(runs.map(({ events, outcome }) => ({ events, outcome })))).not.toContain(apiKey);
  for (const request of server.ledger.requestsOf("result")) {
    expect(request.headers.authorization).toBeUndefined();
  }
  expect(filesBelow(outside)).toEqual([join(outside, "file")]);
  expect(readFileSync(join(outside, "file"), "utf8")).toBe(outsideText);
}
