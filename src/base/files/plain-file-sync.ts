import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
  statSync,
} from "node:fs";
import { failure, type Result, success } from "../result.ts";
import { errorCode, reason } from "./file-errors.ts";

export interface PlainFileOptions {
  readonly maxBytes: number;
  /** Whether the file may be a link to one; `refuse` is for files that dailies itself writes. */
  readonly links: "follow" | "refuse";
}

export type PlainFileProblem =
  | { readonly kind: "missing" }
  | { readonly kind: "too_large"; readonly maxBytes: number }
  /** `why` completes "the file ...": `is a folder`, `is a pipe`, `cannot be read: permission denied (EACCES)`. */
  | { readonly kind: "unreadable"; readonly why: string };

/** What "the file ..." is where it is not a plain file: `is a pipe`; `undefined` for a plain one. */
export function notPlain(stats: Stats | BigIntStats): string | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return "is a folder";
  if (stats.isFIFO()) return "is a pipe";
  if (stats.isSocket()) return "is a socket";
  return stats.isSymbolicLink() ? "is a link" : "is a device";
}

/** Flags that open a file for reading without waiting for whoever writes a pipe. */
export const readWithoutWaiting = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * Reads a whole file that somebody else may have put there: never waits (pipes), never reads without end (devices), and
 * never more than `maxBytes`. What is read is what was looked at: the file is opened once.
 */
export function readPlainFileSync(path: string, options: PlainFileOptions): Result<Buffer, PlainFileProblem> {
  const { maxBytes, links } = options;
  try {
    // Looked at first: opening some devices does something.
    const stats = links === "follow" ? statSync(path) : lstatSync(path);
    const why = notPlain(stats);
    if (why !== undefined) return failure({ kind: "unreadable", why });
    if (stats.size > maxBytes) return failure({ kind: "too_large", maxBytes });
    const noFollow = links === "follow" ? 0 : constants.O_NOFOLLOW;
    const descriptor = openSync(path, readWithoutWaiting | noFollow);
    try {
      return readOpened(descriptor, maxBytes);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return failure(openingProblem(path, error));
  }
}

function readOpened(descriptor: number, maxBytes: number): Result<Buffer, PlainFileProblem> {
  const stats = fstatSync(descriptor);
  const why = notPlain(stats);
  if (why !== undefined) return failure({ kind: "unreadable", why });
  // One byte more than it says: a file that grows meanwhile, or whose size is not known, is read to its end.
  let content = Buffer.allocUnsafe(Math.min(stats.size, maxBytes) + 1);
  let length = 0;
  while (true) {
    if (length > maxBytes) return failure({ kind: "too_large", maxBytes });
    if (length === content.length) content = Buffer.concat([content], Math.min(2 * length, maxBytes + 1));
    const count = readSync(descriptor, content, length, content.length - length, null);
    if (count === 0) return success(content.subarray(0, length));
    length += count;
  }
}

/** What a system error at opening a file means. Throws what is not a system error. */
export function openingProblem(path: string, error: unknown): PlainFileProblem {
  const code = errorCode(error);
  if (code === undefined) throw error;
  if (code !== "ENOENT" && code !== "ENOTDIR") {
    return { kind: "unreadable", why: `cannot be read: ${reason(code)}` };
  }
  return isLink(path) ? { kind: "unreadable", why: "is a link that leads nowhere" } : { kind: "missing" };
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
