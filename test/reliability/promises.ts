import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { StatePaths } from "../../src/lockfile/paths.ts";
import { readState } from "../../src/lockfile/store.ts";
import type { Attempt, LockState } from "../../src/state/state.ts";
import type { TestServer } from "../testkit/test-server.ts";

/** Every file below a folder, links not followed. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder) || !lstatSync(folder).isDirectory()) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => lstatSync(file).isFile());
}

/** Tasks whose clips stand in the output folder under a clip's name: each clip of the server bears its task's id. */
export function tasksOnDisk(clips: string): Set<string> {
  const tasks = new Set<string>();
  for (const file of filesBelow(clips)) {
    if (!/\.(?:mp4|mov|webm|mkv|ts)$/.test(file)) continue;
    const taskId = /"task_id":"([^"]+)"/.exec(readFileSync(file, "latin1"))?.[1];
    if (taskId !== undefined) tasks.add(taskId);
  }
  return tasks;
}

export async function stateOf(paths: StatePaths): Promise<LockState | undefined> {
  const read = await readState(paths);
  return read.ok ? read.value.state : undefined;
}

export function attemptsIn(state: LockState): readonly { readonly id: string; readonly attempt: Attempt }[] {
  return [...state].flatMap(([id, takes]) =>
    takes.flatMap(({ attempts }) => attempts.map((attempt) => ({ id, attempt }))),
  );
}

/**
 * The second promise: every completed task's clip is on disk, or its task is on record, still to be fetched. Gives
 * back the tasks for which neither holds.
 */
export function lostTasks(world: {
  readonly server: TestServer;
  readonly state: LockState;
  readonly clips: string;
}): string[] {
  const onDisk = tasksOnDisk(world.clips);
  const attempts = attemptsIn(world.state);
  const isOnRecord = (taskId: string): boolean =>
    attempts.some(
      ({ attempt }) => attempt.taskId === taskId && attempt.state !== "failed" && attempt.state !== "done",
    );
  return world.server.ledger.tasks
    .filter((task) => task.decided?.status !== "failed")
    .map(({ taskId }) => taskId)
    .filter((taskId) => !onDisk.has(taskId) && !isOnRecord(taskId));
}

/** Files that hold a text. */
export function filesWith(folder: string, text: string): string[] {
  return filesBelow(folder).filter((file) => readFileSync(file).includes(text));
}
