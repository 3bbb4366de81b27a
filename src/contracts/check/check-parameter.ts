import { isObject, type JsonValue } from "../../base/json.ts";
import { nearest } from "../../base/text/suggest.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { AllowedLengths, Problem, Subject, WantedType } from "../../diagnostics/problem.ts";
import { roleOf } from "../conditions.ts";
import type { Parameter } from "../contract-schema.ts";
import { type Finding, pathText, type ValuePath } from "../finding.ts";
import { checkMedium, type Side } from "../request/media-reference.ts";

/** Everything that is wrong with one value, by its parameter's data. */
export function checkParameter(spec: Parameter, value: JsonValue, context: ParameterContext): Finding[] {
  switch (spec.type) {
    case "string":
      return checkString(spec, value, context);
    case "integer":
    case "number":
      return checkNumber(spec, value, context);
    case "boolean":
      return typeof value === "boolean" ? [] : [wrongType("boolean", value, context)];
    case "picture":
    case "video":
    case "url":
      if (typeof value !== "string") return [wrongType(spec.type, value, context)];
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
  /** Where the value is in the request body. */
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
  const subject = subjectOf(context);
  if (typeof value !== "string") return [wrongType("text", value, context)];
  if (spec.enum !== undefined && !spec.enum.includes(value) && !isOfForm(spec.also, value)) {
    const { enum: allowed, also } = spec;
    const problem = { kind: "value_not_one_of", subject, allowed, value } as const;
    return [finding(also === undefined ? problem : { ...problem, form: also.named }, context)];
  }
  if (spec.required === true && value.trim() === "") {
    return [finding({ kind: "value_empty", subject }, context)];
  }
  const length = spec.max_length === undefined ? 0 : [...value].length;
  if (spec.max_length !== undefined && length > spec.max_length) {
    return [finding({ kind: "text_too_long", subject, limit: spec.max_length, length }, context)];
  }
  return [];
}

function isOfForm(form: Spec<"string">["also"], value: string): boolean {
  return form !== undefined && new RegExp(`^(?:${form.pattern})$`, "u").test(value);
}

function checkNumber(
  spec: Spec<"integer" | "number">,
  value: JsonValue,
  context: ParameterContext,
): Finding[] {
  const wanted = spec.type === "integer" ? "whole_number" : "number";
  if (typeof value !== "number") return [wrongType(wanted, value, context)];
  if (spec.type === "integer" && !Number.isInteger(value)) return [wrongType(wanted, value, context)];
  const { enum: values, min, max, also } = spec;
  const fits =
    values === undefined ? value >= (min ?? -Infinity) && value <= (max ?? Infinity) : values.includes(value);
  if (fits || also?.includes(value) === true) return [];
  const allowed = { min, max, values, also };
  return [finding({ kind: "parameter_out_of_range", subject: subjectOf(context), allowed, value }, context)];
}

function checkObject(spec: Spec<"object">, value: JsonValue, context: ParameterContext): Finding[] {
  if (!isObject(value)) return [wrongType("mapping", value, context)];
  const owner = subjectOf(context);
  const properties = spec.properties ?? {};
  const findings: Finding[] = [];
  for (const [key, item] of Object.entries(value)) {
    const inner = { ...context, path: [...context.path, key] };
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property !== undefined) findings.push(...checkParameter(property, item, inner));
    else if (spec.open === true) findings.push(...suspect(key, Object.keys(properties), inner));
    else {
      const problem: Problem = { kind: "key_unknown", key, known: Object.keys(properties), owner };
      findings.push({ ...finding(problem, inner), at: "key" });
    }
  }
  for (const [key, property] of Object.entries(properties)) {
    if (property.required === true && !Object.hasOwn(value, key)) {
      findings.push({ ...finding({ kind: "property_missing", owner, key }, context), at: "key" });
    }
  }
  return findings;
}

/** A key that is passed on, and looks like a slip in one that the contract names. */
function suspect(key: string, known: readonly string[], context: ParameterContext): Finding[] {
  const meant = context.side === "wire" ? undefined : nearest(key, known);
  if (meant === undefined) return [];
  const owner = { ...subjectOf(context), name: pathText(placeOf(context).slice(0, -1)) };
  return [
    { ...finding({ kind: "key_suspect", key, meant, owner }, context), at: "key", severity: "warning" },
  ];
}

function checkList(spec: Spec<"list">, value: JsonValue, context: ParameterContext): Finding[] {
  if (!Array.isArray(value)) return [wrongType("list", value, context)];
  const subject = subjectOf(context);
  const findings: Finding[] = [];
  // An empty list is a mistake unless the contract says else.
  const allowed = { min: spec.min_items ?? 1, max: spec.max_items, counts: spec.counts };
  const { length } = value;
  if (!lengthFits(allowed, length)) {
    findings.push(finding({ kind: "list_length_wrong", subject, allowed, length }, context));
  }
  for (const [role, limit] of Object.entries(spec.max_per_role ?? {})) {
    const count = value.filter((item) => roleOf(item, spec.role_key) === role).length;
    if (count > limit) {
      findings.push(finding({ kind: "role_too_often", subject, role, limit, count }, context));
    }
  }
  value.forEach((item: JsonValue, index) => {
    findings.push(...checkParameter(spec.items, item, { ...context, path: [...context.path, index] }));
  });
  return findings;
}

function lengthFits({ min, max = Infinity, counts }: AllowedLengths, length: number): boolean {
  return counts === undefined ? length >= min && length <= max : counts.includes(length);
}

function subjectOf(context: ParameterContext): Subject {
  return { name: pathText(placeOf(context)), model: context.model };
}

function wrongType(wanted: WantedType, found: JsonValue, context: ParameterContext): Finding {
  return finding({ kind: "type_wrong", subject: subjectOf(context), wanted, found }, context);
}

function finding(problem: Problem, context: ParameterContext): Finding {
  return { problem, path: placeOf(context), at: "value" };
}
