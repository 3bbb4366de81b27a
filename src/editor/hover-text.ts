import { unreachable } from "../base/unreachable.ts";
import { billingKeys } from "../contracts/billing-keys.ts";
import type { Contract } from "../contracts/contract.ts";
import type { Parameter } from "../contracts/contract-schema.ts";

/** Three lines for a parameter: what it is, in which range; what it does to the price key; where that comes from. */
export function parameterText(contract: Contract, parameter: Parameter, path: string): string {
  const { default: usual } = parameter;
  const range = rangeText(parameter);
  const limits = [range, usual === undefined ? "" : `default ${usual}`]
    .filter((text) => text !== "")
    .join("; ");
  const doc = firstSentences(parameter.doc);
  return [
    limits === "" ? doc : `${doc} [${limits}]`,
    `Price key: ${priceText(contract, path)}`,
    `Source: ${sourceText(contract)}`,
  ].join("\n");
}

/** Three lines for a frame, and for what else is portable. */
export function portableText(contract: Contract, text: string): string {
  return [firstSentences(text), `Price key: ${keysText(contract)}`, `Source: ${sourceText(contract)}`].join(
    "\n",
  );
}

const longestDoc = 120;

/** As many sentences as are short. */
function firstSentences(doc: string): string {
  const [first = "", ...others] = doc.split(/(?<=\.) (?=[A-Z])/);
  let text = first;
  for (const sentence of others) {
    if (text.length + 1 + sentence.length > longestDoc) break;
    text += ` ${sentence}`;
  }
  return text;
}

const mostListed = 8;

function rangeText(parameter: Parameter): string {
  switch (parameter.type) {
    case "string": {
      const { enum: allowed, also, max_length: longest } = parameter;
      if (allowed !== undefined) return [...listed(allowed), ...(also ? [also.named] : [])].join(", ");
      return longest === undefined ? "" : `at most ${longest} characters`;
    }
    case "integer":
    case "number": {
      const { enum: allowed, min, max, also = [] } = parameter;
      if (allowed !== undefined) return [...listed(allowed), ...also].join(", ");
      const between =
        max === undefined ? (min === undefined ? "" : `${min} or more`) : `${min ?? "up"} to ${max}`;
      return [between, ...also].filter((text) => text !== "").join(", or ");
    }
    case "boolean":
      return "true, false";
    case "list": {
      const { min_items: least = 1, max_items: most } = parameter;
      if (most === undefined) return "";
      if (least === most) return most === 1 ? "1 item" : `${most} items`;
      return `${least} to ${most} items`;
    }
    case "picture":
    case "video":
    case "url":
    case "object":
      return "";
    default:
      return unreachable(parameter);
  }
}

function listed(values: readonly (string | number)[]): readonly (string | number)[] {
  return values.length <= mostListed ? values : [...values.slice(0, mostListed - 1), "..."];
}

/** What the parameter adds to the price key, or else the keys of the model. */
function priceText(contract: Contract, path: string): string {
  for (const part of contract.billing) {
    if (typeof part === "string") continue;
    if ("when_present" in part) {
      if (part.when_present === path) return `${part.add.trim()} where it is given`;
    } else if (part.parameter === path) {
      const { values } = part;
      if (values === undefined) return "the value is part of it";
      return Object.entries(values)
        .map(([value, text]) => `${text.trim()} with ${value}`)
        .join(", ");
    }
  }
  return keysText(contract);
}

function keysText(contract: Contract): string {
  const { listed: keys, isOpen } = billingKeys(contract);
  const [first = "", ...others] = keys;
  const more = others.length + (isOpen ? 1 : 0);
  const [second] = others;
  if (second === undefined) return isOpen ? `${first} and others` : first;
  return more === 1 ? `${first}, ${second}` : `${first} and ${more} more`;
}

/** The page, without what all pages have in front, and its date. */
function sourceText({ source: { document, dated } }: Contract): string {
  const page = document.replace(/^\S+ \S*\/(?=[^/]+\/[^/]+\.mdx$)/, "").replace(/\.mdx$/, "");
  return `${page}, ${dated}`;
}
