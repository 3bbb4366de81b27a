import type { JsonObject, JsonValue } from "../base/json.ts";
import { isObject, wordsOf } from "./answer.ts";
import { tellsModeration } from "./moderation.ts";
import type { Task, TaskStatus } from "./provider.ts";
import type { Reading } from "./reading.ts";
import { resultCandidates } from "./result-candidates.ts";

const statuses: ReadonlySet<string> = new Set(["queued", "in_progress", "completed", "failed"]);

/** A status word as a status; an unknown one (`submitted` is in the documentation once) counts as in progress. */
export function statusOf(
  value: JsonValue | undefined,
): { status: TaskStatus; unknownWord?: string } | undefined {
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const word = value.trim().toLowerCase();
  return statuses.has(word) ? { status: word as TaskStatus } : { status: "in_progress", unknownWord: word };
}

/**
 * Reads a task leniently: whatever is malformed is taken for absent, since a task that was paid for must not be lost
 * to a field. `undefined` when there is no status at all. `askedId` stands in where the answer names no id.
 */
export function readTask(json: JsonObject, askedId: string, { clean, holdsKey }: Reading): Task | undefined {
  const wrapped = json.data;
  const task = json.status === undefined && isObject(wrapped) ? wrapped : json;
  const read = statusOf(task.status);
  if (read === undefined) return undefined;
  const taskId = idOf(task);
  const [resultUrl, ...otherResultUrls] = resultCandidates(task).filter((url) => !holdsKey(url));
  const progress = progressOf(task.progress);
  const createdAt = secondsOf(task.created_at);
  const completedAt = secondsOf(task.completed_at);
  const expiresAt = secondsOf(task.expires_at);
  return {
    taskId: taskId === undefined || holdsKey(taskId) ? askedId : taskId,
    status: read.status,
    ...(read.unknownWord === undefined ? {} : { unknownWord: clean(read.unknownWord, 64) }),
    ...(progress === undefined ? {} : { progress }),
    ...(resultUrl === undefined ? {} : { resultUrl }),
    ...(otherResultUrls.length === 0 ? {} : { otherResultUrls }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(completedAt === undefined ? {} : { completedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(read.status === "failed" ? { failure: failureOf(task, clean) } : {}),
  };
}

function idOf(task: JsonObject): string | undefined {
  const value = task.id ?? task.task_id;
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^[^\p{C}\p{Z}]{1,512}$/u.test(text) ? text : undefined;
}

function progressOf(value: JsonValue | undefined): number | undefined {
  const percent = numberOf(typeof value === "string" ? value.replace(/%\s*$/, "") : value);
  return percent === undefined ? undefined : Math.min(100, Math.max(0, percent));
}

/** Unix seconds; a time in milliseconds is recognised by its size. */
function secondsOf(value: JsonValue | undefined): number | undefined {
  const time = numberOf(value);
  if (time === undefined || time <= 0) return undefined;
  return time > 1e11 ? Math.floor(time / 1000) : time;
}

function numberOf(value: JsonValue | undefined): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

function failureOf(task: JsonObject, clean: Reading["clean"]): NonNullable<Task["failure"]> {
  const words = wordsOf({ error: task.error ?? null, fail_reason: task.fail_reason ?? null });
  return {
    code: clean(words.code ?? words.type ?? "generation_failed", 64),
    message: clean(words.message ?? "The provider gives no reason."),
    moderation: tellsModeration(words),
  };
}
