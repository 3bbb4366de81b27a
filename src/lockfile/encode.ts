import type { JsonObject, JsonValue } from "../base/json.ts";
import { encodeFields } from "../state/codec.ts";
import { attemptFields } from "../state/records.ts";
import type { Attempt, LockState } from "../state/state.ts";
import type { StateKind } from "./paths.ts";

/**
 * The lockfile's text. One state has one text: keys in a fixed order, shots by id in code-unit order, takes by number,
 * two-space JSON, a newline at the end.
 */
export function encodeLockfile(state: LockState, kind: StateKind): string {
  const shots: Entry[] = [];
  // the default order of sort() is that of code units
  for (const id of [...state.keys()].sort()) {
    const takes: Entry[] = [];
    for (const { take, attempts } of (state.get(id) ?? []).toSorted((a, b) => a.take - b.take)) {
      if (attempts.length > 0) takes.push([String(take), bracket(attempts.map(attemptLayout), 6)]);
    }
    if (takes.length > 0) shots.push([id, brace(takes, 4)]);
  }
  const entries: Entry[] = [
    ["lockfile_version", "1"],
    ["kind", JSON.stringify(kind)],
    ["shots", brace(shots, 2)],
  ];
  return `${brace(entries, 0)}\n`;
}

/** A key with its value's text, already laid out. */
type Entry = readonly [string, string];

function attemptLayout(attempt: Attempt): string {
  const json = encodeFields(attemptFields[attempt.state], attempt);
  const entries = Object.entries(json).map(
    ([key, value]): Entry => [key, layOut(value, { indent: 10, sorted: key === "inputs" })],
  );
  return brace(entries, 8);
}

interface Layout {
  readonly indent: number;
  /** Keys in code-unit order, where their order says nothing. */
  readonly sorted: boolean;
}

function layOut(value: JsonValue, layout: Layout): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const { indent, sorted } = layout;
  const inner = { indent: indent + 2, sorted };
  if (Array.isArray(value)) {
    return bracket(
      (value as readonly JsonValue[]).map((item) => layOut(item, inner)),
      indent,
    );
  }
  const object = value as JsonObject;
  const keys = Object.keys(object);
  const entries: Entry[] = [];
  for (const key of sorted ? keys.sort() : keys) {
    const item = object[key];
    if (item !== undefined) entries.push([key, layOut(item, inner)]);
  }
  return brace(entries, indent);
}

function brace(entries: readonly Entry[], indent: number): string {
  if (entries.length === 0) return "{}";
  const margin = `\n${" ".repeat(indent)}`;
  const lines = entries.map(([key, value]) => `${margin}  ${JSON.stringify(key)}: ${value}`);
  return `{${lines.join(",")}${margin}}`;
}

function bracket(items: readonly string[], indent: number): string {
  if (items.length === 0) return "[]";
  const margin = `\n${" ".repeat(indent)}`;
  return `[${margin}  ${items.join(`,${margin}  `)}${margin}]`;
}
