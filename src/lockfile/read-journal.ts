import { type FileHandle, open, readFile } from "node:fs/promises";
import { isMissing } from "../base/file-errors.ts";
import type { JsonValue } from "../base/json.ts";
import { failure, type Result, success } from "../base/result.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { StateChange } from "../state/state.ts";
import { decodeChange, decodeHeader, type JournalHeader, journalVersion } from "./journal-line.ts";
import type { StatePaths } from "./paths.ts";
import { notAFile, unreadable } from "./unreadable.ts";

const chunkBytes = 256 * 1024;
const newline = 0x0a;

export interface JournalContent {
  readonly exists: boolean;
  /** Length of the part that is whole, header included; what follows is the torn end of a crashed run. */
  readonly wholeBytes: number;
  /** Length of that torn end. */
  readonly tornBytes: number;
}

/**
 * Reads a journal from end to end and hands out its changes in order, never holding more than a stretch of it.
 * A last line that was not written out (without its newline, or with the zeros of blocks that never reached
 * the disk) was never confirmed to anybody: it is left out. Anything else that is broken is refused.
 */
export async function readJournal(
  paths: StatePaths,
  onChange: (change: StateChange) => void,
): Promise<Result<JournalContent, readonly Diagnostic[]>> {
  let handle: FileHandle;
  try {
    handle = await open(paths.journal, "r");
  } catch (cause) {
    if (isMissing(cause)) return success({ exists: false, wholeBytes: 0, tornBytes: 0 });
    return failure([unreadable(paths.journal, cause)]);
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return failure([notAFile(paths.journal)]);
    const { size } = stat;
    let wholeBytes = 0;
    for await (const line of lines(handle)) {
      const end = wholeBytes + line.length;
      const isLast = end >= size;
      if (isLast && (line[line.length - 1] !== newline || line.includes(0))) break;
      const problem = readLine({ line, isFirst: wholeBytes === 0, paths, onChange });
      if (problem !== undefined) return failure([await diagnose({ paths, problem, start: wholeBytes, end })]);
      wholeBytes = end;
    }
    return success({ exists: true, wholeBytes, tornBytes: size - wholeBytes });
  } catch (cause) {
    return failure([unreadable(paths.journal, cause)]);
  } finally {
    await handle.close();
  }
}

type Problem = Pick<Diagnostic, "code" | "message" | "hint">;

function readLine(read: {
  readonly line: Buffer;
  readonly isFirst: boolean;
  readonly paths: StatePaths;
  readonly onChange: (change: StateChange) => void;
}): Problem | undefined {
  const json = parse(read.line);
  if (read.isFirst) return checkHeader(decodeHeader(json), read.paths);
  const change = decodeChange(json);
  if (change === undefined) {
    return {
      code: "journal_invalid",
      message: "The journal is broken: this line is no change of state",
      hint: "it may name a paid task: restore the journal from a backup, or repair the line; to go on without it, delete this line alone",
    };
  }
  read.onChange(change);
  return undefined;
}

function checkHeader(header: JournalHeader | undefined, paths: StatePaths): Problem | undefined {
  if (header === undefined) {
    return { code: "journal_invalid", message: "The journal is broken: its first line is no journal header" };
  }
  if (header.version > journalVersion) {
    return {
      code: "journal_version",
      message: `The journal has version ${header.version}; this dailies reads version ${journalVersion}`,
      hint: "finish the run with the dailies that began it, or a newer one",
    };
  }
  if (header.storyboard !== paths.storyboard) {
    return {
      code: "journal_foreign",
      message: `The journal belongs to the storyboard \`${header.storyboard}\`, not to \`${paths.storyboard}\``,
      hint: "move it back beside its storyboard; if the storyboard itself was renamed, change the name in the journal's first line",
    };
  }
  if (header.kind !== paths.kind) {
    return {
      code: "journal_foreign",
      message: `The journal belongs to a ${header.kind}, not to a ${paths.kind}`,
    };
  }
  return undefined;
}

function parse(line: Buffer): JsonValue | undefined {
  try {
    return JSON.parse(line.toString("utf8")) as JsonValue;
  } catch {
    return undefined;
  }
}

async function diagnose(found: {
  readonly paths: StatePaths;
  readonly problem: Problem;
  readonly start: number;
  readonly end: number;
}): Promise<Diagnostic> {
  const bytes = await readFile(found.paths.journal);
  const text = (end: number) => bytes.toString("utf8", 0, end);
  const range = { start: text(found.start).length, end: text(found.end).trimEnd().length };
  const source = { path: found.paths.journal, text: text(bytes.length) };
  return { ...found.problem, severity: "error", source, range };
}

/** The file's lines, each with its newline; the last may lack it. */
async function* lines(handle: FileHandle): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (;;) {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    const { bytesRead } = await handle.read(buffer, 0, chunkBytes, null);
    if (bytesRead === 0) break;
    const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      yield bytes.subarray(start, end + 1);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) yield rest;
}
