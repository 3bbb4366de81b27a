import { unreachable } from "../base/unreachable.ts";
import type { Contract } from "./contract.ts";
import { referred } from "./contract.ts";
import type { Parameter } from "./contract-schema.ts";

/** Every key that clips of a contract can be billed as, such as `kling-v3 1080P+Sound`. */
export interface BillingKeys {
  readonly listed: readonly string[];
  /** A part of the key is free text or a number, so that keys beyond those listed are possible. */
  readonly isOpen: boolean;
}

/** The keys that `billingOf` can give for requests of this contract. */
export function billingKeys(contract: Contract): BillingKeys {
  const parts = partsOf(contract);
  const keys = parts
    .reduce<readonly string[]>(
      (heads, { texts }) => heads.flatMap((head) => texts.map((text) => head + text)),
      [""],
    )
    .map((key) => (key.trim() === "" ? contract.model : `${contract.model} ${key.trim()}`));
  return { listed: [...new Set(keys)], isOpen: parts.some(({ isOpen }) => isOpen) };
}

/**
 * The same in short, behind the model's name: `720P|1080P[+Sound]` is one of the first two, and the rest perhaps; `...` is
 * whatever the parameter says. Empty where the name is the key.
 */
export function billingPattern(contract: Contract): string {
  return partsOf(contract)
    .map(({ texts, isOpen }) => {
      const given = texts.filter((text) => text !== "").map((text) => text.trim());
      const choice = [...given, ...(isOpen ? ["..."] : [])].join("|");
      return choice !== "" && texts.includes("") ? `[${choice}]` : choice;
    })
    .join("");
}

function partsOf(contract: Contract): readonly PartTexts[] {
  return contract.billing.map((part) => {
    if (typeof part === "string") return { texts: [part], isOpen: false };
    if ("when_present" in part) return { texts: ["", part.add], isOpen: false };
    return parameterTexts(part, referred(contract, part.parameter));
  });
}

interface PartTexts {
  readonly texts: readonly string[];
  readonly isOpen: boolean;
}

function parameterTexts(
  part: {
    readonly values?: Readonly<Record<string, string>> | undefined;
    readonly otherwise?: string | undefined;
  },
  parameter: Parameter | undefined,
): PartTexts {
  const { values } = part;
  const known = parameter === undefined ? undefined : valuesOf(parameter);
  const given =
    known?.map((value) =>
      values === undefined ? value : Object.hasOwn(values, value) ? values[value] : "",
    ) ?? Object.values(values ?? {});
  const hasDefault = parameter?.default !== undefined || parameter?.defaults !== undefined;
  const isAlwaysThere = parameter?.required === true || hasDefault;
  const absent = isAlwaysThere ? [] : [part.otherwise ?? ""];
  // Of values that are not listed, those without a text add nothing.
  const unlisted = known === undefined && values !== undefined ? [""] : [];
  const texts = [...given, ...absent, ...unlisted].filter((text) => text !== undefined);
  return { texts: [...new Set(texts)], isOpen: known === undefined && values === undefined };
}

/** The values that a parameter can have, where they are few. */
function valuesOf(parameter: Parameter): readonly string[] | undefined {
  switch (parameter.type) {
    case "boolean":
      return ["true", "false"];
    case "string":
      return parameter.enum;
    case "integer":
    case "number":
      return parameter.enum === undefined
        ? undefined
        : [...parameter.enum, ...(parameter.also ?? [])].map(String);
    case "picture":
    case "video":
    case "url":
    case "object":
    case "list":
      return undefined;
    default:
      return unreachable(parameter);
  }
}
