import { answerCause, jsonObjectOf, unreadableCause, wordsOf } from "./answer.ts";
import type { Exchange } from "./exchange.ts";
import { readRetryAfter } from "./limit-headers.ts";
import { networkCause } from "./network-cause.ts";
import type { QueryOutcome } from "./provider.ts";
import type { Reading } from "./reading.ts";
import { readTask } from "./task.ts";

/**
 * Says what a look at a task came to. `not_found` is the API's own word only, with a JSON body: it may release a
 * submit of unknown outcome, so a proxy's error page must not pass for it.
 */
export function queryOutcome(exchange: Exchange, askedId: string, reading: Reading): QueryOutcome {
  const { clean, host, now } = reading;
  if (exchange.kind === "broken")
    return { kind: "unavailable", cause: networkCause(exchange.error, host, clean) };
  const { status, headers } = exchange;
  const json = jsonObjectOf(exchange);
  if (status >= 200 && status < 300) {
    const task = json === undefined ? undefined : readTask(json, askedId, reading);
    if (task !== undefined) return { kind: "task", task };
    return { kind: "unavailable", cause: unreadableCause(exchange, "no task in the answer", clean) };
  }
  const words = wordsOf(json);
  const cause = answerCause(exchange, words, clean);
  const limiter = status === 503 && words.code === "rate_limit_unavailable";
  if (status === 401) return { kind: "key_refused", cause };
  if (status === 404 && json !== undefined) return { kind: "not_found", cause };
  if (status !== 429 && !limiter) return { kind: "unavailable", cause };
  const retryAfterMs = readRetryAfter(headers, now);
  return { kind: "limited", cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
