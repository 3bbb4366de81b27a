import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { failure, type Result, success } from "../../base/result.ts";
import { acquireRunLock, type LockHeld, type RunLock } from "../../run-lock/run-lock.ts";
import type { SessionRefusal, SharedRequest, StoryboardRequest } from "./request.ts";

export interface NotHeld {
  readonly index: number;
  readonly refusal: LockHeld | Extract<SessionRefusal, { readonly kind: "lock_unwritable" }>;
}

/**
 * Takes the run locks of all storyboards, or none. They are taken in the order of their places on disk, whatever the order
 * and the spelling that they are given in: of two sessions that want some of the same, one gets on.
 */
export async function holdStoryboards(
  requests: readonly StoryboardRequest[],
  { lockTimeoutMs, clock, interrupt }: SharedRequest,
): Promise<Result<readonly RunLock[], NotHeld>> {
  const deadline = clock.now() + lockTimeoutMs;
  const locks = new Map<number, RunLock>();
  for (const index of await inOrderOfPlace(requests)) {
    const request = requests[index];
    if (request === undefined) continue;
    const locked = await acquireRunLock({
      file: request.paths.runLock,
      command: request.command,
      timeoutMs: locks.size === 0 ? lockTimeoutMs : Math.max(0, deadline - clock.now()),
      clock,
      signal: interrupt,
    });
    if (!locked.ok) {
      await releaseAll(locks.values());
      const { error } = locked;
      const refusal = error.kind === "held" ? error : ({ kind: "lock_unwritable", failure: error } as const);
      return failure({ index, refusal });
    }
    locks.set(index, locked.value);
  }
  return success([...locks].sort(([a], [b]) => a - b).map(([, lock]) => lock));
}

/** Gives up what is held; a lock that was given up before stays so. */
export async function releaseAll(locks: Iterable<RunLock>): Promise<void> {
  for (const lock of locks) await lock.release();
}

async function inOrderOfPlace(requests: readonly StoryboardRequest[]): Promise<readonly number[]> {
  if (requests.length === 1) return [0];
  const places = await Promise.all(requests.map(({ paths }) => placeOf(paths.runLock)));
  return [...places.keys()].sort((a, b) => ((places[a] ?? "") < (places[b] ?? "") ? -1 : 1));
}

/** The lock's own path by way of no link; a folder that is not there is met when the lock is taken. */
async function placeOf(file: string): Promise<string> {
  const path = resolve(file);
  return join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path));
}
