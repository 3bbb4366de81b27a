import { isObject, type JsonObject } from "../../base/json.ts";
import type { SentFile } from "../http/api/multipart.ts";
import type { Exchange } from "../http/exchange.ts";
import { readRetryAfter } from "../http/limits/limit-headers.ts";
import { networkCause } from "../http/network-cause.ts";
import type { Reading } from "../http/reading.ts";
import type { UploadOutcome } from "../provider.ts";
import { answerCause, jsonObjectOf, unreadableCause, wordsOf } from "./answer.ts";

/** Statuses that another try with the same picture cannot change. */
const refusals: ReadonlySet<number> = new Set([
  400, 403, 404, 405, 411, 413, 414, 415, 422, 451, 301, 302, 303, 307, 308,
]);

/** Reads the answer of `POST /v1/uploads/images` and `/videos`. An upload costs nothing, so whatever is in doubt may be sent again. */
export function uploadOutcome(exchange: Exchange, sent: SentFile, reading: Reading): UploadOutcome {
  const { clean, host, now } = reading;
  // Whatever was answered, it was about another picture.
  if (sent.kind === "changed") {
    const message = clean(`${sent.message}; run the command again, and the picture is checked anew`);
    return { kind: "picture_changed", cause: { code: "picture_changed", message } };
  }
  if (exchange.kind === "broken") {
    const cause = networkCause(exchange.error, host, clean);
    return { kind: exchange.written ? "unavailable" : "not_sent", cause };
  }
  const { status, headers } = exchange;
  const json = jsonObjectOf(exchange);
  const words = wordsOf(json);
  if (status >= 200 && status < 300) {
    const url = urlOf(json, reading);
    if (url !== undefined && sent.kind === "whole") return { kind: "uploaded", url };
    if (url !== undefined) {
      const message = "the server answered before it had the whole file";
      return { kind: "unavailable", cause: { code: "upload_cut_short", message } };
    }
    const cause = unreadableCause(exchange, "no URL in the answer", clean);
    if (json?.success !== false) return { kind: "unavailable", cause };
    return { kind: "refused", cause: answerCause(exchange, { code: "upload_refused", ...words }, clean) };
  }
  const cause = answerCause(exchange, words, clean);
  if (status === 401) return { kind: "key_refused", cause };
  if (status === 402) return { kind: "no_balance", cause };
  if (status === 429 || (status === 503 && words.code === "rate_limit_unavailable")) {
    const retryAfterMs = readRetryAfter(headers, now);
    return { kind: "limited", cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  return { kind: refusals.has(status) ? "refused" : "unavailable", cause };
}

function urlOf(json: JsonObject | undefined, { holdsKey }: Reading): string | undefined {
  if (json === undefined || json.success === false) return undefined;
  const data = isObject(json.data) ? json.data : json;
  const url = data.url;
  if (typeof url !== "string" || holdsKey(url) || !URL.canParse(url)) return undefined;
  return /^https?:\/\//i.test(url) ? url : undefined;
}
