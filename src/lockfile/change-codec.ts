import type { JsonValue } from "../base/json.ts";
import { isCount, isObject, isText } from "../base/json.ts";
import { unreachable } from "../base/unreachable.ts";
import { patterns } from "../state/attempt-rules.ts";
import type { StateChange } from "../state/state.ts";
import { decodeClip, decodeError } from "./decode.ts";
import { clipToFile } from "./encode.ts";
import type { StateKind } from "./paths.ts";

/** The journal's first line. */
export interface JournalHeader {
  readonly version: number;
  /** File name of the storyboard. */
  readonly storyboard: string;
  readonly kind: StateKind;
}

export const journalVersion = 1;

export function encodeHeader({ storyboard, kind }: Omit<JournalHeader, "version">): string {
  return `${JSON.stringify({ journal_version: journalVersion, storyboard, kind })}\n`;
}

export function decodeHeader(json: JsonValue | undefined): JournalHeader | undefined {
  if (!isObject(json)) return undefined;
  const { journal_version: version, storyboard, kind } = json;
  if (!isCount(version) || !isText(storyboard) || (kind !== "render" && kind !== "rehearsal"))
    return undefined;
  return { version, storyboard, kind };
}

/** One change as one line, its newline included. Its length does not depend on the size of the storyboard. */
export function encodeChange(change: StateChange): string {
  const head = { shot: change.id, take: change.take, attempt_id: change.attemptId, type: change.type };
  return `${JSON.stringify({ ...head, ...encodeFacts(change) })}\n`;
}

function encodeFacts(change: StateChange): object {
  switch (change.type) {
    case "submitting":
      return { fingerprint: change.fingerprint, inputs: change.inputs, at: change.at };
    case "rejected":
      return {
        fingerprint: change.fingerprint,
        inputs: change.inputs,
        error: { code: change.error.code, message: change.error.message },
        at: change.at,
      };
    case "accepted":
      return { task_id: change.taskId };
    case "uncertain":
    case "troubled":
      return { error: { code: change.error.code, message: change.error.message } };
    case "failed":
      return { error: { code: change.error.code, message: change.error.message }, at: change.at };
    case "completed":
      return { at: change.at, result_url: change.resultUrl, expires_at: change.expiresAt };
    case "fetched":
      return { clip: clipToFile(change.clip) };
    case "moved":
      return { file: change.file };
    case "in_progress":
    case "withdrawn":
    case "done":
      return {};
    default:
      return unreachable(change);
  }
}

/** A line of the journal, or `undefined` where it is none that `encodeChange` writes. */
export function decodeChange(json: JsonValue | undefined): StateChange | undefined {
  if (!isObject(json)) return undefined;
  const { shot, take, attempt_id, type, at } = json;
  if (typeof shot !== "string" || !patterns.shotId.test(shot) || !isText(attempt_id)) return undefined;
  if (!isCount(take) || take === 0) return undefined;
  const target = { id: shot, take, attemptId: attempt_id };
  switch (type) {
    case "submitting": {
      const { fingerprint, inputs } = json;
      if (!isText(fingerprint) || !isObject(inputs) || !isMoment(at)) return undefined;
      return { ...target, type, fingerprint, inputs, at };
    }
    case "rejected": {
      const { fingerprint, inputs } = json;
      const error = decodeError(json.error);
      if (error === undefined || !isText(fingerprint) || !isObject(inputs) || !isMoment(at)) return undefined;
      return { ...target, type, fingerprint, inputs, error, at };
    }
    case "accepted": {
      const { task_id: taskId } = json;
      return isText(taskId) ? { ...target, type, taskId } : undefined;
    }
    case "uncertain":
    case "troubled": {
      const error = decodeError(json.error);
      return error && { ...target, type, error };
    }
    case "failed": {
      const error = decodeError(json.error);
      return error && isMoment(at) ? { ...target, type, error, at } : undefined;
    }
    case "completed": {
      const { result_url: resultUrl, expires_at: expiresAt } = json;
      if (!isMoment(at)) return undefined;
      if (resultUrl !== undefined && !isText(resultUrl)) return undefined;
      if (expiresAt !== undefined && !isMoment(expiresAt)) return undefined;
      const result = resultUrl === undefined ? {} : { resultUrl };
      const expiry = expiresAt === undefined ? {} : { expiresAt };
      return { ...target, type, at, ...result, ...expiry };
    }
    case "fetched": {
      const clip = decodeClip(json.clip);
      return clip && { ...target, type, clip };
    }
    case "moved": {
      const { file } = json;
      return typeof file === "string" && patterns.clipFile.test(file) ? { ...target, type, file } : undefined;
    }
    case "in_progress":
    case "withdrawn":
    case "done":
      return { ...target, type };
    default:
      return undefined;
  }
}

function isMoment(json: JsonValue | undefined): json is number {
  return typeof json === "number" && Number.isFinite(json);
}
