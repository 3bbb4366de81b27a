import { type Contract, referred } from "../contract.ts";
import type { Parameter } from "../contract-schema.ts";
import type { ContractFault } from "../parse-contract.ts";
import type { Condition } from "../rule-schema.ts";
import { checkParameter } from "./check-parameter.ts";

/** Where a contract sends frames, references and the like to a parameter that cannot take them, or names a role that its list has not. */
export function* placeFaults(contract: Contract): Iterable<ContractFault> {
  const { references, negative_prompt, placeholders, output } = contract;
  yield* frameFaults(contract);
  if (references !== undefined) {
    const { parameter, role } = references;
    const path = ["references", "parameter"];
    const spec = referred(contract, parameter);
    if (spec?.type !== "list" || !takesPictures(spec)) yield wrong(path, parameter, "a list of pictures");
    else if (role !== undefined) yield* strangeRoles(spec, [role], ["references", "role"]);
    for (const [name, value] of Object.entries(references.with ?? {})) {
      const other = referred(contract, name);
      const context = { model: contract.model, path: [], side: "wire" } as const;
      if (other !== undefined && checkParameter(other, value, context).length > 0)
        yield { path: ["references", "with", name], message: `\`${name}\` cannot be ${String(value)}` };
    }
  }
  if (negative_prompt !== undefined && referred(contract, negative_prompt)?.type !== "string")
    yield wrong(["negative_prompt"], negative_prompt, "a text");
  for (const [index, { list }] of placeholders.entries())
    if (referred(contract, list)?.type !== "list")
      yield wrong(["placeholders", index, "list"], list, "a list");
  const { audio } = output;
  if (typeof audio === "object" && referred(contract, audio.parameter)?.type !== "boolean")
    yield wrong(["output", "audio", "parameter"], audio.parameter, "`true` or `false`");
  yield* ruleRoles(contract);
}

type Path = ContractFault["path"];

function wrong(path: Path, reference: string, wanted: string): ContractFault {
  return { path, message: `\`${reference}\` is not ${wanted}` };
}

function* frameFaults(contract: Contract): Iterable<ContractFault> {
  const { frames } = contract;
  if (frames === undefined) return;
  if (frames.encoding === "fields") {
    for (const key of ["first_frame", "last_frame"] as const) {
      const reference = frames[key];
      const spec = reference === undefined ? undefined : referred(contract, reference);
      if (reference !== undefined && !takesPictures(spec))
        yield wrong(["frames", key], reference, "a picture");
    }
    return;
  }
  const spec = referred(contract, frames.parameter);
  if (spec?.type !== "list" || !takesPictures(spec)) {
    yield wrong(["frames", "parameter"], frames.parameter, "a list of pictures");
  } else if (frames.encoding === "roles") {
    for (const key of ["first_frame", "last_frame"] as const) {
      const role = frames[key];
      if (role !== undefined) yield* strangeRoles(spec, [role], ["frames", key]);
    }
  }
}

/** A picture, or a list or an object of some. */
function takesPictures(spec: Parameter | undefined): boolean {
  if (spec?.type === "list") return takesPictures(spec.items);
  if (spec?.type === "object") return Object.values(spec.properties ?? {}).some(takesPictures);
  return spec?.type === "picture" || spec?.type === "url";
}

type List = Extract<Parameter, { type: "list" }>;

/** Roles that no item of the list can have. */
function* strangeRoles(list: List, roles: readonly string[], path: Path): Iterable<ContractFault> {
  const key = list.role_key ?? "role";
  const properties = list.items.type === "object" ? list.items.properties : undefined;
  const spec = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
  if (spec?.type !== "string" || spec.enum === undefined || spec.also !== undefined) return;
  for (const role of roles)
    if (!spec.enum.includes(role)) yield { path, message: `no item has the role \`${role}\`` };
}

/** Roles in rules and in `max_per_role`. */
function* ruleRoles(contract: Contract): Iterable<ContractFault> {
  for (const [name, spec] of Object.entries(contract.parameters)) {
    if (spec.type === "list" && spec.max_per_role !== undefined)
      yield* strangeRoles(spec, Object.keys(spec.max_per_role), ["parameters", name, "max_per_role"]);
  }
  for (const [index, rule] of contract.rules.entries()) {
    for (const part of ["when", "require", "require_any"] as const) {
      for (const [name, { has_role = [], lacks_role = [] }] of conditionsOf(rule[part])) {
        const spec = referred(contract, name);
        if (spec?.type === "list")
          yield* strangeRoles(spec, [...has_role, ...lacks_role], ["rules", index, part, name]);
      }
    }
  }
}

function conditionsOf(conditions: { readonly [name: string]: Condition } | undefined): [string, Condition][] {
  return Object.entries(conditions ?? {});
}
