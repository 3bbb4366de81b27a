import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { visibleText } from "../../base/text/visible-text.ts";
import type { CommandEnd } from "../command-line.ts";

/**
 * Why a tool has no answer, as `{"error": ...}`: a stable code, a message, mostly a hint, and what helps beside them, such as
 * `diagnostics`. Never a stack trace.
 */
export type ToolError = JsonObject & { readonly code: string; readonly message: string };

/** The one object that a command printed; or what it said in place of it. */
export function answerOf(end: CommandEnd): Result<JsonObject, ToolError> {
  const value = parsed(end.output);
  if (value === undefined) return failure(bugError(end.complaint));
  return errorIn(value) ?? success(value);
}

/** What a line says is wrong, where that is what it is for. */
export function errorIn(line: JsonObject): { readonly ok: false; readonly error: ToolError } | undefined {
  const { error, refused } = line;
  // Events have a type; theirs is about one shot.
  if (line.type === undefined && isObject(error)) return failure(errorFrom(error, error.code));
  if (isObject(refused)) return failure(errorFrom(refused, refused.reason));
  if (line.type === "refused") return failure(errorFrom(line, line.reason));
  return undefined;
}

function errorFrom(source: JsonObject, code: JsonValue | undefined): ToolError {
  const { message, hint, diagnostics } = source;
  return {
    code: String(code),
    message: String(message),
    ...(typeof hint === "string" && { hint }),
    ...(Array.isArray(diagnostics) && diagnostics.length > 0 && { diagnostics }),
  };
}

/** @param complaint what is shown of it is its first line */
export function bugError(complaint: string): ToolError {
  const [line = ""] = complaint.split("\n");
  return {
    code: "bug",
    message: line === "" ? "This is a bug in dailies." : visibleText(line),
    hint: "What was submitted is on record.",
  };
}

/** One line of JSON; `undefined` for anything else. */
export function parsed(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
