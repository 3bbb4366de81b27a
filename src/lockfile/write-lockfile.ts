import { type FileHandle, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { errorCode, type WriteFailure, writeFailure } from "../base/files/file-errors.ts";
import { failure, type Result, success } from "../base/result.ts";
import { mostStateBytes } from "./unreadable.ts";

/** The lockfile is written here first; a crash can leave it behind, and the next run removes it. */
export function temporaryLockfile(lockfile: string): string {
  return `${lockfile}.tmp`;
}

/**
 * Puts a text in the lockfile's place, whole or not at all. `false`, and nothing is done, when `isStill` says at the last
 * moment that another one is there than the one to be replaced.
 */
export async function writeLockfile(
  file: string,
  text: string,
  isStill: () => Promise<boolean> = async () => true,
): Promise<Result<boolean, WriteFailure>> {
  const temporary = temporaryLockfile(file);
  const bytes = Buffer.from(text);
  if (bytes.length > mostStateBytes) {
    const message = `${file} cannot be written: it would be larger than what is read`;
    return failure({ kind: "unwritable", code: "lockfile_too_large", file, message });
  }
  try {
    await writeNew(temporary, bytes);
    if (!(await isStill())) {
      await rm(temporary, { force: true });
      return success(false);
    }
    await rename(temporary, file);
    await syncFolder(path.dirname(file));
    return success(true);
  } catch (cause) {
    // a full disk should not keep the useless half
    await rm(temporary, { force: true }).catch(() => undefined);
    return failure(writeFailure(file, cause));
  }
}

/** Never through a link, and never into something that is there already. */
async function writeNew(file: string, bytes: Buffer): Promise<void> {
  await rm(file, { force: true });
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
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
