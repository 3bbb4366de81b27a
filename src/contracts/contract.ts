import { isObject, type JsonObject, type JsonValue } from "../base/json.ts";
import type { ContractData, Parameter } from "./contract-schema.ts";

/** What one revision of one model accepts. */
export interface Contract extends ContractData {
  /** `kling-v3@2026-05`; the `model` of a job's inputs. */
  readonly id: string;
}

/** The parameter of this name; own properties only, since names come from outside. */
export function parameterOf(contract: Contract, name: string): Parameter | undefined {
  return Object.hasOwn(contract.parameters, name) ? contract.parameters[name] : undefined;
}

/** What the provider will take for a parameter: the value sent, or else the default. */
export function effective(contract: Contract, values: JsonObject, reference: string): JsonValue | undefined {
  return sentValue(values, reference) ?? referred(contract, reference)?.default;
}

/** The value that a contract's reference means: `duration`, or inside an object, `metadata.resolution`. */
export function sentValue(values: JsonObject, reference: string): JsonValue | undefined {
  let value: JsonValue | undefined = values;
  for (const key of reference.split(".")) {
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** The parameter or property that a reference means. */
export function referred(contract: Contract, reference: string): Parameter | undefined {
  const [name = "", ...properties] = reference.split(".");
  let found = parameterOf(contract, name);
  for (const property of properties) {
    const known: { readonly [name: string]: Parameter } =
      (found?.type === "object" && found.properties) || {};
    found = Object.hasOwn(known, property) ? known[property] : undefined;
  }
  return found;
}
