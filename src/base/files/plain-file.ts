import type { Stats } from "node:fs";
import { type FileHandle, lstat, open, stat } from "node:fs/promises";
import { failure, type Result, success } from "../result.ts";
import { unreachable } from "../unreachable.ts";
import { errorCode, reason } from "./file-errors.ts";
import { IncomingBytes, oddFile, type PlainFileOptions, readFlags } from "./plain-file-rules.ts";

/** Why a file was not read. */
export type PlainFileProblem =
  | { readonly kind: "missing" }
  /** A link, a folder, a pipe, a socket or a device. */
  | { readonly kind: "not_a_file"; readonly found: "link" | "folder" | "special" }
  /** Larger than `mostBytes`. */
  | { readonly kind: "too_large"; readonly mostBytes: number }
  /** `code` is the system's: `EACCES`, `EIO`, ... */
  | { readonly kind: "unreadable"; readonly code: string };

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
    const found = notPlain(links === "follow" ? await stat(path) : await lstat(path));
    if (found !== undefined) return failure(found);
    handle = await open(path, readFlags(links));
    const stats = await handle.stat();
    const opened = notPlain(stats);
    if (opened !== undefined) return failure(opened);
    if (stats.size > mostBytes) return failure({ kind: "too_large", mostBytes });
    const incoming = new IncomingBytes(stats.size, mostBytes);
    for (;;) {
      const { buffer, offset } = incoming.space;
      const { bytesRead } = await handle.read(buffer, offset, buffer.length - offset, null);
      if (bytesRead === 0) return success({ bytes: incoming.bytes, stats });
      if (!incoming.add(bytesRead)) return failure({ kind: "too_large", mostBytes });
    }
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

function notPlain(stats: Stats): PlainFileProblem | undefined {
  const odd = oddFile(stats);
  if (odd === undefined) return undefined;
  return { kind: "not_a_file", found: odd === "link" || odd === "folder" ? odd : "special" };
}

function problemOf(cause: unknown): PlainFileProblem {
  const code = errorCode(cause) ?? "unknown";
  if (code === "ENOENT") return { kind: "missing" };
  // a link that was put there a moment ago, or one that leads to itself
  if (code === "ELOOP") return { kind: "not_a_file", found: "link" };
  return { kind: "unreadable", code };
}
