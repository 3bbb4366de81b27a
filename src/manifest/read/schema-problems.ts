import type * as z from "zod";
import type { JsonValue } from "../../base/json.ts";
import { type Finding, pathText } from "../../contracts/finding.ts";
import type { Problem, WantedType } from "../../diagnostics/problem.ts";

/** What zod found, as problems of this project. `known` are the keys that an unknown one may have been meant for. */
export function schemaFindings(
  error: z.ZodError,
  value: JsonValue,
  known: readonly string[] = [],
): Finding[] {
  return error.issues.flatMap((issue) => findingsOf(issue, value, known));
}

function findingsOf(issue: z.core.$ZodIssue, value: JsonValue, known: readonly string[]): Finding[] {
  const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
  const written = valueAt(value, path);
  const found = written ?? null;
  const subject = { name: pathText(path) };
  const at = (problem: Problem): Finding[] => [{ problem, path, at: "value" }];
  if (written === undefined && issue.code !== "unrecognized_keys") {
    return [{ problem: { kind: "key_missing", subject }, path: path.slice(0, -1), at: "key" }];
  }
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        problem: {
          kind: "key_unknown",
          key,
          known,
          ...(path.length === 0 && known.includes("defaults") && { hasDefaults: true }),
        },
        path: [...path, key],
        at: "key",
      }));
    case "invalid_union": {
      // What was meant is the branch of the value's own type, or else the first: "a mapping, or nothing".
      const isOfType = (branch: readonly z.core.$ZodIssue[]): boolean =>
        branch.every(({ code, path: inner }) => code !== "invalid_type" || inner.length > 0);
      const meant = issue.errors.find(isOfType) ?? issue.errors[0] ?? [];
      const ofType = meant.filter(({ code, path: inner }) => code === "invalid_type" && inner.length === 0);
      return (ofType.length > 0 ? ofType.slice(0, 1) : meant).flatMap((inner) =>
        findingsOf({ ...inner, path: [...issue.path, ...inner.path] }, value, known),
      );
    }
    case "invalid_key":
      return [{ problem: { kind: "bible_name_invalid", name: String(path.at(-1)) }, path, at: "key" }];
    case "invalid_type": {
      const wanted = wantedTypes.get(issue.expected);
      if (wanted === undefined) return at({ kind: "value_refused", subject, detail: issue.message });
      return at({ kind: "type_wrong", subject, wanted, found });
    }
    case "invalid_value":
      return at({ kind: "value_not_literal", subject, allowed: issue.values.map(String), found });
    case "too_small":
      if (issue.minimum === 1 && (issue.origin === "array" || issue.origin === "string"))
        return at({ kind: "value_empty", subject });
      return at({ kind: "value_too_small", subject, limit: issue.minimum, unit: unitOf(issue) });
    case "too_big":
      return at({ kind: "value_too_large", subject, limit: issue.maximum, unit: unitOf(issue) });
    case "invalid_format":
      return at({ kind: "value_malformed", subject });
    default:
      return at({ kind: "value_refused", subject, detail: issue.message });
  }
}

function unitOf({ origin }: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): "characters" | "none" {
  return origin === "string" ? "characters" : "none";
}

/** Zod's names of types. */
const wantedTypes: ReadonlyMap<string, WantedType> = new Map([
  ["string", "text"],
  ["number", "number"],
  ["int", "whole_number"],
  ["boolean", "boolean"],
  ["array", "list"],
  ["object", "mapping"],
  ["record", "mapping"],
]);

function valueAt(value: JsonValue, path: readonly (string | number)[]): JsonValue | undefined {
  let at: JsonValue | undefined = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}
