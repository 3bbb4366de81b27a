import type { JsonValue } from "../base/json.ts";
import type { Contract } from "../contracts/contract.ts";
import type { ContractLibrary } from "../manifest/catalogue/contract-library.ts";
import { type CellKind, kindOf, readCell } from "./cell.ts";
import type { CellPlace, CellProblem } from "./problem.ts";
import type { Column, Sheet, SheetRow } from "./read-sheet.ts";

/** A row with its cells read. */
export interface ValueRow extends SheetRow {
  /** By key, without `id` and `scene`; `undefined` where the cell is empty. */
  readonly values: ReadonlyMap<string, JsonValue | undefined>;
}

/** Reads the cells of a sheet's shots as their models take them. */
export function readRows(
  { columns, shots }: Sheet,
  context: {
    readonly library: ContractLibrary;
    /** The model of a shot whose row does not name one. */
    readonly modelOf: (row: SheetRow) => string | undefined;
    readonly problems: CellProblem[];
  },
): ValueRow[] {
  const { library, modelOf, problems } = context;
  const others = library.all();
  const kinds = new Map<string, ReadonlyMap<string, CellKind>>();
  const kindsFor = (model: string): ReadonlyMap<string, CellKind> => {
    const known = kinds.get(model);
    if (known !== undefined) return known;
    const found = library.find(model);
    const contracts: readonly Contract[] = found.ok ? [found.value, ...others] : others;
    const made = new Map(columns.map(({ key }) => [key, kindOf(key, contracts) ?? "text"]));
    kinds.set(model, made);
    return made;
  };
  return shots.map((row) => {
    const model = row.cells.get("model") || modelOf(row);
    const kindOfColumn = kindsFor(model ?? "");
    const values = new Map<string, JsonValue | undefined>();
    for (const column of columns) {
      const { key } = column;
      if (key === "id" || key === "scene") continue;
      const value = readCell(row.cells.get(key) ?? "", kindOfColumn.get(key) ?? "text");
      if (value.ok) values.set(key, value.value);
      else problems.push({ place: placeOf(row, column), fault: value.error });
    }
    return { ...row, values };
  });
}

export function placeOf({ row }: { readonly row: number }, column: Column | undefined): CellPlace {
  return column === undefined ? { row } : { row, column: column.number, name: column.key };
}
