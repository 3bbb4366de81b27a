import type { JsonValue } from "../../base/json.ts";
import { unreachable } from "../../base/unreachable.ts";
import { holds } from "../conditions.ts";
import { type Contract, referred } from "../contract.ts";
import type { Parameter } from "../contract-schema.ts";
import type { ContractFault } from "../parse-contract.ts";
import type { Condition } from "../rule-schema.ts";
import { checkParameter } from "./check-parameter.ts";

/** Rules that ask for nothing, for what no request can have, or that are for none. What cannot be tried out counts as possible. */
export function* ruleFaults(contract: Contract): Iterable<ContractFault> {
  const { rules } = contract;
  for (const [index, rule] of rules.entries()) {
    const { when, require, require_any: any, total } = rule;
    const path = ["rules", index];
    if (demands(require).length === 0 && any === undefined && total === undefined) {
      yield { path, message: "this rule asks for nothing" };
      continue;
    }
    if (!isPossible(contract, demands(when))) {
      yield { path: [...path, "when"], message: "no request meets this condition" };
      continue;
    }
    const choices = Object.entries(any ?? {}).map(([name, condition]) => ({ name, condition }));
    const canBeKept =
      isPossible(contract, demands(require)) &&
      (any === undefined || choices.some((one) => isPossible(contract, [...demands(require), one])));
    if (!canBeKept) {
      yield { path, message: "no request can have what this rule asks for" };
      continue;
    }
    // To ask for the contrary of `when` is how a contract forbids something.
    const own = [...demands(when), ...demands(require)];
    if (!isPossible(contract, own)) continue;
    for (const [earlier, other] of rules.slice(0, index).entries()) {
      const theirs = [...demands(other.when), ...demands(other.require)];
      if (!isWithin(when, other.when) || !isPossible(contract, theirs)) continue;
      if (isPossible(contract, [...own, ...theirs])) continue;
      yield { path, message: `no request can keep both this rule and rule ${earlier + 1}` };
    }
  }
}

/** What one parameter has to be. */
interface Demand {
  readonly name: string;
  readonly condition: Condition;
}

function demands(conditions: { readonly [name: string]: Condition } | undefined): Demand[] {
  return Object.entries(conditions ?? {}).map(([name, condition]) => ({ name, condition }));
}

/** Is one of two rules for every request that the other is for, as far as their words say so? */
function isWithin(one: Contract["rules"][number]["when"], other: Contract["rules"][number]["when"]): boolean {
  const [few, many] = [Object.entries(one), Object.entries(other)].toSorted((a, b) => a.length - b.length);
  const all = new Map(many);
  return (few ?? []).every(
    ([name, condition]) => JSON.stringify(all.get(name)) === JSON.stringify(condition),
  );
}

/** Is there, for each parameter, a value with which all demands on it hold? */
function isPossible(contract: Contract, all: readonly Demand[]): boolean {
  return [...new Set(all.map(({ name }) => name))].every((name) => {
    const spec = referred(contract, name);
    if (spec === undefined || !canBeTried(spec)) return true;
    const conditions = all.filter((one) => one.name === name).map(({ condition }) => withoutRoles(condition));
    // Of an object that a request need not have, nothing is required.
    const absent = spec.required === true && !name.includes(".") ? [] : [undefined];
    const values = candidates(spec, conditions).filter((value) => isTaken(contract, spec, value));
    return [...absent, ...values].some((own) => {
      const subject = { own, value: own ?? spec.default, roleKey: "role" };
      return conditions.every((condition) => holds(condition, subject));
    });
  });
}

/** Of texts of a form there are more than can be tried. */
function canBeTried(spec: Parameter): boolean {
  return spec.type !== "string" || spec.also === undefined;
}

/** A list that has an item of some role has an item; which roles go together is not tried out. */
function withoutRoles({ has_role, lacks_role: _lacks, ...rest }: Condition): Condition {
  return has_role === undefined ? rest : { ...rest, min_items: Math.max(1, rest.min_items ?? 0) };
}

/** No list of media is as long. */
const mostItems = 10_000;

/** Values to try: those that somebody lists, and those around every limit that somebody names. */
function candidates(spec: Parameter, conditions: readonly Condition[]): readonly JsonValue[] {
  const named = conditions.flatMap(({ is, one_of = [], not = [] }) => [
    ...(is === undefined ? [] : [is]),
    ...one_of,
    ...not,
  ]);
  switch (spec.type) {
    case "boolean":
      return [true, false];
    case "string":
      return [...(spec.enum ?? ["a"]), ...named];
    case "integer":
    case "number": {
      const limits = [spec, ...conditions].flatMap(({ min, max }) => [min, max]);
      const around = [0, ...limits, ...named].flatMap((one) =>
        typeof one === "number" ? [one - 1, one, one + 1] : [],
      );
      return [...(spec.enum ?? []), ...(spec.also ?? []), ...around];
    }
    case "list": {
      const asked = conditions.flatMap(({ min_items, max_items }) => [min_items, max_items]);
      const lengths = [0, 1, spec.min_items, spec.max_items, ...(spec.counts ?? []), ...asked];
      return lengths.flatMap((length) =>
        length === undefined || length > mostItems ? [] : [Array<JsonValue>(length).fill("item")],
      );
    }
    case "object":
      return [{ any: true }];
    case "picture":
    case "video":
    case "url":
      return ["https://example.com/a"];
    default:
      return unreachable(spec);
  }
}

/** Does the parameter take the value? Of lists and objects the content is not looked at. */
function isTaken({ model }: Contract, spec: Parameter, value: JsonValue): boolean {
  if (spec.type === "object") return true;
  const shell: Parameter =
    spec.type === "list" ? { ...spec, items: anything, max_per_role: undefined } : spec;
  return checkParameter(shell, value, { model, path: [], side: "wire" }).length === 0;
}

const anything: Parameter = { type: "string", doc: "" };
