import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { openStore } from "../../src/lockfile/store.ts";
import type { Job } from "../../src/manifest/job.ts";
import { resolve } from "../../src/state/resolution.ts";
import { type Attempt, recordOf } from "../../src/state/state.ts";
import { framedJob, job, lookUpJob } from "../fakes/run-harness.ts";
import type { FaultRow } from "./fault-row.ts";
import { attemptsIn, stateOf } from "./promises.ts";
import { partOfA, setUp } from "./set-up.ts";
import {
  deadUrl,
  FullClipFolder,
  fullJournal,
  type Session,
  type SessionOptions,
  session,
  type World,
} from "./world.ts";

/** The first bytes tell a picture's format, which is all that the server asks. */
const picture = "GIF89a day";

/** What a row's shots are as jobs. */
export function jobsOf(row: FaultRow, world: World): Job[] {
  return (row.shots ?? ["a", "b"]).map((id) => {
    if (id !== "a") return job(id);
    if (row.framed === true) return framedJob(id, world.folder, { "day.gif": picture });
    if (row.canLookUp !== true) return job(id);
    return lookUpJob(id);
  });
}

/** What happened before the row's first run. */
export async function playHistory(row: FaultRow, world: World, jobs: readonly Job[]): Promise<void> {
  switch (row.before) {
    case undefined:
      return;
    case "rendered":
      await session(world, jobs);
      return;
    case "killed with a's task in flight":
      return await killedWhen(world, jobs, (kill) => ({
        onEvent: (event) => {
          if (event.type === "shot_state" && event.state === "queued") kill();
        },
      }));
    case "killed with a's submit unanswered": {
      world.server.script({ on: "submit", accepts: true, fault: { kind: "hang" } });
      await killedWhen(world, jobs, (kill) => {
        void world.server.waitFor(({ ledger }) => ledger.paid === 1).then(kill);
        return {};
      });
      world.server.release();
      return;
    }
  }
}

/** A run of which nothing is left from a moment on but what its journal said at that moment. */
async function killedWhen(
  world: World,
  jobs: readonly Job[],
  arrange: (kill: () => void) => SessionOptions,
): Promise<void> {
  const { journal, lockfile } = world.paths;
  const interrupt = new AbortController();
  let left: Buffer | undefined;
  const options = arrange(() => {
    left ??= readFileSync(journal);
    interrupt.abort();
  });
  await session(world, jobs, { ...options, interrupt: interrupt.signal });
  if (left === undefined) throw new Error("the run ended before it was killed");
  rmSync(lockfile, { force: true });
  writeFileSync(journal, left);
}

/** The run that meets the fault. */
export async function playFirst(row: FaultRow, world: World, jobs: readonly Job[]): Promise<Session> {
  setUp(world, row.setUp ?? []);
  world.server.script(...(row.faults ?? []));
  const interrupt = new AbortController();
  const strike = (): void => {
    const blow = row.during?.strike ?? [];
    if (blow === "interrupt") interrupt.abort();
    else setUp(world, blow);
  };
  const options: SessionOptions = {
    ...(await runOptions(row, world)),
    interrupt: interrupt.signal,
    onEvent: (event) => {
      const isUpload = event.type === "shot_state" && event.state === "uploading";
      if (isUpload && row.during?.when === "a's picture is about to be uploaded") strike();
    },
  };
  const [first] = await Promise.all([session(world, jobs, options), strikeInTime(row, world, strike)]);
  world.server.release();
  world.server.faults.clear();
  return first;
}

async function strikeInTime(row: FaultRow, world: World, strike: () => void): Promise<void> {
  switch (row.during?.when) {
    case undefined:
    case "a's picture is about to be uploaded":
      return;
    case "a's task is accepted":
      await world.server.waitFor(({ ledger }) => ledger.paid >= 1);
      break;
    case "a's task is in flight":
      await world.server.waitFor(({ ledger }) => ledger.counts.query >= 1);
      break;
    case "a's clip is half fetched": {
      while ((partOfA(world)?.bytes ?? 0) < 800) await pause(1);
      break;
    }
  }
  strike();
  if (row.during?.strike !== "interrupt") world.server.release();
}

async function runOptions(row: FaultRow, world: World): Promise<SessionOptions> {
  const has = (kind: string): boolean => row.setUp?.some((step) => step.kind === kind) === true;
  const hangs = row.during === undefined && row.faults?.some(({ fault }) => fault.kind === "hang");
  const stalls = row.during === undefined && row.faults?.some(({ fault }) => fault.kind === "stall");
  const isEndless = row.faults?.some(({ fault }) => fault.kind === "endless");
  const journal = row.setUp?.find((step) => step.kind === "journal_full");
  return {
    ...(row.payAgain === true && { payAgain: true }),
    timeouts: { ...(hangs === true && { answerMs: 200 }), ...(stalls === true && { stallMs: 200 }) },
    // The real bound would fill this machine's disk.
    ...(isEndless === true && { settings: { mostClipBytes: 1_000_000 } }),
    ...(has("no_listener") && { baseUrl: await deadUrl() }),
    ...(has("disk_full") && { output: new FullClipFolder(world.clips) }),
    ...(journal !== undefined && { openFile: fullJournal(journal.fromWrite) }),
  };
}

/** The ordinary run after it, in a world that is well again. */
export async function playSecond(row: FaultRow, world: World, jobs: readonly Job[]): Promise<Session> {
  setUp(world, row.mend ?? []);
  if (row.endless === true) {
    for (const { taskId } of world.server.ledger.tasks) world.server.complete(taskId);
  }
  return await session(world, jobs, row.payAgain === true ? { payAgain: true } : {});
}

/** Settles what is in doubt, as a user would who looks at the provider's books. */
export async function settleByLedger(world: World): Promise<void> {
  const opened = await openStore(world.paths);
  if (!opened.ok) throw new Error("the state is unreadable");
  const store = opened.value;
  const doubtful = attemptsIn(store.state).filter(
    ({ attempt }) => attempt.state === "uncertain" || attempt.state === "submitting",
  );
  for (const { id } of doubtful) {
    const [task] = world.server.ledger.tasksFor(`of ${id}`);
    const finding =
      task === undefined
        ? { kind: "not_submitted" as const }
        : { kind: "task" as const, taskId: task.taskId };
    const change = resolve(store.state, { id }, { ...finding, at: world.clock.now() });
    if (!change.ok) throw new Error(`not resolved: ${change.error.kind}`);
    const recorded = await store.record(change.value, { durable: true });
    if (!recorded.ok) throw new Error("the resolution is not on disk");
  }
  const closed = await store.close();
  if (!closed.ok) throw new Error("the resolution is not on disk");
}

/** The newest attempt of shot `a`. */
export async function newestOfA(world: World): Promise<Attempt | undefined> {
  const state = await stateOf(world.paths);
  return state === undefined ? undefined : recordOf(state, "a", 1)?.attempts.at(-1);
}
