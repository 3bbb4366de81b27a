import type { IncomingHttpHeaders } from "node:http";

/** What an answer says about the rate limit. */
export interface LimitSignals {
  readonly retryAfterMs?: number;
  readonly limit?: number;
  readonly remaining?: number;
  /** Unix milliseconds. */
  readonly resetAt?: number;
}

/** No server is obeyed for longer than this at a time; it is asked again. */
const longestWaitMs = 3_600_000;

/**
 * Reads `Retry-After` (seconds or an HTTP date) and the `X-RateLimit-*` headers. The documentation does not say what
 * `X-RateLimit-Reset` counts, so Unix seconds, Unix milliseconds and seconds from now are distinguished by their size.
 * Points in time are taken relative to the answer's own `Date`, so that two clocks need not agree.
 */
export function readLimitSignals(headers: IncomingHttpHeaders, now: number): LimitSignals {
  const retryAfterMs = readRetryAfter(headers, now);
  const limit = readNumber(headers["x-ratelimit-limit"]);
  const remaining = readNumber(headers["x-ratelimit-remaining"]);
  const reset = readNumber(headers["x-ratelimit-reset"]);
  return {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(reset === undefined ? {} : { resetAt: now + resetDelay(reset, headers, now) }),
  };
}

/** Milliseconds, from 0 to an hour; `undefined` where the header is absent or makes no sense. */
export function readRetryAfter(headers: IncomingHttpHeaders, now: number): number | undefined {
  const text = headers["retry-after"]?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^\d+(?:\.\d+)?$/.test(text)) return bounded(Number(text) * 1000);
  // Date.parse finds a date in almost anything, "-5" among it.
  const date = /\d:\d\d:\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : bounded(date - serverTime(headers, now));
}

function resetDelay(reset: number, headers: IncomingHttpHeaders, now: number): number {
  if (reset > 1e12) return bounded(reset - serverTime(headers, now));
  if (reset > 1e9) return bounded(reset * 1000 - serverTime(headers, now));
  return bounded(reset * 1000);
}

function serverTime(headers: IncomingHttpHeaders, now: number): number {
  const date = Date.parse(headers.date ?? "");
  return Number.isNaN(date) ? now : date;
}

function readNumber(value: string | string[] | undefined): number | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  if (text === undefined || !/^\s*\d+(?:\.\d+)?\s*$/.test(text)) return undefined;
  return Number(text);
}

function bounded(delayMs: number): number {
  return Math.min(longestWaitMs, Math.max(0, Math.ceil(delayMs)));
}
