import {
  type BigIntStats,
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
  statSync,
} from "node:fs";
import { failure, type Result, success } from "../result.ts";
import { errorCode, reason } from "./file-errors.ts";
import { IncomingBytes, oddFile, type PlainFileOptions, readFlags } from "./plain-file-rules.ts";

/** Why a file of somebody's was not read, in the words that a user sees. */
export type PlainFileRefusal =
  | { readonly kind: "missing" }
  | { readonly kind: "too_large"; readonly mostBytes: number }
  /** `why` completes "the file ...": `is a folder`, `is a pipe`, `cannot be read: permission denied (EACCES)`. */
  | { readonly kind: "unreadable"; readonly why: string };

/** What "the file ..." is where it is not a plain file: `is a pipe`; `undefined` for a plain one. */
export function notPlain(stats: Stats | BigIntStats): string | undefined {
  const odd = oddFile(stats);
  return odd === undefined ? undefined : `is a ${odd}`;
}

/**
 * Reads a whole file that somebody else may have put there: never waits (pipes), never reads without end (devices), and
 * never more than `mostBytes`. What is read is what was looked at: the file is opened once.
 */
export function readPlainFileSync(
  path: string,
  { mostBytes, links = "refuse" }: PlainFileOptions,
): Result<Buffer, PlainFileRefusal> {
  try {
    // Looked at first: opening some devices does something.
    const stats = links === "follow" ? statSync(path) : lstatSync(path);
    const why = notPlain(stats);
    if (why !== undefined) return failure({ kind: "unreadable", why });
    if (stats.size > mostBytes) return failure({ kind: "too_large", mostBytes });
    const descriptor = openSync(path, readFlags(links));
    try {
      return readOpened(descriptor, mostBytes);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return failure(openingProblem(path, error));
  }
}

function readOpened(descriptor: number, mostBytes: number): Result<Buffer, PlainFileRefusal> {
  const stats = fstatSync(descriptor);
  const why = notPlain(stats);
  if (why !== undefined) return failure({ kind: "unreadable", why });
  const incoming = new IncomingBytes(stats.size, mostBytes);
  for (;;) {
    const { buffer, offset } = incoming.space;
    const count = readSync(descriptor, buffer, offset, buffer.length - offset, null);
    if (count === 0) return success(incoming.bytes);
    if (!incoming.add(count)) return failure({ kind: "too_large", mostBytes });
  }
}

/** What a system error at opening a file means. Throws what is not a system error. */
export function openingProblem(path: string, error: unknown): PlainFileRefusal {
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
