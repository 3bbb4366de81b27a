import { visibleText } from "../../base/text/visible-text.ts";
import { unreachable } from "../../base/unreachable.ts";
import { billingKeys } from "../../contracts/billing-keys.ts";
import type { Contract } from "../../contracts/contract.ts";
import type { Parameter } from "../../contracts/contract-schema.ts";
import type { ModelJson } from "../../report/schemas/models.ts";
import { wrapColumns } from "../../report/text/columns.ts";
import type { Palette } from "../../report/text/palette.ts";
import type { OriginOf } from "./contract-origin.ts";
import { limitsText } from "./limits-text.ts";
import { modelJson } from "./models-json.ts";

export interface ModelTextOptions {
  readonly palette: Palette;
  readonly originOf: OriginOf;
  /** Of the terminal; without it nothing is wrapped. */
  readonly columns?: number;
}

/** One contract: what it takes, and where that is written. */
export function modelText(contract: Contract, options: ModelTextOptions): string {
  const { palette, originOf, columns = Number.POSITIVE_INFINITY } = options;
  const { parameters, rules } = contract;
  const facts = modelJson(contract, originOf);
  const { source, aliases } = facts;
  const names = Object.keys(parameters);
  const width = Math.max(0, ...names.map((name) => name.length));
  const wrapped = (text: string, indent: number): string =>
    wrapColumns(visibleText(text), { columns, indent });
  const fact = (name: string, text: string): string =>
    wrapColumns(`${palette.strong(name)}   ${visibleText(text)}`, { columns, indent: 2 });
  return [
    `${palette.strong(contract.id)}  ${visibleText(contract.title)}`,
    ...(aliases.length === 0 ? [] : [wrapped(`also named ${aliases.join(", ")}`, 2)]),
    "",
    palette.strong("Parameters"),
    ...Object.entries(parameters).flatMap(([name, parameter]) =>
      parameterLines(name, parameter, width).map((line) => wrapped(line, width + 4)),
    ),
    "",
    fact("Frames", framesText(facts)),
    fact("References", referencesText(facts)),
    ...(contract.negative_prompt === undefined ? [] : [fact("Negative prompt", contract.negative_prompt)]),
    fact("Sound", soundText(facts)),
    ...(rules.length === 0
      ? []
      : [
          "",
          palette.strong("Rules"),
          ...rules.map(({ message, hint }) =>
            wrapped(`  ${message}${hint === undefined ? "" : ` (${hint})`}`, 4),
          ),
        ]),
    "",
    palette.strong("Billed as"),
    ...billingLines(contract).map((line) => wrapped(`  ${line}`, 4)),
    "",
    ...pricesLines(contract).map((line, index) =>
      index === 0 ? fact("Documented prices", line) : `  ${line}`,
    ),
    fact("After a lost answer", lostAnswerText(contract)),
    fact("Source", `${source.document} (dated ${source.dated}, read ${source.read})`),
    ...(facts.retires === null ? [] : [fact("Offered until", facts.retires)]),
    fact("From", originText(facts)),
    "",
  ].join("\n");
}

/** A key a line, since they have spaces in them. */
function billingLines(contract: Contract): readonly string[] {
  const { listed, isOpen } = billingKeys(contract);
  return [...listed, ...(isOpen ? ["and others"] : [])];
}

function lostAnswerText({ client_business_id }: Contract): string {
  return client_business_id
    ? "the submit is looked up by its client_business_id"
    : "the submit is held until you say what became of it";
}

function originText({ origin: { kind, file } }: ModelJson): string {
  return kind === "packaged" ? `the package, ${file}` : `this project, ${file}`;
}

function framesText({ frames: { first, last } }: ModelJson): string {
  return last ? "first and last" : first ? "first" : "none";
}

function referencesText({ references }: ModelJson): string {
  if (references === null) return "none";
  const { parameter, beside_frames } = references;
  return `${parameter}${beside_frames ? ", beside frames too" : ", not beside frames"}`;
}

function soundText({ sound: { made, parameter } }: ModelJson): string {
  switch (made) {
    case "always":
      return "always";
    case "never":
      return "none";
    case "by_parameter":
      return `by ${parameter ?? ""}`;
    case "not_said":
      return "not said";
    default:
      return unreachable(made);
  }
}

/** Of the document's day, for orientation: a plan counts with the storyboard's own prices. */
function pricesLines({ documented_prices: prices, source }: Contract): string[] {
  if (prices === undefined) return [];
  return [
    `${source.dated}, ${prices.source}; nothing is counted with them`,
    ...Object.entries(prices.per_second).map(
      ([key, amount]) => `${key}: ${amount} ${prices.currency} a second`,
    ),
  ];
}

function parameterLines(name: string, parameter: Parameter, width: number): string[] {
  const facts = [
    typeText(parameter),
    ...(parameter.required === true ? ["required"] : []),
    ...(parameter.default === undefined ? [] : [`default ${String(parameter.default)}`]),
    ...(parameter.defaults === undefined ? [] : [`default ${defaultsText(parameter.defaults)}`]),
    ...(parameter.synonyms === undefined ? [] : [`also named ${parameter.synonyms.join(", ")}`]),
  ];
  const more = [parameter.doc, limitsText(parameter) ?? ""].filter((text) => text !== "");
  return [
    `  ${name.padEnd(width)}  ${facts.join(", ")}`,
    ...more.map((text) => `  ${" ".repeat(width)}  ${text}`),
  ];
}

/** The values that it may be; the text of the parameter says when. */
function defaultsText(defaults: NonNullable<Parameter["defaults"]>): string {
  return [...new Set(defaults.map(({ value }) => String(value)))].join(" or ");
}

function typeText(parameter: Parameter): string {
  switch (parameter.type) {
    case "string":
      if (parameter.enum !== undefined) return parameter.enum.join(" | ");
      return parameter.max_length === undefined
        ? "text"
        : `text of at most ${parameter.max_length} characters`;
    case "integer":
    case "number":
      return numberText(parameter);
    case "boolean":
      return "true | false";
    case "picture":
    case "video":
      return `${parameter.type}: a local path or an https URL`;
    case "url":
      return "https URL";
    case "object":
      return `object${parameter.properties === undefined ? "" : ` of ${Object.keys(parameter.properties).join(", ")}`}`;
    case "list":
      return listText(parameter);
    default:
      return unreachable(parameter);
  }
}

function numberText(parameter: Extract<Parameter, { type: "integer" | "number" }>): string {
  const { type, min, max, also = [] } = parameter;
  if (parameter.enum !== undefined) return parameter.enum.join(" | ");
  const kind = type === "integer" ? "whole number" : "number";
  const range =
    min !== undefined && max !== undefined
      ? `${min} to ${max}`
      : min !== undefined
        ? `${kind} from ${min} on`
        : max !== undefined
          ? `${kind} up to ${max}`
          : kind;
  return [range, ...also.map(String)].join(" | ");
}

function listText({ items, min_items, max_items, counts }: Extract<Parameter, { type: "list" }>): string {
  const size =
    counts !== undefined
      ? `${counts.join(", ")} of them`
      : max_items === undefined
        ? undefined
        : min_items === undefined
          ? `at most ${max_items}`
          : `${min_items} to ${max_items}`;
  return `list of ${items.type === "object" ? typeText(items) : `${items.type}s`}${size === undefined ? "" : `, ${size}`}`;
}
