import { CsvError, parse } from "csv-parse/sync";
import { failure, type Result, success } from "../base/result.ts";
import { isShotName } from "../base/shot-name.ts";
import { nearest } from "../base/text/suggest.ts";
import type { CellProblem, ImportProblem } from "./problem.ts";

export interface Column {
  readonly key: string;
  /** From 1. */
  readonly number: number;
}

export interface SheetRow {
  /** From 1; the header is row 1. */
  readonly row: number;
  /** Whole, with its scene. */
  readonly id: string;
  /** As the cell says. */
  readonly writtenId: string;
  readonly scene?: string;
  /** By key; line breaks are `\n`. */
  readonly cells: ReadonlyMap<string, string>;
}

export interface Sheet {
  /** `id` among them. */
  readonly columns: readonly Column[];
  readonly shots: readonly SheetRow[];
  /** Rows whose id is `$name`: entries of the bible. */
  readonly bible: readonly SheetRow[];
}

/**
 * Reads CSV: UTF-8, with or without a byte order mark, lines of any kind, commas, semicolons or tabs between cells. Empty
 * rows, and columns whose header is empty or begins with `#`, are passed over.
 */
export function readSheet(
  content: Buffer,
  isKey: (key: string) => boolean,
  keys: () => Iterable<string>,
): Result<Sheet, ImportProblem> {
  const text = textOf(content);
  if (text === undefined)
    return failure({ kind: "sheet_unreadable", why: "it is not UTF-8; save it as CSV UTF-8" });
  const records = recordsOf(text);
  if (!records.ok) return records;
  const [header, ...rest] = records.value;
  if (header === undefined || isEmpty(header)) return failure({ kind: "sheet_empty" });
  const problems: CellProblem[] = [];
  const columns = columnsOf(header, { isKey, keys, problems });
  if (!columns.some(({ key }) => key === "id"))
    return failure({ kind: "id_column_missing", columns: header });
  const shots: SheetRow[] = [];
  const bible: SheetRow[] = [];
  const seen = new Map<string, number>();
  for (const [index, record] of rest.entries()) {
    const row = index + 2;
    if (isEmpty(record)) continue;
    if (record.length !== header.length) {
      problems.push({
        place: { row },
        fault: { kind: "cells_wrong", found: record.length, wanted: header.length },
      });
      continue;
    }
    const one = rowOf(record, row, columns);
    const idColumn = columns.find(({ key }) => key === "id");
    const place = { row, ...(idColumn && { column: idColumn.number }), name: "id" };
    const first = seen.get(one.id);
    if (one.id === "") problems.push({ place, fault: { kind: "id_missing" } });
    else if (!one.id.startsWith("$") && !isShotName(one.id))
      problems.push({ place, fault: { kind: "id_invalid" } });
    else if (first !== undefined) problems.push({ place, fault: { kind: "id_twice", id: one.id, first } });
    else {
      seen.set(one.id, row);
      (one.id.startsWith("$") ? bible : shots).push(one);
    }
  }
  return problems.length > 0 ? failure({ kind: "cells", problems }) : success({ columns, shots, bible });
}

function textOf(content: Buffer): string | undefined {
  if (content.includes(0)) return undefined;
  try {
    // The decoder takes the byte order mark away.
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

function recordsOf(text: string): Result<readonly (readonly string[])[], ImportProblem> {
  try {
    const records: string[][] = parse(text, { delimiter: delimiterOf(text), relax_column_count: true });
    return success(records);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = "lines" in error && typeof error.lines === "number" ? error.lines : 1;
    const why = error.message.replace(/,? at line \d+.*$/s, "");
    return failure({ kind: "sheet_broken", line, why });
  }
}

/** Where a comma is for decimals, spreadsheets put semicolons between cells. */
function delimiterOf(text: string): string {
  const header = text.split(/[\r\n]/, 1)[0] ?? "";
  const counts = [",", ";", "\t"].map((sign) => ({ sign, count: header.split(sign).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).sign;
}

function isEmpty(record: readonly string[]): boolean {
  return record.every((cell) => cell.trim() === "");
}

function columnsOf(
  header: readonly string[],
  {
    isKey,
    keys,
    problems,
  }: {
    readonly isKey: (key: string) => boolean;
    readonly keys: () => Iterable<string>;
    readonly problems: CellProblem[];
  },
): Column[] {
  const columns: Column[] = [];
  for (const [index, cell] of header.entries()) {
    const key = cell.trim();
    const number = index + 1;
    if (key === "" || key.startsWith("#")) continue;
    const place = { row: 1, column: number, name: key };
    const first = columns.find((column) => column.key === key);
    if (first !== undefined) problems.push({ place, fault: { kind: "column_twice", first: first.number } });
    else if (isKey(key)) columns.push({ key, number });
    else {
      const meant = nearest(key, keys());
      problems.push({ place, fault: { kind: "column_unknown", ...(meant !== undefined && { meant }) } });
    }
  }
  return columns;
}

function rowOf(record: readonly string[], row: number, columns: readonly Column[]): SheetRow {
  const cells = new Map(
    columns.map(({ key, number }) => [key, (record[number - 1] ?? "").replaceAll("\r\n", "\n")]),
  );
  const id = (cells.get("id") ?? "").trim().normalize("NFC");
  const scene = (cells.get("scene") ?? "").trim().normalize("NFC");
  const isWhole = scene === "" || id === "" || id.startsWith("$") || id.startsWith(`${scene}_`);
  return { row, id: isWhole ? id : `${scene}_${id}`, writtenId: id, ...(scene !== "" && { scene }), cells };
}
