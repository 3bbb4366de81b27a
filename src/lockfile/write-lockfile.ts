import { type FileHandle, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { errorCode, isMissing, type WriteFailure, writeFailure } from "../base/file-errors.ts";
import { failure, type Result, success } from "../base/result.ts";
import type { LockState } from "../state/state.ts";
import { encodeLockfile } from "./encode.ts";
import type { StateKind } from "./paths.ts";

const chunkBytes = 256 * 1024;

/** The lockfile is written here first; a crash can leave it behind, and the next run removes it. */
export function temporaryLockfile(lockfile: string): string {
  return `${lockfile}.tmp`;
}

/** Puts a state in the lockfile's place, whole or not at all. Leaves a file that says the same already alone. */
export async function writeLockfile(
  file: string,
  state: LockState,
  kind: StateKind,
): Promise<Result<void, WriteFailure>> {
  const temporary = temporaryLockfile(file);
  try {
    if (await says(file, state, kind)) return success(undefined);
    await rm(temporary, { force: true });
    const handle = await open(temporary, "wx");
    try {
      for (const chunk of chunks(state, kind)) await handle.writeFile(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(path.dirname(file));
    return success(undefined);
  } catch (cause) {
    // a full disk should not keep the useless half
    await rm(temporary, { force: true }).catch(() => undefined);
    return failure(writeFailure(file, cause));
  }
}

/** Makes the entries of a folder durable, where the system can (Windows cannot open one). */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle;
  try {
    handle = await open(folder, "r");
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    return;
  }
  try {
    await handle.sync();
  } catch (cause) {
    const code = errorCode(cause);
    if (code === undefined || code === "EIO" || code === "ENOSPC") throw cause;
  } finally {
    await handle.close();
  }
}

async function says(file: string, state: LockState, kind: StateKind): Promise<boolean> {
  let handle: FileHandle;
  try {
    handle = await open(file, "r");
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    // a missing lockfile says that nothing was rendered
    return state.size === 0;
  }
  try {
    const { size } = await handle.stat();
    let position = 0;
    for (const chunk of chunks(state, kind)) {
      const found = Buffer.alloc(chunk.length);
      const { bytesRead } = await handle.read(found, 0, chunk.length, position);
      if (bytesRead < chunk.length || !found.equals(chunk)) return false;
      position += chunk.length;
    }
    return position === size;
  } finally {
    await handle.close();
  }
}

/** The file's bytes in pieces that are neither many nor large; each is gone when the next is asked for. */
function* chunks(state: LockState, kind: StateKind): Generator<Buffer> {
  // One piece of memory for all of them: a hundred thousand shots make hundreds of chunks.
  let buffer = Buffer.allocUnsafe(2 * chunkBytes);
  let used = 0;
  for (const piece of encodeLockfile(state, kind)) {
    const most = used + 3 * piece.length;
    if (most > buffer.length) buffer = Buffer.concat([buffer.subarray(0, used)], most);
    used += buffer.write(piece, used);
    if (used < chunkBytes) continue;
    yield buffer.subarray(0, used);
    used = 0;
  }
  if (used > 0) yield buffer.subarray(0, used);
}
