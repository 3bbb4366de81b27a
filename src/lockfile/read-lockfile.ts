import { type FileHandle, open, readFile } from "node:fs/promises";
import { TextDecoder } from "node:util";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { failure, type Result, success } from "../diagnostics/result.ts";
import { CanonicalReader } from "./canonical.ts";
import { isMissing, notAFile, unreadable } from "./failures.ts";
import type { StateKind } from "./paths.ts";
import type { TakeRecord } from "./state.ts";

const chunkBytes = 64 * 1024;

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
    const state = await readCanonical(handle, kind);
    if (state !== undefined) return success({ exists: true, state });
    return await judge(file, kind);
  } catch (cause) {
    return failure([unreadable(file, cause)]);
  } finally {
    await handle.close();
  }
}

async function readCanonical(handle: FileHandle, kind: StateKind) {
  const reader = new CanonicalReader(kind);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const buffer = Buffer.allocUnsafe(chunkBytes);
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, chunkBytes, null);
    const text = decode(decoder, buffer.subarray(0, bytesRead));
    if (text === undefined || !reader.push(text)) return undefined;
    if (bytesRead === 0) return reader.end();
  }
}

function decode(decoder: TextDecoder, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes, { stream: bytes.length > 0 });
  } catch {
    return undefined;
  }
}

async function judge(file: string, kind: StateKind): Promise<Result<LockfileContent, readonly Diagnostic[]>> {
  const bytes = await readFile(file);
  const text = decode(new TextDecoder("utf-8", { fatal: true }), bytes);
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
