import { isObject, type JsonValue } from "../../base/json.ts";
import { decodeFields } from "../../state/codec.ts";
import { patterns } from "../../state/patterns.ts";
import { attemptFields } from "../../state/records.ts";
import type { Attempt, AttemptState, TakeRecord } from "../../state/state.ts";

/**
 * From JSON of the lockfile to the types in memory, or `undefined` where the JSON breaks `lockfileSchema`. It says the
 * same as the schema (both follow from one table, and a test holds them together) at a tenth of its time, and leaves
 * finding words for what is wrong to the schema.
 */
export function decodeShot(json: JsonValue): readonly TakeRecord[] | undefined {
  if (!isObject(json)) return undefined;
  const takes: TakeRecord[] = [];
  for (const key of Object.keys(json)) {
    const list = json[key];
    if (!patterns.take.test(key) || !Array.isArray(list) || list.length === 0) return undefined;
    const attempts: Attempt[] = [];
    for (const item of list as readonly JsonValue[]) {
      const attempt = decodeAttempt(item);
      if (attempt === undefined) return undefined;
      attempts.push(attempt);
    }
    if (attempts.length > 1) {
      if (new Set(attempts.map(({ attemptId }) => attemptId)).size < attempts.length) return undefined;
      // a merge by hand can leave them in any order
      attempts.sort((a, b) => a.submittedAt - b.submittedAt);
    }
    takes.push({ take: Number(key), attempts });
  }
  return takes;
}

export function decodeAttempt(json: JsonValue): Attempt | undefined {
  if (!isObject(json) || !isState(json.state)) return undefined;
  return decodeFields(attemptFields[json.state], json, { strict: true });
}

function isState(json: JsonValue | undefined): json is AttemptState {
  return typeof json === "string" && Object.hasOwn(attemptFields, json);
}
