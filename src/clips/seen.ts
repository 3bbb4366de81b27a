import { type BigIntStats, constants, lstat } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { errorCode } from "../base/files/file-errors.ts";

/** What is at a path; links are not followed. */
export type Seen =
  | { readonly kind: "nothing" }
  | { readonly kind: "file"; readonly bytes: number; readonly stamp: string }
  | { readonly kind: "folder" }
  /** A link, a pipe, a device or a socket. */
  | { readonly kind: "other" };

/** Throws the system's error where it cannot be said what is there. */
export function look(path: string): Promise<Seen> {
  // With a callback: a film of ten thousand shots asks ten thousand times, and a promise of fs costs twice as much.
  return new Promise((resolve, reject) => {
    lstat(path, { bigint: true }, (error, stats) => {
      if (error === null) resolve(seenIn(stats));
      else if (isAbsence(error)) resolve({ kind: "nothing" });
      else reject(error);
    });
  });
}

function seenIn(stats: BigIntStats): Seen {
  if (stats.isFile()) return { kind: "file", bytes: Number(stats.size), stamp: stampOf(stats) };
  return { kind: stats.isDirectory() ? "folder" : "other" };
}

/** A name that is too long for the file system is not there either. */
function isAbsence(error: unknown): boolean {
  const code = errorCode(error);
  return code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG";
}

/**
 * A file whose stamp is the same is taken for unchanged. `ctime` is in it because size and `mtime` can be kept by
 * whoever exchanges a file, and `ctime` cannot.
 */
export function stampOf({ size, mtimeNs, ctimeNs, ino, dev }: BigIntStats): string {
  return `${size}:${mtimeNs}:${ctimeNs}:${ino}:${dev}`;
}

/**
 * Opens a regular file for reading. Nothing else: a pipe would be waited for, and a link leads elsewhere. Looked at before
 * it is opened, since opening a device can do something by itself, and after, since it may be another one by then.
 */
export async function openRegular(path: string): Promise<FileHandle | undefined> {
  if ((await look(path)).kind !== "file") return undefined;
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  let handle: FileHandle;
  try {
    handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    // ELOOP: a link. ENXIO: a socket, or a device without a driver.
    if (isAbsence(error) || ["ELOOP", "ENXIO", "EMLINK"].includes(errorCode(error) ?? "")) return undefined;
    throw error;
  }
  const stats = await handle.stat();
  if (stats.isFile()) return handle;
  await handle.close();
  return undefined;
}
