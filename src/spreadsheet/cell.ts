import { isDeepStrictEqual } from "node:util";
import type { JsonValue } from "../base/json.ts";
import { failure, type Result, success } from "../base/result.ts";
import { unreachable } from "../base/unreachable.ts";
import { type Contract, parameterOf } from "../contracts/contract.ts";
import type { Parameter } from "../contracts/contract-schema.ts";
import { synonymsOf } from "../contracts/request/preferred-names.ts";
import type { CellFault } from "./problem.ts";

/** What a column holds, and so how its cells are read. */
export type CellKind = "text" | "number" | "boolean" | "texts" | "frame" | "json";

const ownKinds: Readonly<Record<string, CellKind>> = {
  id: "text",
  scene: "text",
  title: "text",
  note: "text",
  model: "text",
  prompt: "text",
  style: "text",
  look: "text",
  fit: "text",
  negative_prompt: "text",
  takes: "number",
  in: "number",
  out: "number",
  skip: "boolean",
  tags: "texts",
  references: "texts",
  first_frame: "frame",
  last_frame: "frame",
};

/** The kind of a shot's key, by the first of these contracts that has it; `undefined` where none has. */
export function kindOf(key: string, contracts: Iterable<Contract>): CellKind | undefined {
  const own = Object.hasOwn(ownKinds, key) ? ownKinds[key] : undefined;
  if (own !== undefined) return own;
  for (const contract of contracts) {
    const type = (parameterOf(contract, key) ?? parameterWithSynonym(contract, key))?.type;
    if (type === undefined) continue;
    if (type === "integer" || type === "number") return "number";
    if (type === "object" || type === "list") return "json";
    return type === "boolean" ? "boolean" : "text";
  }
  return undefined;
}

function parameterWithSynonym({ parameters }: Contract, key: string): Parameter | undefined {
  return Object.values(parameters).find((parameter) => synonymsOf(parameter).includes(key));
}

/**
 * What a spreadsheet would take for a formula, and run (https://owasp.org/www-community/attacks/CSV_Injection). Such a text gets a `'`
 * before it, and one that has a `'` there gets one more, so that it comes back as it was. `""` is how an empty text is written.
 */
const guarded = /^'*(?:[=+\-@\t\r]|""$)/;

/** A value as a cell; an absent one is an empty cell. */
export function cellOf(value: JsonValue | undefined, kind: CellKind): string {
  if (value === undefined || value === null) return "";
  if (kind === "texts" && Array.isArray(value)) return textsCell(value);
  if (typeof value === "string") return textCell(value);
  return JSON.stringify(value);
}

function textCell(text: string): string {
  if (text === "") return '""';
  return guarded.test(text) ? `'${text}` : text;
}

/** `a, b`; JSON where that would not come back. */
function textsCell(list: readonly JsonValue[]): string {
  const isPlain = list.every(
    (item) =>
      typeof item === "string" && item !== "" && item === item.trim() && !/[,\r\n]|^\[|^""$/.test(item),
  );
  return isPlain && list.length > 0 ? textCell(list.join(", ")) : JSON.stringify(list);
}

/** A cell as a value; `undefined` for an empty one. */
export function readCell(cell: string, kind: CellKind): Result<JsonValue | undefined, CellFault> {
  if (cell === "") return success(undefined);
  const text = unguarded(cell);
  switch (kind) {
    case "text":
      return success(text);
    case "number": {
      const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : undefined;
      return number === undefined ? wrong("number", cell) : success(number);
    }
    case "boolean": {
      // Spreadsheets write TRUE.
      const word = text.trim().toLowerCase();
      return word === "true" || word === "false" ? success(word === "true") : wrong("true_or_false", cell);
    }
    case "texts":
      return text.trimStart().startsWith("[") ? json(text, cell) : success(textsOf(text));
    case "frame":
      return text.trimStart().startsWith("{") ? json(text, cell) : success(text);
    case "json":
      return json(text, cell);
    default:
      return unreachable(kind);
  }
}

function unguarded(cell: string): string {
  if (cell === '""') return "";
  return cell.startsWith("'") && guarded.test(cell) ? cell.slice(1) : cell;
}

function textsOf(text: string): JsonValue {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function json(text: string, cell: string): Result<JsonValue | undefined, CellFault> {
  try {
    return success(JSON.parse(text));
  } catch {
    return wrong("json", cell);
  }
}

function wrong(
  wanted: Extract<CellFault, { readonly kind: "value_wrong" }>["wanted"],
  found: string,
): Result<never, CellFault> {
  return failure({ kind: "value_wrong", wanted, found });
}

/** Do two values say the same? One text and a list of it do. */
export function isSame(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return isDeepStrictEqual(plain(a), plain(b));
}

function plain(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === "string") return value.replaceAll("\r\n", "\n");
  return Array.isArray(value) && value.length === 1 ? plain(value[0]) : value;
}
