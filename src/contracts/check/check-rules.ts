import type { JsonObject, JsonValue } from "../../base/json.ts";
import { type Contract, effective, itemKeys, sentValue } from "../contract.ts";
import type { Condition, Rule } from "../contract-schema.ts";
import type { Finding } from "../finding.ts";
import { parameterName } from "../values-at.ts";
import { roleOf } from "./check-parameter.ts";

/** The cross-field rules that a request body breaks; rules about `faulty` parameters are left out. */
export function checkRules(
  contract: Contract,
  body: JsonObject,
  faulty: ReadonlySet<string> = new Set(),
): Finding[] {
  return contract.rules.flatMap((rule) => {
    if (faulty.size > 0 && namesOf(rule).some((name) => faulty.has(parameterName(name)))) return [];
    const culprits = brokenBy(contract, rule, body);
    if (culprits === undefined) return [];
    // The place to show: what the rule limits, if the user wrote it, or else what made the rule apply.
    const field = [...culprits, ...Object.keys(rule.when)].find(
      (name) => sentValue(body, name) !== undefined,
    );
    const { message, hint } = rule;
    return [
      {
        problem: { kind: "rule_broken", message, ...(hint !== undefined && { hint }) },
        path: field === undefined ? [] : field.split("."),
        at: field === undefined ? "key" : "value",
      },
    ];
  });
}

function namesOf({ when, require, require_any, total }: Rule): string[] {
  return [when, require ?? {}, require_any ?? {}]
    .flatMap((part) => Object.keys(part))
    .concat(total?.of ?? []);
}

/** The parameters that break the rule; `undefined` where it holds. */
function brokenBy(contract: Contract, rule: Rule, body: JsonObject): readonly string[] | undefined {
  const meets = ([name, condition]: [string, Condition]): boolean => {
    return holds(condition, {
      own: sentValue(body, name),
      value: effective(contract, body, name),
      roleKey: itemKeys(contract, name).role,
    });
  };
  if (!Object.entries(rule.when).every(meets)) return undefined;
  const unmet = Object.entries(rule.require ?? {}).filter((entry) => !meets(entry));
  if (unmet.length > 0) return unmet.map(([name]) => name);
  if (rule.require_any !== undefined && !Object.entries(rule.require_any).some(meets))
    return Object.keys(rule.require_any);
  if (rule.total !== undefined) {
    const { of, max } = rule.total;
    if (of.reduce((sum, name) => sum + itemsOf(sentValue(body, name)), 0) > max)
      return of.filter((name) => itemsOf(sentValue(body, name)) > 0);
  }
  return undefined;
}

export interface Subject {
  /** What the request has. */
  readonly own: JsonValue | undefined;
  /** The same with the default behind it. */
  readonly value: JsonValue | undefined;
  readonly roleKey: string;
}

/** Does a condition hold for a value? */
export function holds(condition: Condition, { own, value, roleKey }: Subject): boolean {
  const { present, is, one_of, not, min, max, min_items, max_items, has_role, lacks_role } = condition;
  const items = Array.isArray(own) ? own : [];
  const hasAny = (roles: readonly string[]): boolean =>
    items.some((item) => {
      const role = roleOf(item, roleKey);
      return typeof role === "string" && roles.includes(role);
    });
  if (present !== undefined && present !== isPresent(own)) return false;
  if (is !== undefined && value !== is) return false;
  if (one_of !== undefined && !one_of.some((allowed) => allowed === value)) return false;
  if (not?.some((refused) => refused === value) === true) return false;
  if (min !== undefined && !(typeof value === "number" && value >= min)) return false;
  if (max !== undefined && !(typeof value === "number" && value <= max)) return false;
  if (min_items !== undefined && items.length < min_items) return false;
  if (max_items !== undefined && items.length > max_items) return false;
  if (has_role !== undefined && !hasAny(has_role)) return false;
  if (lacks_role !== undefined && hasAny(lacks_role)) return false;
  return true;
}

/** An empty list or text is as good as absent. */
export function isPresent(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return false;
  return typeof value === "string" || Array.isArray(value) ? value.length > 0 : true;
}

/** The items of a list; what is not in a list counts as one. */
function itemsOf(value: JsonValue | undefined): number {
  if (Array.isArray(value)) return value.length;
  return isPresent(value) ? 1 : 0;
}
