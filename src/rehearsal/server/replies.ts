import type { JsonValue } from "../../base/json.ts";
import type { ClipContent } from "../clips.ts";

export type ReplyHeaders = Readonly<Record<string, string>>;

/** An answer before it is sent. `content-length` is added when it is. */
export interface Reply {
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly content: ClipContent;
}

export function jsonReply(status: number, body: JsonValue, headers: ReplyHeaders = {}): Reply {
  return textReply(status, JSON.stringify(body), {
    "content-type": "application/json; charset=utf-8",
    ...headers,
  });
}

export function textReply(status: number, text: string, headers: ReplyHeaders): Reply {
  return { status, headers, content: text === "" ? [] : [Buffer.from(text, "utf8")] };
}

/** An error in the documented form, `{error: {code, message, type?}}`; code and words are the status's own unless given. */
export function errorReply(
  status: number,
  said: { readonly message?: string; readonly code?: string | number; readonly headers?: ReplyHeaders } = {},
): Reply {
  const known = documentedErrors[status];
  const error = {
    code: said.code ?? known?.code ?? status,
    message: said.message ?? known?.message ?? `HTTP ${status}`,
    ...(known?.type === undefined ? {} : { type: known.type }),
  };
  return jsonReply(status, { error }, said.headers);
}

interface DocumentedError {
  readonly code: string | number;
  readonly message: string;
  readonly type?: string;
}

/** Codes, words and types of the public documentation (video-status, async-tasks, August 2026). */
const documentedErrors: Readonly<Record<number, DocumentedError>> = {
  400: { code: "invalid_request", message: "Invalid request parameters" },
  401: {
    code: 401,
    message: "Authentication failed, please check your API key",
    type: "authentication_error",
  },
  402: { code: "insufficient_quota", message: "Insufficient balance" },
  404: { code: 404, message: "Task not found", type: "not_found_error" },
  422: { code: "content_policy_violation", message: "Content policy violation" },
  429: { code: "rate_limit_exceeded", message: "Async task request rate exceeded" },
  500: { code: "internal_error", message: "Internal server error" },
  503: {
    code: "rate_limit_unavailable",
    message: "The async task submit limiter is temporarily unavailable",
  },
};
