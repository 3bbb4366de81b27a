import { unreachable } from "../../base/unreachable.ts";
import type { Contract } from "../../contracts/contract.ts";
import type { Parameter } from "../../contracts/contract-schema.ts";
import type { Palette } from "../../report/text/palette.ts";
import { limitsText } from "./limits-text.ts";

/** All contracts, one line each. */
export function modelsTable(contracts: readonly Contract[], palette: Palette): string {
  const rows = contracts.map((contract, index) => [
    isDefault(contracts, index) ? contract.model : contract.id,
    secondsText(contract),
    framesText(contract),
    contract.title,
  ]);
  const header = ["MODEL", "SECONDS", "FRAMES", "NAME"];
  const widths = header.map((title, column) =>
    Math.max(...[header, ...rows].map((row) => (row[column] ?? "").length), title.length),
  );
  const format = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [
    palette.strong(format(header)),
    ...rows.map(format),
    "",
    "A name alone means the model's oldest revision; NAME@REVISION pins one. dailies models NAME shows the details.",
    "",
  ].join("\n");
}

/** One contract: what it takes, and where that is written. */
export function modelText(contract: Contract, palette: Palette): string {
  const { source, parameters, rules, aliases } = contract;
  const names = Object.keys(parameters);
  const width = Math.max(...names.map((name) => name.length));
  return [
    `${palette.strong(contract.id)}  ${contract.title}`,
    ...(aliases.length === 0 ? [] : [`also named ${aliases.join(", ")}`]),
    "",
    palette.strong("Parameters"),
    ...Object.entries(parameters).flatMap(([name, parameter]) => parameterLines(name, parameter, width)),
    "",
    `${palette.strong("Frames")}   ${framesText(contract)}`,
    `${palette.strong("References")}   ${referencesText(contract)}`,
    ...(contract.negative_prompt === undefined
      ? []
      : [`${palette.strong("Negative prompt")}   ${contract.negative_prompt}`]),
    ...(rules.length === 0
      ? []
      : [
          "",
          palette.strong("Rules"),
          ...rules.map(({ message, hint }) => `  ${message}${hint === undefined ? "" : ` (${hint})`}`),
        ]),
    "",
    ...pricesLines(contract).map((line, index) =>
      index === 0 ? `${palette.strong("Documented prices")}   ${line}` : `  ${line}`,
    ),
    `${palette.strong("After a lost answer")}   ${contract.client_business_id ? "the submit is looked up by its client_business_id" : "the submit is held until you say what became of it"}`,
    `${palette.strong("Source")}   ${source.document}, dated ${source.dated}, read ${source.read}`,
    "",
  ].join("\n");
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

function referencesText({ references }: Contract): string {
  if (references === undefined) return "none";
  const { parameter, beside_frames } = references;
  return `${parameter}${beside_frames ? ", beside frames too" : ", not beside frames"}`;
}

function framesText(contract: Contract): string {
  if (contract.frames === undefined) return "none";
  return takesLastFrame(contract) ? "first and last" : "first";
}

export function takesLastFrame({ frames }: Contract): boolean {
  if (frames === undefined) return false;
  return frames.encoding === "list" ? frames.last_frame : frames.last_frame !== undefined;
}

function secondsText({ parameters, output }: Contract): string {
  const name = output.seconds.parameter;
  const parameter = name === undefined ? undefined : parameters[name];
  if (parameter?.type !== "integer" && parameter?.type !== "number") return String(output.seconds.otherwise);
  const { min, max } = parameter;
  if (parameter.enum !== undefined) return parameter.enum.join(", ");
  return min === undefined || max === undefined ? String(output.seconds.otherwise) : `${min}-${max}`;
}

/** Contracts are in order of model and revision, so the first of a model is its default. */
function isDefault(contracts: readonly Contract[], index: number): boolean {
  return contracts[index - 1]?.model !== contracts[index]?.model;
}
