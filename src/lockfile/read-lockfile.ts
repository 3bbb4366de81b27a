import { isUtf8 } from "node:buffer";
import { readSync } from "node:fs";
import { type FileHandle, open, readFile } from "node:fs/promises";
import { isMissing } from "../base/file-errors.ts";
import { failure, type Result, success } from "../base/result.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { TakeRecord } from "../state/state.ts";
import { CanonicalReader } from "./canonical.ts";
import type { StateKind } from "./paths.ts";
import { notAFile, unreadable } from "./unreadable.ts";

const chunkBytes = 64 * 1024;
const newline = 0x0a;

export interface LockfileContent {
  /** Is there a lockfile at all? */
  readonly exists: boolean;
  readonly state: Map<string, readonly TakeRecord[]>;
}

/** Reads a lockfile. Only a missing one is empty; all that is wrong with one that is there is a diagnostic. */
export async function readLockfile(
  file: string,
  kind: StateKind,
): Promise<Result<LockfileContent, readonly Diagnostic[]>> {
  let handle: FileHandle;
  try {
    handle = await open(file, "r");
  } catch (cause) {
    if (isMissing(cause)) return success({ exists: false, state: new Map() });
    return failure([unreadable(file, cause)]);
  }
  try {
    if (!(await handle.stat()).isFile()) return failure([notAFile(file)]);
    const state = readCanonical(handle, kind);
    if (state !== undefined) return success({ exists: true, state });
    return await judge(file, kind);
  } catch (cause) {
    return failure([unreadable(file, cause)]);
  } finally {
    await handle.close();
  }
}

/**
 * Reads whole lines, a stretch at a time: no character is ever cut in two. Synchronously, since nothing else can be done
 * before, and a thread would take longer to be asked than to answer.
 */
function readCanonical({ fd }: FileHandle, kind: StateKind) {
  const reader = new CanonicalReader(kind);
  let buffer = Buffer.allocUnsafe(chunkBytes);
  let length = 0;
  for (;;) {
    const bytesRead = readSync(fd, buffer, length, buffer.length - length, null);
    length += bytesRead;
    const end = bytesRead === 0 ? length : buffer.subarray(0, length).lastIndexOf(newline) + 1;
    const text = decode(buffer.subarray(0, end));
    if (text === undefined || !reader.push(text)) return undefined;
    if (bytesRead === 0) return reader.end();
    buffer.copyWithin(0, end, length);
    length -= end;
    if (length === buffer.length) buffer = Buffer.concat([buffer], 2 * length);
  }
}

function decode(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}

async function judge(file: string, kind: StateKind): Promise<Result<LockfileContent, readonly Diagnostic[]>> {
  const bytes = await readFile(file);
  // A byte order mark is no part of the text.
  const text = decode(bytes)?.replace(/^\uFEFF/, "");
  if (text === undefined) {
    const source = { path: file, text: "" };
    return failure([
      { code: "lockfile_invalid", severity: "error", message: "The lockfile is no UTF-8 text", source },
    ]);
  }
  // zod is loaded for a file that needs it only
  const { parseStrictly } = await import("./strict.ts");
  const parsed = parseStrictly({ path: file, text }, kind);
  return parsed.ok ? success({ exists: true, state: parsed.value }) : parsed;
}
