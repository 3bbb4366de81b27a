import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import type { Reading } from "../http/reading.ts";
import type { Task, TaskStatus } from "../provider.ts";
import { wordsOf } from "./answer.ts";
import { tellsModeration } from "./moderation.ts";
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
 * Reads the task that an answer names, leniently: whatever else is malformed is taken for absent, since a task that was
 * paid for must not be lost to a field. `mismatch`: there is a status, and it is another task's or nobody's; an answer
 * belongs to the task that it names, so this one says nothing about the asked one. With `askedId` undefined (a look-up by
 * the client's own id) any named task will do. `undefined` when there is no status at all.
 */
export function readTask(
  json: JsonObject,
  askedId: string | undefined,
  { clean, holdsKey }: Reading,
): Task | "mismatch" | undefined {
  const tasks = [json, json.data].filter(isObject).filter(({ status }) => statusOf(status) !== undefined);
  if (tasks.length === 0) return undefined;
  for (const task of tasks) {
    const taskId = idsOf(task).find((id) => !holdsKey(id) && (askedId === undefined || id === askedId));
    const read = statusOf(task.status);
    if (taskId !== undefined && read !== undefined) return taskOf(task, taskId, read, { clean, holdsKey });
  }
  return "mismatch";
}

function taskOf(
  task: JsonObject,
  taskId: string,
  read: { readonly status: TaskStatus; readonly unknownWord?: string },
  { clean, holdsKey }: Pick<Reading, "clean" | "holdsKey">,
): Task {
  const [resultUrl, ...otherResultUrls] = resultCandidates(task).filter((url) => !holdsKey(url));
  const progress = progressOf(task.progress);
  const createdAt = secondsOf(task.created_at);
  const completedAt = secondsOf(task.completed_at);
  const expiresAt = secondsOf(task.expires_at);
  const clientId = textOf(task.client_business_id);
  const model = textOf(task.model);
  return {
    taskId,
    status: read.status,
    ...(read.unknownWord === undefined ? {} : { unknownWord: clean(read.unknownWord, 64) }),
    ...(progress === undefined ? {} : { progress }),
    ...(resultUrl === undefined ? {} : { resultUrl }),
    ...(otherResultUrls.length === 0 ? {} : { otherResultUrls }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(completedAt === undefined ? {} : { completedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(clientId === undefined ? {} : { clientId: clean(clientId, 128) }),
    ...(model === undefined ? {} : { model: clean(model, 128) }),
    ...(read.status === "failed" ? { failure: failureOf(task, clean) } : {}),
  };
}

/** Documented as `id`; some of the provider's own examples read `task_id`. */
function idsOf(task: JsonObject): string[] {
  return [task.id, task.task_id]
    .map((value) => (typeof value === "number" ? String(value) : value))
    .filter((id): id is string => typeof id === "string" && /^[^\p{C}\p{Z}]{1,512}$/u.test(id));
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function progressOf(value: JsonValue | undefined): number | undefined {
  const percent = numberOf(typeof value === "string" ? value.replace(/%\s*$/, "") : value);
  return percent === undefined ? undefined : Math.min(100, Math.max(0, percent));
}

/** Times of this API lie in its own days; whatever says otherwise is not a time. 2001-09-09 and 2100-01-01. */
const earliestSeconds = 1e9;
const latestSeconds = 4_102_444_800;

/**
 * Unix seconds; milliseconds, microseconds and nanoseconds are recognised by their size, and what is then outside of the
 * calendar is taken for absent: a lockfile must never hold a time that it cannot say.
 */
function secondsOf(value: JsonValue | undefined): number | undefined {
  let time = numberOf(value);
  if (time === undefined) return undefined;
  for (let unit = 0; unit < 3 && time > 1e11; unit += 1) time /= 1000;
  return time >= earliestSeconds && time <= latestSeconds ? Math.floor(time) : undefined;
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
