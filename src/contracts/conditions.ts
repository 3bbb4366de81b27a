import { isObject, type JsonObject, type JsonValue } from "../base/json.ts";
import { type Contract, itemKeys, referred, sentValue } from "./contract.ts";
import type { Condition, Conditions } from "./rule-schema.ts";

/** What the provider will take for a parameter: the value sent, or else the default. */
export function effective(contract: Contract, values: JsonObject, reference: string): JsonValue | undefined {
  const sent = sentValue(values, reference);
  if (sent !== undefined && sent !== null) return sent;
  const parameter = referred(contract, reference);
  const conditional = parameter?.defaults?.find(({ when }) => allMet(contract, when, values));
  return conditional?.value ?? parameter?.default;
}

/** Do all of these hold for a request? */
export function allMet(contract: Contract, conditions: Conditions, values: JsonObject): boolean {
  return Object.entries(conditions).every(([name, condition]) =>
    isMet(contract, { name, condition }, values),
  );
}

/** Does this hold for one parameter of a request? */
export function isMet(
  contract: Contract,
  { name, condition }: { readonly name: string; readonly condition: Condition },
  values: JsonObject,
): boolean {
  return holds(condition, {
    own: sentValue(values, name),
    value: effective(contract, values, name),
    roleKey: itemKeys(contract, name).role,
  });
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

/** What a list's item is for, where it says so. */
export function roleOf(item: JsonValue, key = "role"): JsonValue | undefined {
  return isObject(item) && Object.hasOwn(item, key) ? item[key] : undefined;
}
