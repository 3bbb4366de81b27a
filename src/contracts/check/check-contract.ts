import { unreachable } from "../../base/unreachable.ts";
import { wordsOf } from "../../diagnostics/words.ts";
import { type Contract, referred } from "../contract.ts";
import type { Parameter } from "../contract-schema.ts";
import type { ContractFault } from "../parse-contract.ts";
import { checkParameter } from "./check-parameter.ts";
import { placeFaults } from "./place-faults.ts";
import { ruleFaults } from "./rule-faults.ts";

/**
 * What does not go together in a contract that has the right form: defaults outside of their limits, tables with values that
 * their parameter cannot have, places that cannot take what goes there, rules that no request can keep.
 */
export function checkContract(contract: Contract): readonly ContractFault[] {
  return [
    ...Object.entries(contract.parameters).flatMap(([name, spec]) => [
      ...parameterFaults(contract, spec, ["parameters", name]),
    ]),
    ...placeFaults(contract),
    ...tableFaults(contract),
    ...ruleFaults(contract),
  ];
}

type Path = ContractFault["path"];

function* parameterFaults(contract: Contract, spec: Parameter, path: Path): Iterable<ContractFault> {
  if (spec.default !== undefined) {
    const context = { model: contract.model, path: [path.at(-1) ?? ""], side: "wire" } as const;
    for (const { problem } of checkParameter(spec, spec.default, context)) {
      const message = `the default is not allowed: ${wordsOf(problem).message}`;
      yield { path: [...path, "default"], message };
    }
  }
  switch (spec.type) {
    case "integer":
    case "number":
      if (isAbove(spec.min, spec.max)) yield { path: [...path, "min"], message: "`min` is above `max`" };
      break;
    case "list":
      if (isAbove(spec.min_items, spec.max_items))
        yield { path: [...path, "min_items"], message: "`min_items` is above `max_items`" };
      yield* parameterFaults(contract, spec.items, [...path, "items"]);
      break;
    case "object":
      for (const [name, inner] of Object.entries(spec.properties ?? {}))
        yield* parameterFaults(contract, inner, [...path, "properties", name]);
      break;
    case "string":
    case "boolean":
    case "picture":
    case "video":
    case "url":
      break;
    default:
      unreachable(spec);
  }
}

function isAbove(low: number | undefined, high: number | undefined): boolean {
  return low !== undefined && high !== undefined && low > high;
}

/** Tables of `output` and `billing` that name values which their parameter does not have. */
function* tableFaults(contract: Contract): Iterable<ContractFault> {
  const { output, billing } = contract;
  if (typeof output.short_side !== "number") {
    const { parameter, values } = output.short_side;
    for (const value of Object.keys(values))
      yield* strangeValue(contract, { parameter, value }, ["output", "short_side", "values", value]);
  }
  for (const key of Object.keys(output.sizes?.values ?? {})) {
    const path = ["output", "sizes", "values", key];
    const parameters = output.sizes?.parameters ?? [];
    const values = key.split(" ");
    if (values.length !== parameters.length) {
      yield {
        path,
        message: `${values.length} values, and ${parameters.length} parameters that they belong to`,
      };
      continue;
    }
    for (const [index, parameter] of parameters.entries())
      yield* strangeValue(contract, { parameter, value: values[index] ?? "" }, path);
  }
  for (const value of output.seconds.auto) {
    const { parameter } = output.seconds;
    const path = ["output", "seconds", "auto"];
    if (parameter !== undefined) yield* strangeValue(contract, { parameter, value: String(value) }, path);
  }
  for (const [index, part] of billing.entries()) {
    if (typeof part === "string" || !("parameter" in part)) continue;
    for (const value of Object.keys(part.values ?? {}))
      yield* strangeValue(contract, { parameter: part.parameter, value }, [
        "billing",
        index,
        "values",
        value,
      ]);
  }
}

function* strangeValue(
  contract: Contract,
  { parameter, value }: { readonly parameter: string; readonly value: string },
  path: Path,
): Iterable<ContractFault> {
  const spec = referred(contract, parameter);
  if (spec === undefined || canBe(contract, spec, value)) return;
  yield { path, message: `\`${parameter}\` cannot be ${value}` };
}

/** Tables write every value as a text. */
function canBe({ model }: Contract, spec: Parameter, text: string): boolean {
  if (spec.type === "boolean") return text === "true" || text === "false";
  const value = spec.type === "integer" || spec.type === "number" ? Number(text) : text;
  return checkParameter(spec, value, { model, path: [], side: "wire" }).length === 0;
}
