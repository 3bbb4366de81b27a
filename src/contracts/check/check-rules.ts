import type { JsonObject, JsonValue } from "../../base/json.ts";
import { allMet, isMet, isPresent } from "../conditions.ts";
import { type Contract, sentValue } from "../contract.ts";
import type { Finding } from "../finding.ts";
import type { Condition, Rule } from "../rule-schema.ts";
import { parameterName } from "../values-at.ts";

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
  const meets = ([name, condition]: [string, Condition]): boolean =>
    isMet(contract, { name, condition }, body);
  if (!allMet(contract, rule.when, body)) return undefined;
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

/** The items of a list; what is not in a list counts as one. */
function itemsOf(value: JsonValue | undefined): number {
  if (Array.isArray(value)) return value.length;
  return isPresent(value) ? 1 : 0;
}
