import { isObject, type JsonObject } from "../../base/json.ts";
import type { Answered, Exchange } from "../http/exchange.ts";
import { readRetryAfter } from "../http/limits/limit-headers.ts";
import { networkCause } from "../http/network-cause.ts";
import type { Reading } from "../http/reading.ts";
import type { QueryOutcome } from "../provider.ts";
import { answerCause, jsonObjectOf, unreadableCause, wordsOf } from "./answer.ts";
import { readTask } from "./task.ts";

/** What was asked for: a task by its id, or the task of a submit by the client's own id. */
export type Asked = { readonly taskId: string } | { readonly clientId: string };

/**
 * Says what a look at a task came to. `not_found` is the API's own word only: it may release a submit of unknown outcome,
 * so no gateway's 404 may pass for it.
 */
export function queryOutcome(exchange: Exchange, asked: Asked, reading: Reading): QueryOutcome {
  const { clean, host, now } = reading;
  if (exchange.kind === "broken")
    return { kind: "unavailable", cause: networkCause(exchange.error, host, clean) };
  const { status, headers } = exchange;
  const json = jsonObjectOf(exchange);
  if (status >= 200 && status < 300) return taskOutcome(exchange, json, asked, reading);
  const words = wordsOf(json);
  const cause = answerCause(exchange, words, clean);
  const limiter = status === 503 && words.code === "rate_limit_unavailable";
  if (status === 401) return { kind: "key_refused", cause };
  if (status === 404 && saysNoSuchTask(json)) return { kind: "not_found", cause };
  if (status !== 429 && !limiter) return { kind: "unavailable", cause };
  const retryAfterMs = readRetryAfter(headers, now);
  return { kind: "limited", cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function taskOutcome(
  answer: Answered,
  json: JsonObject | undefined,
  asked: Asked,
  reading: Reading,
): QueryOutcome {
  const { clean } = reading;
  const taskId = "taskId" in asked ? asked.taskId : undefined;
  const task = json === undefined ? undefined : readTask(json, taskId, reading);
  if (task === undefined) {
    return { kind: "unavailable", cause: unreadableCause(answer, "no task in the answer", clean) };
  }
  const isOther =
    task === "mismatch" || ("clientId" in asked && (task.clientId ?? asked.clientId) !== asked.clientId);
  if (!isOther) return { kind: "task", task };
  const message = `HTTP ${answer.status}, but the answer is not about the task that was asked for`;
  return { kind: "unavailable", cause: { code: "task_mismatch", message } };
}

/**
 * The two documented forms (video-status, August 2026): the error table's code `task_not_found`, and the example
 * `{"error": {"code": 404, "message": "Task not found", "type": "not_found_error"}}`, whose message is in the account's
 * language. Gateways say `{"message": "not found"}` and the like, or speak of a route or a model.
 */
function saysNoSuchTask(json: JsonObject | undefined): boolean {
  const error = json?.error;
  if (!isObject(error)) return false;
  if (error.code === "task_not_found") return true;
  const isExample = (error.code === 404 || error.code === "404") && error.type === "not_found_error";
  return (
    isExample &&
    typeof error.message === "string" &&
    /task|任务|任務|タスク|작업|태스크/iu.test(error.message)
  );
}
