import type { BigIntStats } from "node:fs";
import { link, lstat, rename, unlink } from "node:fs/promises";
import type { Cause } from "../base/cause.ts";
import { errorCode } from "../base/files/file-errors.ts";
import { look } from "./seen.ts";

/** An open file, and the path at which it was opened: what is at the path by now may be another one. */
export interface HeldFile {
  readonly path: string;
  stat(): Promise<BigIntStats>;
}

/** What a verified file is when it is no longer the one at its path. */
export const exchanged: Cause = {
  code: "output_unwritable",
  message: "The clip was exchanged or removed before it had its place; it is fetched again.",
};

/** Is the file at this path the very one that is held open, and as long as it was when it was verified? */
export async function isSameFile(held: HeldFile, path: string, bytes: number): Promise<boolean> {
  try {
    const [open, there] = await Promise.all([held.stat(), lstat(path, { bigint: true })]);
    return there.isFile() && open.dev === there.dev && open.ino === there.ino && open.size === BigInt(bytes);
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return false;
    throw error;
  }
}

const withoutHardLinks: readonly string[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"];

/** Gives a regular file a second name, and takes the first one away: unlike a rename, that never replaces what is there. */
export async function moveFile(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    // File systems of many cards and network drives.
    if (!withoutHardLinks.includes(errorCode(error) ?? "")) throw error;
    return await renameToFree(from, to);
  }
  await unlink(from);
}

/** For what has no second name to give: links, pipes, and file systems without hard links. */
export async function renameToFree(from: string, to: string): Promise<void> {
  if ((await look(to)).kind !== "nothing")
    throw Object.assign(new Error("the name is taken"), { code: "EEXIST" });
  await rename(from, to);
}
