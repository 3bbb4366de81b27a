import type { JsonObject, JsonValue } from "../diagnostics/json.ts";
import { attemptRules, patterns } from "./attempt-rules.ts";
import type { Attempt, AttemptError, AttemptState, ClipFacts, TakeRecord } from "./state.ts";

/**
 * The quick check: from JSON of the lockfile to the types in memory, or `undefined` where the JSON breaks
 * `lockfileSchema`. It says the same as the schema (a test holds them together) at a tenth of its time, and it
 * leaves finding words for what is wrong to the schema.
 */
export function decodeShot(json: JsonValue): Map<number, TakeRecord> | undefined {
  if (!isObject(json)) return undefined;
  const takes = new Map<number, TakeRecord>();
  for (const key of Object.keys(json)) {
    const list = json[key];
    if (!patterns.take.test(key) || !Array.isArray(list) || list.length === 0) return undefined;
    const attempts: Attempt[] = [];
    for (const item of list as readonly JsonValue[]) {
      const attempt = decodeAttempt(item);
      if (attempt === undefined) return undefined;
      attempts.push(attempt);
    }
    // a merge by hand can leave them in any order
    takes.set(Number(key), { attempts: attempts.sort((a, b) => a.submittedAt - b.submittedAt) });
  }
  return takes;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export function decodeAttempt(json: JsonValue): Attempt | undefined {
  if (!isObject(json)) return undefined;
  const { attempt_id, state, fingerprint, inputs, submitted_at } = json;
  const submittedAt = decodeTime(submitted_at);
  if (!isText(attempt_id) || !isState(state) || !isText(fingerprint)) return undefined;
  if (inputs === undefined || !isObject(inputs) || submittedAt === undefined) return undefined;

  const { required, optional } = attemptRules[state];
  let expected = 5;
  for (const field of required) {
    if (json[field] === undefined) return undefined;
    expected++;
  }
  for (const field of optional) if (json[field] !== undefined) expected++;
  if (Object.keys(json).length !== expected) return undefined;

  const attempt: Writable<Attempt> = { attemptId: attempt_id, state, fingerprint, inputs, submittedAt };
  const { task_id, finished_at, result_url, expires_at, error, clip } = json;
  if (task_id !== undefined) {
    if (!isText(task_id)) return undefined;
    attempt.taskId = task_id;
  }
  if (finished_at !== undefined) {
    const time = decodeTime(finished_at);
    if (time === undefined) return undefined;
    attempt.finishedAt = time;
  }
  if (result_url !== undefined) {
    if (!isText(result_url)) return undefined;
    attempt.resultUrl = result_url;
  }
  if (expires_at !== undefined) {
    const time = decodeTime(expires_at);
    if (time === undefined) return undefined;
    attempt.expiresAt = time / 1000;
  }
  if (error !== undefined) {
    const decoded = decodeError(error);
    if (decoded === undefined) return undefined;
    attempt.error = decoded;
  }
  if (clip !== undefined) {
    const decoded = decodeClip(clip);
    if (decoded === undefined) return undefined;
    attempt.clip = decoded;
  }
  return attempt;
}

export function decodeError(json: JsonValue | undefined): AttemptError | undefined {
  if (!isObject(json)) return undefined;
  const { code, message } = json;
  if (!isText(code) || typeof message !== "string" || Object.keys(json).length !== 2) return undefined;
  return { code, message };
}

export function decodeClip(json: JsonValue | undefined): ClipFacts | undefined {
  if (!isObject(json)) return undefined;
  const { file, sha256, bytes, duration_seconds: durationSeconds, width, height } = json;
  if (typeof file !== "string" || !patterns.clipFile.test(file)) return undefined;
  if (typeof sha256 !== "string" || !patterns.sha256.test(sha256)) return undefined;
  if (!isCount(bytes) || !isCount(width) || !isCount(height)) return undefined;
  if (typeof durationSeconds !== "number" || !Number.isFinite(durationSeconds) || durationSeconds < 0)
    return undefined;
  if (Object.keys(json).length !== 6) return undefined;
  return { file, sha256, bytes, durationSeconds, width, height };
}

function decodeTime(json: JsonValue | undefined): number | undefined {
  return typeof json === "string" && patterns.time.test(json) ? Date.parse(json) : undefined;
}

export function isObject(json: JsonValue | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

export function isText(json: JsonValue | undefined): json is string {
  return typeof json === "string" && json.length > 0;
}

export function isCount(json: JsonValue | undefined): json is number {
  return Number.isSafeInteger(json) && (json as number) >= 0;
}

function isState(json: JsonValue | undefined): json is AttemptState {
  return typeof json === "string" && Object.hasOwn(attemptRules, json);
}
