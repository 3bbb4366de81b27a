import { readPlainFile } from "../../base/files/plain-file.ts";
import type { JsonValue } from "../../base/json.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import type { Problem } from "../../diagnostics/problem.ts";
import type { StateChange } from "../../state/state.ts";
import type { StatePaths } from "../paths.ts";
import { mostStateBytes, unreadable } from "../unreadable.ts";
import { decodeChange, decodeHeader, type JournalHeader, journalVersion } from "./journal-line.ts";

const newline = 0x0a;

export interface JournalContent {
  readonly exists: boolean;
  /** Length of the part that is whole, header included; what follows is the torn end of a crashed run. */
  readonly wholeBytes: number;
  /** Length of that torn end. */
  readonly tornBytes: number;
}

/**
 * Reads a journal and hands out its changes in order. A last line that was not written out (without its newline, or with
 * the zeros of blocks that never reached the disk) was never confirmed to anybody: it is left out. Anything else that is
 * broken is refused.
 */
export async function readJournal(
  paths: StatePaths,
  onChange: (change: StateChange) => void,
): Promise<Result<JournalContent, readonly Diagnostic[]>> {
  const read = await readPlainFile(paths.journal, { mostBytes: mostStateBytes });
  if (!read.ok) {
    if (read.error.kind === "missing") return success({ exists: false, wholeBytes: 0, tornBytes: 0 });
    return failure([unreadable(paths.journal, read.error)]);
  }
  const { bytes } = read.value;
  let start = 0;
  while (start < bytes.length) {
    const newlineAt = bytes.indexOf(newline, start);
    const end = newlineAt === -1 ? bytes.length : newlineAt + 1;
    const line = bytes.subarray(start, end);
    if (end === bytes.length && (newlineAt === -1 || line.includes(0))) break;
    const problem = readLine({ line, isFirst: start === 0, paths, onChange });
    if (problem !== undefined) return failure([diagnosticOf({ paths, problem, bytes, start, end })]);
    start = end;
  }
  return success({ exists: true, wholeBytes: start, tornBytes: bytes.length - start });
}

function readLine(read: {
  readonly line: Buffer;
  readonly isFirst: boolean;
  readonly paths: StatePaths;
  readonly onChange: (change: StateChange) => void;
}): Problem | undefined {
  const json = parse(read.line);
  if (read.isFirst) return checkHeader(decodeHeader(json), read.paths);
  const change = decodeChange(json);
  if (change === undefined) return { kind: "journal_line_broken" };
  read.onChange(change);
  return undefined;
}

function checkHeader(header: JournalHeader | undefined, paths: StatePaths): Problem | undefined {
  if (header === undefined) return { kind: "journal_header_broken" };
  const { version, storyboard, kind } = header;
  if (version > journalVersion) return { kind: "journal_version", version, known: journalVersion };
  if (storyboard !== paths.storyboard) {
    return { kind: "journal_of_storyboard", found: storyboard, wanted: paths.storyboard };
  }
  return kind === paths.kind ? undefined : { kind: "journal_of_kind", found: kind, wanted: paths.kind };
}

function parse(line: Buffer): JsonValue | undefined {
  try {
    return JSON.parse(line.toString("utf8")) as JsonValue;
  } catch {
    return undefined;
  }
}

function diagnosticOf(found: {
  readonly paths: StatePaths;
  readonly problem: Problem;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}): Diagnostic {
  const { paths, problem, bytes } = found;
  const text = (end: number) => bytes.toString("utf8", 0, end);
  const range = { start: text(found.start).length, end: text(found.end).trimEnd().length };
  return diagnose(problem, { source: { path: paths.journal, text: text(bytes.length) }, range });
}
