import { isObject, type JsonObject, type JsonValue } from "../base/json.ts";
import type { ContractData, Parameter } from "./contract-schema.ts";

/** What one revision of one model accepts. */
export interface Contract extends ContractData {
  /** `kling-v3@2026-05`; the `model` of a job's inputs. */
  readonly id: string;
  /** Stands in for a contract that is not there: parameters that it does not name go through as written. */
  readonly unchecked?: true;
}

/** The names of a request's parameters, in the order of its body: the contract's, then what goes through as written. */
export function parameterNames(contract: Contract, given: JsonObject): readonly string[] {
  const named = Object.keys(contract.parameters);
  if (contract.unchecked !== true) return named;
  return [...named, ...Object.keys(given).filter((name) => parameterOf(contract, name) === undefined)];
}

/** The parameter of this name; own properties only, since names come from outside. */
export function parameterOf(contract: Contract, name: string): Parameter | undefined {
  return Object.hasOwn(contract.parameters, name) ? contract.parameters[name] : undefined;
}

/** The value that a contract's reference means: `duration`, or inside an object, `metadata.resolution`. */
export function sentValue(values: JsonObject, reference: string): JsonValue | undefined {
  let value: JsonValue | undefined = values;
  for (const key of reference.split(".")) {
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** Under which keys the items of a list have their picture and what it is for. */
export interface ItemKeys {
  /** Absent where the items are the pictures themselves. */
  readonly picture?: string;
  readonly role: string;
}

/** Of the list that a reference means: `{url, role}` on most models. */
export function itemKeys(contract: Contract, reference: string): ItemKeys {
  const list = referred(contract, reference);
  if (list?.type !== "list") return { role: "role" };
  const properties = list.items.type === "object" ? Object.entries(list.items.properties ?? {}) : [];
  const picture = properties.find(([, { type }]) => isMedium(type))?.[0];
  return { ...(picture !== undefined && { picture }), role: list.role_key ?? "role" };
}

function isMedium(type: Parameter["type"]): boolean {
  return type === "picture" || type === "video" || type === "url";
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
