import { isObject, type JsonObject } from "../../base/json.ts";
import type { Answered, Exchange } from "../http/exchange.ts";
import { readLimitSignals, readRetryAfter } from "../http/limits/limit-headers.ts";
import { networkCause } from "../http/network-cause.ts";
import type { Reading } from "../http/reading.ts";
import type { SubmitOutcome } from "../provider.ts";
import { answerCause, jsonObjectOf, unreadableCause, type Words, wordsOf } from "./answer.ts";
import { tellsModeration } from "./moderation.ts";
import { statusOf } from "./task.ts";

/**
 * Statuses by which a server says that it did not take the request up. Those that are absent leave doubt: 408 and 499
 * come from time-outs in between, 409 may mean that the task is there already, 425 that it is deferred.
 */
const refusals: ReadonlySet<number> = new Set([
  400, 403, 404, 405, 406, 410, 411, 413, 414, 415, 422, 431, 451,
]);

/**
 * Redirects that ask for the same request at another place, so it was not carried out here. 302 and 303 are also how
 * an application answers a POST that it has carried out. No redirect is followed: the key and the order stay here.
 */
const movedElsewhere: ReadonlySet<number> = new Set([301, 307, 308]);

const limiterCodes: ReadonlySet<string> = new Set(["rate_limit_unavailable", "rate_limit_exceeded"]);
const quotaCodes: ReadonlySet<string> = new Set([
  "insufficient_quota",
  "insufficient_user_quota",
  "insufficient_balance",
]);

/** Says what a submit came to, as far as it can be known. In doubt: `unknown`, which nothing sends again by itself. */
export function submitOutcome(exchange: Exchange, reading: Reading): SubmitOutcome {
  if (exchange.kind === "broken") {
    const cause = networkCause(exchange.error, reading.host, reading.clean);
    return { kind: exchange.written ? "unknown" : "not_sent", cause };
  }
  const json = jsonObjectOf(exchange);
  if (exchange.status >= 200 && exchange.status < 300) return accepted(exchange, json, reading);
  return turnedDown(exchange, wordsOf(json), reading);
}

function accepted(
  answer: Answered,
  json: JsonObject | undefined,
  { clean, holdsKey, now }: Reading,
): SubmitOutcome {
  const taskId = taskIdOf(json);
  if (json === undefined || taskId === undefined || holdsKey(taskId)) {
    return { kind: "unknown", cause: unreadableCause(answer, "no task id in the answer", clean) };
  }
  const status = statusOf(json.status)?.status ?? "queued";
  const { remaining } = readLimitSignals(answer.headers, now);
  return { kind: "accepted", taskId, status, ...(remaining === undefined ? {} : { remaining }) };
}

function turnedDown(answer: Answered, words: Words, { clean, now }: Reading): SubmitOutcome {
  const { status } = answer;
  const cause = answerCause(answer, words, clean);
  const code = words.code ?? "";
  const refusal = refusals.has(status) || status === 402 || status === 429;
  if (status === 401 || (status === 403 && words.type === "authentication_error"))
    return { kind: "key_refused", cause };
  if (status === 402 || (refusal && quotaCodes.has(code))) return { kind: "no_balance", cause };
  if (status === 429 || (status === 503 && limiterCodes.has(code))) {
    const retryAfterMs = readRetryAfter(answer.headers, now);
    return { kind: "limited", cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  if (movedElsewhere.has(status)) return { kind: "refused", moderation: false, cause };
  if (!refusal) return { kind: "unknown", cause };
  return { kind: "refused", moderation: tellsModeration(words) || isBare422(status, words), cause };
}

/** 422 is documented as the content policy's status, so it is moderation unless its code says something else. */
function isBare422(status: number, { code }: Words): boolean {
  return status === 422 && (code === undefined || code === "422");
}

/** Documented at the top; some of the provider's own examples read `task_id`, and gateways wrap answers in `data`. */
function taskIdOf(json: JsonObject | undefined): string | undefined {
  if (json === undefined) return undefined;
  const places = isObject(json.data) ? [json, json.data] : [json];
  for (const place of places) {
    for (const value of [place.id, place.task_id]) {
      const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
      if (typeof text === "string" && /^[^\p{C}\p{Z}]{1,512}$/u.test(text)) return text;
    }
  }
  return undefined;
}
