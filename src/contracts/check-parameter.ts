import { isObject, type JsonValue } from "../base/json.ts";
import { didYouMean, listed } from "../base/suggest.ts";
import { unreachable } from "../base/unreachable.ts";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Parameter } from "./contract-schema.ts";
import { type Finding, pathText, type ValuePath } from "./finding.ts";
import { checkMedium, type Side } from "./media-reference.ts";

/** Everything that is wrong with one value, by its parameter's data. */
export function checkParameter(spec: Parameter, value: JsonValue, context: ParameterContext): Finding[] {
  switch (spec.type) {
    case "string":
      return checkString(spec, value, context);
    case "integer":
    case "number":
      return checkNumber(spec, value, context);
    case "boolean":
      return typeof value === "boolean" ? [] : [wrongType("true or false", value, context)];
    case "picture":
    case "url":
      if (typeof value !== "string")
        return [wrongType(spec.type === "url" ? "a URL" : "a picture", value, context)];
      return checkMedium(spec, value, { path: placeOf(context), side: context.side });
    case "object":
      return checkObject(spec, value, context);
    case "list":
      return checkList(spec, value, context);
    default:
      return unreachable(spec);
  }
}

export interface ParameterContext {
  /** For messages: the contract's model name. */
  readonly model: string;
  /** Where the value stands in the request body. */
  readonly path: ValuePath;
  readonly side: Side;
  /** What the user wrote for that place, where the body is not what was written: `first_frame`. */
  readonly origin?: (path: ValuePath) => ValuePath;
}

/** The context's place in the user's own terms. */
function placeOf({ path, origin }: ParameterContext): ValuePath {
  return origin === undefined ? path : origin(path);
}

type Spec<T extends Parameter["type"]> = Extract<Parameter, { type: T }>;

function checkString(spec: Spec<"string">, value: JsonValue, context: ParameterContext): Finding[] {
  if (typeof value !== "string") {
    const hint = typeof value === "number" || typeof value === "boolean" ? "put it in quotes" : undefined;
    return [wrongType("text", value, context, hint)];
  }
  if (spec.enum !== undefined && !spec.enum.includes(value)) {
    const allowed = listed(spec.enum.map(shown));
    const hint = didYouMean(value, spec.enum);
    return [
      finding("value_invalid", `${subject(context)} is ${allowed}, not ${shown(value)}`, context, hint),
    ];
  }
  if (spec.required === true && value.trim() === "") {
    return [finding("value_invalid", `${subject(context)} is empty`, context)];
  }
  if (spec.max_length !== undefined && [...value].length > spec.max_length) {
    const message = `${subject(context)} has at most ${spec.max_length} characters, not ${[...value].length}`;
    return [finding("parameter_out_of_range", message, context)];
  }
  return [];
}

function checkNumber(
  spec: Spec<"integer" | "number">,
  value: JsonValue,
  context: ParameterContext,
): Finding[] {
  const wanted = spec.type === "integer" ? "a whole number" : "a number";
  if (typeof value !== "number") {
    const quoted = typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value));
    return [wrongType(wanted, value, context, quoted ? "leave the quotes away" : undefined)];
  }
  if (spec.type === "integer" && !Number.isInteger(value)) return [wrongType(wanted, value, context)];
  const { enum: allowed, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, also = [] } = spec;
  const fits = allowed === undefined ? value >= min && value <= max : allowed.includes(value);
  if (fits || also.includes(value)) return [];
  const limits =
    allowed === undefined ? [range(spec.min, spec.max), ...also.map(String)] : allowed.map(String);
  return [
    finding("parameter_out_of_range", `${subject(context)} is ${listed(limits)}, not ${value}`, context),
  ];
}

function checkObject(spec: Spec<"object">, value: JsonValue, context: ParameterContext): Finding[] {
  if (!isObject(value)) return [wrongType("a mapping", value, context)];
  const properties = spec.properties ?? {};
  const findings: Finding[] = [];
  for (const [key, item] of Object.entries(value)) {
    const inner = { ...context, path: [...context.path, key] };
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property !== undefined) findings.push(...checkParameter(property, item, inner));
    else if (spec.open !== true) {
      const message = `${subject(context)} has no key \`${key}\``;
      const hint = didYouMean(key, Object.keys(properties));
      findings.push({ ...finding("key_unknown", message, inner, hint), at: "key" });
    }
  }
  for (const [key, property] of Object.entries(properties)) {
    if (property.required === true && !Object.hasOwn(value, key)) {
      findings.push({
        ...finding("key_missing", `${subject(context)} lacks \`${key}\``, context),
        at: "key",
      });
    }
  }
  return findings;
}

function checkList(spec: Spec<"list">, value: JsonValue, context: ParameterContext): Finding[] {
  if (!Array.isArray(value)) {
    return [
      wrongType(
        "a list",
        value,
        context,
        typeof value === "string" ? "write it as a list: [ ... ]" : undefined,
      ),
    ];
  }
  const findings: Finding[] = [];
  const limit = brokenLength(spec, value.length);
  if (limit !== undefined) {
    findings.push(
      finding("parameter_out_of_range", `${subject(context)} has ${limit}, not ${value.length}`, context),
    );
  }
  for (const [role, most] of Object.entries(spec.max_per_role ?? {})) {
    const found = value.filter((item) => roleOf(item) === role).length;
    if (found > most) {
      const message = `${subject(context)} has at most ${most} with the role \`${role}\`, not ${found}`;
      findings.push(finding("parameter_out_of_range", message, context));
    }
  }
  value.forEach((item: JsonValue, index) => {
    findings.push(...checkParameter(spec.items, item, { ...context, path: [...context.path, index] }));
  });
  return findings;
}

/** The limit that a list of this length breaks, in words. An empty list is a mistake unless the contract says else. */
function brokenLength(
  { min_items: min = 1, max_items: max, counts }: Spec<"list">,
  length: number,
): string | undefined {
  if (counts !== undefined) {
    return counts.includes(length) ? undefined : `${listed(counts.map(String))} items`;
  }
  if (length < min) return `at least ${min} ${min === 1 ? "item" : "items"}`;
  return max !== undefined && length > max ? `at most ${max} ${max === 1 ? "item" : "items"}` : undefined;
}

/** The `role` of a list's item, where it has one. */
export function roleOf(item: JsonValue): JsonValue | undefined {
  return isObject(item) ? item.role : undefined;
}

function range(min: number | undefined, max: number | undefined): string {
  if (max === undefined) return `at least ${min ?? 0}`;
  if (min === undefined) return `at most ${max}`;
  return min === max ? String(min) : `${min} to ${max}`;
}

function subject(context: ParameterContext): string {
  return `\`${pathText(placeOf(context))}\` of ${context.model}`;
}

function shown(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

function wrongType(wanted: string, value: JsonValue, context: ParameterContext, hint?: string): Finding {
  return finding("type_wrong", `${subject(context)} is ${wanted}, not ${kindOf(value)}`, context, hint);
}

/** What a value is, in a reader's words: `the text "5"`, `a list`. */
export function kindOf(value: JsonValue): string {
  if (value === null) return "empty";
  if (typeof value === "string") return `the text ${shown(value)}`;
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "boolean") return String(value);
  return Array.isArray(value) ? "a list" : "a mapping";
}

function finding(code: DiagnosticCode, message: string, context: ParameterContext, hint?: string): Finding {
  const base: Finding = { code, message, path: placeOf(context), at: "value" };
  return hint === undefined ? base : { ...base, hint };
}
