import stringWidth from "fast-string-width";
import { visibleText } from "../../base/text/visible-text.ts";
import { unreachable } from "../../base/unreachable.ts";
import { billingPattern } from "../../contracts/billing-keys.ts";
import type { Contract } from "../../contracts/contract.ts";
import type { ModelJson } from "../../report/schemas/models.ts";
import { padColumns, wrapColumns } from "../../report/text/columns.ts";
import type { Palette } from "../../report/text/palette.ts";
import type { OriginOf } from "./contract-origin.ts";
import { modelJson } from "./models-json.ts";

export interface ModelsTableOptions {
  readonly palette: Palette;
  readonly originOf: OriginOf;
  /** Of the terminal; without it, every contract is one line. */
  readonly columns?: number;
}

/** What a contract is told apart by, always in columns; then what goes below them where the terminal is too narrow. */
const narrowHeads = ["MODEL", "SECONDS", "FRAMES", "REFERENCES", "SOUND"] as const;
const furtherHeads = ["BILLED AS", "FROM", "DATED", "SOURCE"] as const;
const gap = "  ";

/**
 * All contracts. Each is a line of columns, as many as the terminal has room for; what has none follows in lines below that are moved
 * in.
 */
export function modelsTable(contracts: readonly Contract[], options: ModelsTableOptions): string {
  const { palette, columns = Number.POSITIVE_INFINITY } = options;
  const rows = contracts.map((contract, index) => rowOf(contract, isDefault(contracts, index), options));
  const heads = [...narrowHeads, ...furtherHeads];
  const widths = heads.map((head, column) =>
    Math.max(...[head, ...rows.map(({ cells }) => cells[column] ?? "")].map((text) => stringWidth(text))),
  );
  const shown = columnsWithRoom(widths, columns);
  const others = sumOf(widths.slice(1, shown)) + gap.length * (shown - 1);
  // A name that is longer than its column has a line of its own.
  widths[0] = Math.max(stringWidth(narrowHeads[0]), Math.min(widths[0] ?? 0, columns - others));
  return [
    palette.strong(lineOf(heads.slice(0, shown), widths)),
    ...rows.flatMap(({ cells, below }) => [
      lineOf(cells.slice(0, shown), widths),
      ...detailLines(below.slice(shown - narrowHeads.length), { palette, columns }),
    ]),
    "",
    ...footer.map((text) => wrapColumns(text, { columns, indent: 0 })),
    "",
  ].join("\n");
}

const footer = [
  "A name alone means the model's oldest revision; NAME@REVISION pins one. dailies models NAME shows the details.",
  "Billed as the model's name and what is written here: a|b is one of them, [a] may be there or not.",
];

interface Row {
  readonly cells: readonly string[];
  /** The further cells as they read without a head. */
  readonly below: readonly string[];
}

function rowOf(contract: Contract, isDefaultRevision: boolean, { originOf }: ModelsTableOptions): Row {
  const facts = modelJson(contract, originOf);
  const { source, origin, retires } = facts;
  const billed = billingPattern(contract);
  const from = origin.kind === "packaged" ? "packaged" : visibleText(origin.file);
  const dated = visibleText(retires === null ? source.dated : `${source.dated}, until ${retires}`);
  const document = visibleText(source.document);
  return {
    cells: [
      isDefaultRevision ? contract.model : contract.id,
      secondsText(facts),
      framesText(facts),
      referencesText(facts),
      soundText(facts),
      billed === "" ? "(name)" : visibleText(billed),
      from,
      dated,
      document,
    ],
    below: [
      billed === "" ? "billed by name" : `billed as ${visibleText(billed)}`,
      from,
      `dated ${dated}`,
      document,
    ],
  };
}

/** How many columns fit; those that tell contracts apart are always shown. */
function columnsWithRoom(widths: readonly number[], columns: number): number {
  let shown = widths.length;
  while (shown > narrowHeads.length && sumOf(widths.slice(0, shown)) + gap.length * (shown - 1) > columns)
    shown -= 1;
  return shown;
}

function lineOf(cells: readonly string[], widths: readonly number[]): string {
  const [name = "", ...others] = cells;
  const rest = others.map((cell, index) => padColumns(cell, widths[index + 1] ?? 0)).join(gap);
  const width = widths[0] ?? 0;
  const line = (first: string): string => `${padColumns(first, width)}${gap}${rest}`.trimEnd();
  return stringWidth(name) > width ? `${name}\n${line("")}` : line(name);
}

function detailLines(
  parts: readonly string[],
  { palette, columns }: { readonly palette: Palette; readonly columns: number },
): readonly string[] {
  if (parts.length === 0) return [];
  const text = wrapColumns(gap + parts.join("; "), { columns, indent: gap.length });
  return text.split("\n").map((line) => palette.dim(line));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

function secondsText({ seconds: { values, min, max, otherwise } }: ModelJson): string {
  if (values !== null) return values.join(", ");
  if (min !== null && max !== null) return `${min}-${max}`;
  if (min !== null) return `from ${min}`;
  return max === null ? String(otherwise) : `to ${max}`;
}

function framesText({ frames: { first, last } }: ModelJson): string {
  return last ? "both" : first ? "first" : "none";
}

function referencesText({ references, takes_frames }: ModelJson): string {
  if (references === null) return "none";
  const { most, beside_frames } = references;
  const count = most === null ? "any" : String(most);
  if (!takes_frames) return count;
  return beside_frames ? `${count} and frames` : `${count} or frames`;
}

function soundText({ sound: { made } }: ModelJson): string {
  switch (made) {
    case "always":
      return "always";
    case "never":
      return "none";
    case "by_parameter":
      return "optional";
    case "not_said":
      return "not said";
    default:
      return unreachable(made);
  }
}

/** Contracts are in order of model and revision, so the first of a model is its default. */
function isDefault(contracts: readonly Contract[], index: number): boolean {
  return contracts[index - 1]?.model !== contracts[index]?.model;
}
