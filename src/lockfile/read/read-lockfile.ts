import { isUtf8 } from "node:buffer";
import { readPlainFile } from "../../base/files/plain-file.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import type { TakeRecord } from "../../state/state.ts";
import type { StateKind } from "../paths.ts";
import { mostStateBytes, unreadable } from "../unreadable.ts";
import { readQuickly } from "./read-quickly.ts";

export interface LockfileContent {
  readonly state: Map<string, readonly TakeRecord[]>;
  /** What is in the file; `undefined` where there is none. */
  readonly bytes: Buffer | undefined;
}

/** Reads a lockfile. Only a missing one is empty; all that is wrong with one that is there is a diagnostic. */
export async function readLockfile(
  file: string,
  kind: StateKind,
): Promise<Result<LockfileContent, readonly Diagnostic[]>> {
  const read = await readPlainFile(file, { mostBytes: mostStateBytes });
  if (!read.ok) {
    if (read.error.kind === "missing") return success({ state: new Map(), bytes: undefined });
    return failure([unreadable(file, read.error)]);
  }
  const { bytes } = read.value;
  const state = await lockfileStateIn(bytes, file, kind);
  return state.ok ? success({ state: state.value, bytes }) : state;
}

/** What the bytes of a lockfile say, or what is wrong with them. */
export async function lockfileStateIn(
  bytes: Buffer,
  file: string,
  kind: StateKind,
): Promise<Result<Map<string, readonly TakeRecord[]>, readonly Diagnostic[]>> {
  if (!isUtf8(bytes)) {
    return failure([diagnose({ kind: "lockfile_not_text" }, { source: { path: file, text: "" } })]);
  }
  // a byte order mark is not part of the text
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  const state = readQuickly(text, kind);
  if (state !== undefined) return success(state);
  // zod is loaded for a file that needs it only
  const { parseStrictly } = await import("./strict.ts");
  return parseStrictly({ path: file, text }, kind);
}
