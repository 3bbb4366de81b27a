import type * as z from "zod";
import type { JsonValue } from "../base/json.ts";
import { didYouMean, listed } from "../base/suggest.ts";
import { kindOf } from "../contracts/check-parameter.ts";
import { type Finding, pathText } from "../contracts/finding.ts";
import type { DiagnosticCode } from "../diagnostics/codes.ts";

/** What zod found, in this project's words and codes. `known` are the keys that a stranger may have been meant for. */
export function schemaFindings(
  error: z.ZodError,
  value: JsonValue,
  known: readonly string[] = [],
): Finding[] {
  return error.issues.flatMap((issue) => findingsOf(issue, value, known));
}

function findingsOf(issue: z.core.$ZodIssue, value: JsonValue, known: readonly string[]): Finding[] {
  const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
  const found = valueAt(value, path);
  const name = path.length === 0 ? "this" : `\`${pathText(path)}\``;
  const say = (code: DiagnosticCode, message: string, hint?: string): Finding[] => {
    const finding: Finding = { code, message, path, at: "value" };
    return [hint === undefined ? finding : { ...finding, hint }];
  };
  if (found === undefined && issue.code !== "unrecognized_keys") {
    return [{ code: "key_missing", message: `${name} is missing`, path: path.slice(0, -1), at: "key" }];
  }
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => {
        const finding: Finding = {
          code: "key_unknown",
          message: `there is no key \`${key}\` here`,
          path: [...path, key],
          at: "key",
        };
        const hint = didYouMean(key, known);
        return hint === undefined ? finding : { ...finding, hint };
      });
    case "invalid_union": {
      // All unions here are "a mapping, or nothing": the first branch is what was meant.
      const [meant = []] = issue.errors;
      const kind = meant.find(({ code, path: inner }) => code === "invalid_type" && inner.length === 0);
      if (kind !== undefined)
        return say("type_wrong", `${name} is ${wanted(kind)}, not ${kindOf(found ?? null)}`);
      return meant.flatMap((inner) =>
        findingsOf({ ...inner, path: [...issue.path, ...inner.path] }, value, known),
      );
    }
    case "invalid_type":
      return say(
        "type_wrong",
        `${name} is ${wanted(issue)}, not ${kindOf(found ?? null)}`,
        typeHint(issue, found),
      );
    case "invalid_value":
      return say(
        "value_invalid",
        `${name} is ${listed(issue.values.map(String))}, not ${kindOf(found ?? null)}`,
      );
    case "too_small":
    case "too_big":
      return say("value_invalid", `${name} is ${limit(issue)}`);
    case "invalid_format":
      return say("value_invalid", `${name} does not have the right form`);
    default:
      return say("value_invalid", `${name}: ${issue.message}`);
  }
}

function limit(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const unit = issue.origin === "string" ? " characters" : "";
  return issue.code === "too_small" ? `at least ${issue.minimum}${unit}` : `at most ${issue.maximum}${unit}`;
}

function wanted(issue: z.core.$ZodIssue): string {
  const expected = issue.code === "invalid_type" ? issue.expected : "";
  const words: Readonly<Record<string, string>> = {
    string: "text",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    array: "a list",
    object: "a mapping",
    record: "a mapping",
    never: "not allowed here",
  };
  return Object.hasOwn(words, expected) ? (words[expected] ?? expected) : expected;
}

function typeHint(issue: z.core.$ZodIssueInvalidType, found: JsonValue | undefined): string | undefined {
  if (issue.expected === "string" && typeof found === "number") return "put it in quotes";
  return undefined;
}

function valueAt(value: JsonValue, path: readonly (string | number)[]): JsonValue | undefined {
  let at: JsonValue | undefined = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}
