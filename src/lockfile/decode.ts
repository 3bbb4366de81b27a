import type { Cause } from "../base/cause.ts";
import { isCount, isObject, isText, type JsonObject, type JsonValue } from "../base/json.ts";
import { attemptRules, patterns } from "../state/attempt-rules.ts";
import type { Attempt, AttemptState, ClipFacts, TakeRecord } from "../state/state.ts";

/**
 * The quick check: from JSON of the lockfile to the types in memory, or `undefined` where the JSON breaks
 * `lockfileSchema`. It says the same as the schema (a test holds them together) at a tenth of its time, and it
 * leaves finding words for what is wrong to the schema.
 */
export function decodeShot(json: JsonValue): readonly TakeRecord[] | undefined {
  if (!isObject(json)) return undefined;
  const takes: TakeRecord[] = [];
  for (const key of Object.keys(json)) {
    const list = json[key];
    if (!patterns.take.test(key) || !Array.isArray(list) || list.length === 0) return undefined;
    const attempts = (list as readonly JsonValue[]).map(decodeAttempt);
    if (!attempts.every((attempt) => attempt !== undefined)) return undefined;
    if (attempts.length > 1 && new Set(attempts.map(({ attemptId }) => attemptId)).size < attempts.length) {
      return undefined;
    }
    // a merge by hand can leave them in any order
    takes.push({ take: Number(key), attempts: attempts.sort((a, b) => a.submittedAt - b.submittedAt) });
  }
  return takes;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export function decodeAttempt(json: JsonValue): Attempt | undefined {
  if (!isObject(json)) return undefined;
  const { attempt_id: attemptId, state, fingerprint, inputs } = json;
  const submittedAt = decodeTime(json.submitted_at);
  if (!isText(attemptId) || !isState(state) || !isText(fingerprint)) return undefined;
  if (inputs === undefined || !isObject(inputs) || submittedAt === undefined) return undefined;

  const { required, optional } = attemptRules[state];
  let expected = 5;
  for (const field of required) {
    if (json[field] === undefined) return undefined;
    expected++;
  }
  for (const field of optional) if (json[field] !== undefined) expected++;
  if (Object.keys(json).length !== expected) return undefined;

  const { task_id: taskId, result_url: resultUrl } = json;
  const finishedAt = optionally(json.finished_at, decodeTime);
  const expiresAt = optionally(json.expires_at, decodeTime);
  const error = optionally(json.error, decodeError);
  const clip = optionally(json.clip, decodeClip);
  if (finishedAt === null || expiresAt === null || error === null || clip === null) return undefined;
  if (taskId !== undefined && !isText(taskId)) return undefined;
  if (resultUrl !== undefined && !isText(resultUrl)) return undefined;

  const attempt = assemble({ attemptId, state, fingerprint, inputs, submittedAt, taskId, finishedAt, clip });
  if (resultUrl !== undefined) attempt.resultUrl = resultUrl;
  if (expiresAt !== undefined) attempt.expiresAt = expiresAt / 1000;
  if (error !== undefined) attempt.error = error;
  return attempt;
}

/** Makes a finished attempt, the kind that there are many of, in one piece: it takes half the memory then. */
function assemble(parts: {
  readonly attemptId: string;
  readonly state: AttemptState;
  readonly fingerprint: string;
  readonly inputs: JsonObject;
  readonly submittedAt: number;
  readonly taskId: string | undefined;
  readonly finishedAt: number | undefined;
  readonly clip: ClipFacts | undefined;
}): Writable<Attempt> {
  const { attemptId, state, fingerprint, inputs, submittedAt, taskId, finishedAt, clip } = parts;
  if (taskId !== undefined && finishedAt !== undefined && clip !== undefined) {
    return { attemptId, state, fingerprint, inputs, submittedAt, taskId, finishedAt, clip };
  }
  const attempt: Writable<Attempt> = { attemptId, state, fingerprint, inputs, submittedAt };
  if (taskId !== undefined) attempt.taskId = taskId;
  if (finishedAt !== undefined) attempt.finishedAt = finishedAt;
  if (clip !== undefined) attempt.clip = clip;
  return attempt;
}

/** `undefined` where there is nothing to decode, `null` where it cannot be decoded. */
function optionally<T>(
  json: JsonValue | undefined,
  decode: (json: JsonValue) => T | undefined,
): T | undefined | null {
  return json === undefined ? undefined : (decode(json) ?? null);
}

export function decodeError(json: JsonValue | undefined): Cause | undefined {
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

function isState(json: JsonValue | undefined): json is AttemptState {
  return typeof json === "string" && Object.hasOwn(attemptRules, json);
}
