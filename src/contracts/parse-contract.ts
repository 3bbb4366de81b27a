import type * as z from "zod";
import { failure, type Result, success } from "../base/result.ts";
import { billingKeys } from "./billing-keys.ts";
import { type Contract, referred } from "./contract.ts";
import { contractSchema, type Parameter } from "./contract-schema.ts";

/** A contract that breaks the contract schema: where, as a path of keys, and why. */
export interface ContractFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Checks contract data, as parsed from its YAML, and what the schema cannot say: that names fit together. */
export function parseContract(data: unknown): Result<Contract, readonly ContractFault[]> {
  const parsed = contractSchema.safeParse(data);
  if (!parsed.success) {
    return failure(parsed.error.issues.flatMap(faultsOf));
  }
  const contract: Contract = { ...parsed.data, id: `${parsed.data.model}@${parsed.data.revision}` };
  const faults = [
    ...strangers(contract),
    ...unsettledDefaults(contract),
    ...ambiguousNames(contract),
    ...strangePrices(contract),
  ];
  return faults.length > 0 ? failure(faults) : success(contract);
}

function faultsOf(issue: z.core.$ZodIssue): ContractFault[] {
  const path = issue.path.map(plainKey);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: [...path, key], message: "a contract has no such key here" }));
  const { message } = issue;
  return [{ path, message: message.charAt(0).toLowerCase() + message.slice(1) }];
}

function plainKey(key: PropertyKey): string | number {
  return typeof key === "symbol" ? String(key) : key;
}

/** Names in rules, frames, output and billing that are not parameters of the contract. */
function strangers(contract: Contract): ContractFault[] {
  const { rules, frames, references, negative_prompt, output, billing } = contract;
  const named: { path: (string | number)[]; names: (string | undefined)[] }[] = [
    ...rules.map((rule, index) => ({
      path: ["rules", index],
      names: [rule.when, rule.require ?? {}, rule.require_any ?? {}]
        .flatMap((part) => Object.keys(part))
        .concat(rule.total?.of ?? []),
    })),
    {
      path: ["output"],
      names: [
        typeof output.short_side === "number" ? undefined : output.short_side.parameter,
        ...(output.sizes?.parameters ?? []),
        output.aspect_ratio.parameter,
        ...output.aspect_ratio.taken_from,
        output.seconds.parameter,
        ...output.seconds.taken_from,
        typeof output.audio === "object" ? output.audio.parameter : undefined,
      ],
    },
    {
      path: ["billing"],
      names: billing.map((part) =>
        typeof part === "string" ? undefined : "parameter" in part ? part.parameter : part.when_present,
      ),
    },
  ];
  if (references !== undefined) {
    named.push({
      path: ["references"],
      names: [references.parameter, ...Object.keys(references.with ?? {})],
    });
  }
  named.push({ path: ["billed_beside"], names: Object.keys(contract.billed_beside ?? {}) });
  named.push(
    ...withDefaults(contract).map(({ path, parameter }) => ({
      path: [...path, "defaults"],
      names: (parameter.defaults ?? []).flatMap(({ when }) => Object.keys(when)),
    })),
  );
  named.push({ path: ["negative_prompt"], names: [negative_prompt] });
  named.push({ path: ["placeholders"], names: contract.placeholders.map(({ list }) => list) });
  if (frames !== undefined) {
    const names = frames.encoding === "fields" ? [frames.first_frame, frames.last_frame] : [frames.parameter];
    named.push({ path: ["frames"], names: [...names, ...Object.keys(frames.with ?? {})] });
  }
  return named.flatMap(({ path, names }) =>
    names
      .filter((name) => name !== undefined && referred(contract, name) === undefined)
      .filter((name) => name !== "first_frame" || frames === undefined)
      .map((name) => ({ path, message: `\`${name}\` is not a parameter of this contract` })),
  );
}

interface PlacedParameter {
  readonly path: readonly string[];
  readonly parameter: Parameter;
}

/** The parameters, and properties of them, whose default depends on others. */
function withDefaults({ parameters }: Contract): readonly PlacedParameter[] {
  const inside = (
    own: { readonly [name: string]: Parameter },
    path: readonly string[],
  ): readonly PlacedParameter[] =>
    Object.entries(own).flatMap(([name, parameter]) => {
      const at = [...path, name];
      const inner =
        parameter.type === "object" ? inside(parameter.properties ?? {}, [...at, "properties"]) : [];
      return parameter.defaults === undefined ? inner : [{ path: at, parameter }, ...inner];
    });
  return inside(parameters, ["parameters"]);
}

/** A default that hangs on another such default could hang on itself. */
function unsettledDefaults(contract: Contract): ContractFault[] {
  return withDefaults(contract).flatMap(({ path, parameter }) => {
    const two: ContractFault[] =
      parameter.default === undefined
        ? []
        : [{ path, message: "`default` and `defaults` do not go together: leave one away" }];
    const names = (parameter.defaults ?? []).flatMap(({ when }) => Object.keys(when));
    const unsettled = names.filter((name) => referred(contract, name)?.defaults !== undefined);
    return [
      ...two,
      ...unsettled.map((name) => ({
        path: [...path, "defaults"],
        message: `\`${name}\` has a default that depends on others itself`,
      })),
    ];
  });
}

/** Another name that is a parameter itself would hide it. */
function ambiguousNames({ parameters }: Contract): ContractFault[] {
  return Object.entries(parameters).flatMap(([name, { synonyms = [] }]) =>
    synonyms
      .filter((synonym) => Object.hasOwn(parameters, synonym))
      .map((synonym) => ({
        path: ["parameters", name, "synonyms"],
        message: `\`${synonym}\` is a parameter of this contract itself`,
      })),
  );
}

/** A price under a key that no clip of the model is billed as would never be shown. */
function strangePrices(contract: Contract): ContractFault[] {
  const { listed, isOpen } = billingKeys(contract);
  if (isOpen) return [];
  return Object.keys(contract.documented_prices?.per_second ?? {})
    .filter((key) => !listed.includes(key))
    .map((key) => ({
      path: ["documented_prices", "per_second", key],
      message: `no clip of this contract is billed as \`${key}\``,
    }));
}
