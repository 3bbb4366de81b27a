import type { JsonObject, JsonValue } from "../base/json.ts";
import type { Attempt, ClipFacts, LockState } from "../state/state.ts";
import type { StateKind } from "./paths.ts";

/** The lockfile up to its first shot. */
export function lockfileHead(kind: StateKind): string {
  return `{\n  "lockfile_version": 1,\n  "kind": "${kind}",\n  "shots": {`;
}

export const lockfileTail = "\n  }\n}\n";

/**
 * The lockfile's text, a shot a piece. One state has one text: keys in a fixed order, shots by id in code-unit
 * order, takes by number, two-space JSON, a newline at the end.
 */
export function* encodeLockfile(state: LockState, kind: StateKind): Generator<string> {
  yield lockfileHead(kind);
  let first = true;
  // the default order of sort() is that of code units
  for (const id of [...state.keys()].sort()) {
    const takes: Entry[] = [];
    for (const { take, attempts } of (state.get(id) ?? []).toSorted((a, b) => a.take - b.take)) {
      if (attempts.length > 0) takes.push([String(take), bracket(attempts.map(attemptLayout), 6)]);
    }
    if (takes.length === 0) continue;
    yield `${first ? "" : ","}\n    ${JSON.stringify(id)}: ${brace(takes, 4)}`;
    first = false;
  }
  yield first ? "}\n}\n" : lockfileTail;
}

/** A key with its value's text, already laid out. */
type Entry = readonly [string, string];

function attemptLayout(attempt: Attempt): string {
  const entries: Entry[] = [
    ["attempt_id", JSON.stringify(attempt.attemptId)],
    ["state", JSON.stringify(attempt.state)],
  ];
  if (attempt.taskId !== undefined) entries.push(["task_id", JSON.stringify(attempt.taskId)]);
  entries.push(
    ["fingerprint", JSON.stringify(attempt.fingerprint)],
    ["inputs", layOut(attempt.inputs, 10)],
    ["submitted_at", encodeTime(attempt.submittedAt)],
  );
  if (attempt.finishedAt !== undefined) entries.push(["finished_at", encodeTime(attempt.finishedAt)]);
  if (attempt.resultUrl !== undefined) entries.push(["result_url", JSON.stringify(attempt.resultUrl)]);
  if (attempt.expiresAt !== undefined) entries.push(["expires_at", encodeTime(attempt.expiresAt * 1000)]);
  if (attempt.error !== undefined) {
    const { code, message } = attempt.error;
    entries.push([
      "error",
      brace(
        [
          ["code", JSON.stringify(code)],
          ["message", JSON.stringify(message)],
        ],
        10,
      ),
    ]);
  }
  if (attempt.clip !== undefined) {
    const clip = Object.entries(clipToFile(attempt.clip)).map(
      ([key, value]): Entry => [key, JSON.stringify(value)],
    );
    entries.push(["clip", brace(clip, 10)]);
  }
  return brace(entries, 8);
}

/** A clip's facts under the names and in the order of the file. */
export function clipToFile(clip: ClipFacts): JsonObject {
  return {
    file: clip.file,
    sha256: clip.sha256,
    bytes: clip.bytes,
    duration_seconds: clip.durationSeconds,
    width: clip.width,
    height: clip.height,
  };
}

function encodeTime(unixMs: number): string {
  return `"${new Date(unixMs).toISOString()}"`;
}

/** Any JSON value, with the keys of its objects in code-unit order: their order says nothing. */
function layOut(value: JsonValue, indent: number): string {
  if (Array.isArray(value)) {
    return bracket(
      (value as readonly JsonValue[]).map((item) => layOut(item, indent + 2)),
      indent,
    );
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const object = value as JsonObject;
  const entries: Entry[] = [];
  for (const key of Object.keys(object).sort()) {
    const item = object[key];
    if (item !== undefined) entries.push([key, layOut(item, indent + 2)]);
  }
  return brace(entries, indent);
}

function brace(entries: readonly Entry[], indent: number): string {
  if (entries.length === 0) return "{}";
  const margin = `\n${" ".repeat(indent)}`;
  let text = "{";
  for (const [key, value] of entries)
    text += `${text === "{" ? "" : ","}${margin}  ${JSON.stringify(key)}: ${value}`;
  return `${text}${margin}}`;
}

function bracket(items: readonly string[], indent: number): string {
  if (items.length === 0) return "[]";
  const margin = `\n${" ".repeat(indent)}`;
  return `[${margin}  ${items.join(`,${margin}  `)}${margin}]`;
}
