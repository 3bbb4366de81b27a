import { STATUS_CODES } from "node:http";
import type { Cause } from "../../base/cause.ts";
import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import type { Answered } from "../http/exchange.ts";
import type { Clean } from "../http/network-cause.ts";

/** What the provider says of a failure. */
export interface Words {
  readonly code?: string;
  readonly type?: string;
  readonly message?: string;
}

/** The answer's body as a JSON object; `undefined` for anything else, an HTML page or half an answer among it. */
export function jsonObjectOf({ body }: Answered): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body.toString("utf8").replace(/^\ufeff/, ""));
    return isObject(value as JsonValue) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The provider's words, whichever way it puts them: `{error: {code, message, type}}` as documented, `{error: "text"}`,
 * `{success: false, message}` of the upload, or the fields at the top. A code may be a number.
 */
export function wordsOf(json: JsonObject | undefined): Words {
  if (json === undefined) return {};
  const { error } = json;
  const source = isObject(error) ? error : json;
  const message =
    textOf(source.message) ??
    textOf(error) ??
    textOf(json.message) ??
    textOf(json.fail_reason) ??
    textOf(source.msg);
  const code = textOf(source.code);
  const type = textOf(source.type);
  return {
    ...(code === undefined ? {} : { code }),
    ...(type === undefined ? {} : { type }),
    ...(message === undefined ? {} : { message }),
  };
}

/** The provider's own code where it has a name, otherwise `http_` and the status; its own message where it has one. */
export function answerCause(answer: Answered, words: Words, clean: Clean): Cause {
  const { status } = answer;
  const named = [words.code, words.type].find((word) => word !== undefined && /^[A-Za-z][\w.-]*$/.test(word));
  return {
    code: named === undefined ? `http_${status}` : clean(named, 64),
    message: messageOf(answer, words, clean),
  };
}

/** For an answer that had the right status and the wrong content. */
export function unreadableCause(answer: Answered, what: string, clean: Clean): Cause {
  const json = jsonObjectOf(answer);
  const said = json === undefined ? pageText(answer, clean) : (wordsOf(json).message ?? "");
  const message = `HTTP ${answer.status}, but ${what}${said === "" ? "" : `: ${said}`}`;
  return { code: json === undefined ? "invalid_json" : "invalid_answer", message: clean(message) };
}

function messageOf(answer: Answered, words: Words, clean: Clean): string {
  const said = words.message === undefined ? "" : clean(words.message);
  if (said !== "") return said;
  const { status, headers } = answer;
  const name = `HTTP ${status} ${STATUS_CODES[status] ?? ""}`.trim();
  if (status >= 300 && status < 400 && headers.location !== undefined) {
    return clean(`${name}: the API redirects to ${withoutQuery(headers.location)}; is the base URL right?`);
  }
  const text = pageText(answer, clean);
  return text === "" ? name : clean(`${name}: ${text}`);
}

/** The title of an HTML page, or the beginning of any other text. */
function pageText({ body }: Answered, clean: Clean): string {
  const text = body.subarray(0, 8192).toString("utf8");
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1];
  return clean(title ?? (/^\s*[<{[]/.test(text) ? "" : text), 160);
}

function withoutQuery(location: string): string {
  return location.split(/[?#]/, 1)[0] ?? "";
}

function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
