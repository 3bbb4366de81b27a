import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, open, stat } from "node:fs/promises";
import { failure, type Result, success } from "../result.ts";
import { unreachable } from "../unreachable.ts";
import { errorCode, reason } from "./file-errors.ts";

/** Why a file was not read. */
export type PlainFileProblem =
  | { readonly kind: "missing" }
  /** A link, a folder, a pipe, a socket or a device. */
  | { readonly kind: "not_a_file"; readonly found: "link" | "folder" | "special" }
  /** Larger than `mostBytes`. */
  | { readonly kind: "too_large"; readonly mostBytes: number }
  /** `code` is the system's: `EACCES`, `EIO`, ... */
  | { readonly kind: "unreadable"; readonly code: string };

export interface PlainFileOptions {
  /** A larger file is refused: its length is not known before it is read. */
  readonly mostBytes: number;
  /** Whether a link to a file is read. Default: `refuse`. */
  readonly links?: "follow" | "refuse";
}

export interface PlainFile {
  readonly bytes: Buffer;
  /** Of the open file, before its first byte was read. */
  readonly stats: Stats;
}

/**
 * Reads a file that others may have put there. Nothing that has its name is waited for, and nothing that is not a file
 * is opened: a pipe would hang, and a device may act. Never throws.
 */
export async function readPlainFile(
  path: string,
  { mostBytes, links = "refuse" }: PlainFileOptions,
): Promise<Result<PlainFile, PlainFileProblem>> {
  let handle: FileHandle | undefined;
  try {
    const found = links === "follow" ? await stat(path) : await lstat(path);
    if (!found.isFile()) return failure({ kind: "not_a_file", found: kindOf(found) });
    // it may have been exchanged since
    const noFollow = links === "follow" ? 0 : (constants.O_NOFOLLOW ?? 0);
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | noFollow);
    const stats = await handle.stat();
    if (!stats.isFile()) return failure({ kind: "not_a_file", found: kindOf(stats) });
    if (stats.size > mostBytes) return failure({ kind: "too_large", mostBytes });
    const bytes = await readUpTo(handle, stats.size, mostBytes);
    return bytes === undefined ? failure({ kind: "too_large", mostBytes }) : success({ bytes, stats });
  } catch (cause) {
    return failure(problemOf(cause));
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

/** What the problem is, in words that go on after a colon: `a folder is in its place`. */
export function plainFileProblemText(problem: PlainFileProblem): string {
  switch (problem.kind) {
    case "missing":
      return "it is not there";
    case "not_a_file":
      return `${{ link: "a link", folder: "a folder", special: "a pipe or a device" }[problem.found]} is in its place`;
    case "too_large":
      return `it is larger than ${Math.floor(problem.mostBytes / 1024)} KiB`;
    case "unreadable":
      return reason(problem.code);
    default:
      return unreachable(problem);
  }
}

function kindOf(stats: Stats): "link" | "folder" | "special" {
  if (stats.isSymbolicLink()) return "link";
  return stats.isDirectory() ? "folder" : "special";
}

/** `undefined` where there is more than `mostBytes`: a file can grow while it is read, and some hide their length. */
async function readUpTo(handle: FileHandle, size: number, mostBytes: number): Promise<Buffer | undefined> {
  let buffer = Buffer.allocUnsafe(size + 1);
  let used = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, used, buffer.length - used, null);
    if (bytesRead === 0) return buffer.subarray(0, used);
    used += bytesRead;
    if (used > mostBytes) return undefined;
    if (used === buffer.length) buffer = Buffer.concat([buffer], Math.min(2 * used, mostBytes + 1));
  }
}

function problemOf(cause: unknown): PlainFileProblem {
  const code = errorCode(cause) ?? "unknown";
  if (code === "ENOENT") return { kind: "missing" };
  // a link that was put there a moment ago, or one that leads to itself
  if (code === "ELOOP") return { kind: "not_a_file", found: "link" };
  return { kind: "unreadable", code };
}
