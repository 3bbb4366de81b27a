import type { JsonValue } from "../../base/json.ts";
import { isObject } from "../../base/json.ts";
import { patterns } from "../../state/patterns.ts";
import type { TakeRecord } from "../../state/state.ts";
import type { StateKind } from "../paths.ts";
import { decodeShot } from "./decode.ts";

/**
 * The state of a lockfile that is in order; `undefined` for any other, and for one whose keys are written in a way that
 * cannot be counted cheaply: `parseStrictly` judges those.
 */
export function readQuickly(text: string, kind: StateKind): Map<string, readonly TakeRecord[]> | undefined {
  let json: JsonValue;
  try {
    json = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  if (!isObject(json) || Object.keys(json).length !== 3) return undefined;
  if (json.lockfile_version !== 1 || json.kind !== kind || !isObject(json.shots)) return undefined;
  const state = new Map<string, readonly TakeRecord[]>();
  for (const [id, shot] of Object.entries(json.shots)) {
    const takes = decodeShot(shot);
    if (takes === undefined || !patterns.shotId.test(id)) return undefined;
    state.set(id, takes);
  }
  // JSON.parse keeps the last of two equal keys and says nothing; a merge can leave two of them
  return countKeys(json) === keysIn(text) ? state : undefined;
}

function countKeys(json: JsonValue): number {
  if (typeof json !== "object" || json === null) return 0;
  let keys = 0;
  if (Array.isArray(json)) {
    for (const item of json as readonly JsonValue[]) keys += countKeys(item);
    return keys;
  }
  for (const child of Object.values(json)) keys += 1 + countKeys(child);
  return keys;
}

/** How many keys a JSON text has, equal ones counted each; `undefined` where one is apart from its colon. */
function keysIn(text: string): number | undefined {
  if (/"[\t\n\r ]+:/.test(text)) return undefined;
  let keys = 0;
  // inside of a string a quotation mark has a backslash, so that this is the end of a key
  for (let at = text.indexOf('":'); at !== -1; at = text.indexOf('":', at + 2)) {
    if (!isEscaped(text, at)) keys++;
  }
  return keys;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
}
