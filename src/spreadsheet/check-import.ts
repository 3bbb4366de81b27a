import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { AuthoredFilm, AuthoredShot } from "../manifest/authored-film.ts";
import { layerOf, ownLayer } from "../manifest/expand/layers.ts";
import { cellOf, isSame, kindOf } from "./cell.ts";
import type { CellProblem } from "./problem.ts";
import type { Sheet } from "./read-sheet.ts";
import { placeOf, type ValueRow } from "./row-values.ts";
import { shownValue } from "./shown-values.ts";

export interface ReadSheet {
  readonly sheet: Sheet;
  readonly rows: readonly ValueRow[];
  /** Shots that the sheet adds: their empty cells leave it to the scene and the defaults. */
  readonly added: ReadonlySet<string>;
}

/** The cells that a film does not say: whatever the reason, they would be lost. */
export function checkRows(film: AuthoredFilm, { sheet, rows, added }: ReadSheet): CellProblem[] {
  const shots = new Map(film.shots.map((shot) => [shot.id, shot]));
  const columns = new Map(sheet.columns.map((column) => [column.key, column]));
  return rows.flatMap((row): CellProblem[] => {
    const shot = shots.get(row.id);
    if (shot === undefined)
      return [{ place: placeOf(row, columns.get("id")), fault: { kind: "not_kept", found: "" } }];
    return [...row.values].flatMap(([key, value]) => {
      if (value === undefined && added.has(row.id)) return [];
      const shown = shownValue(shot, key);
      if (isSame(value, shown) || (key === "skip" && value === false) || isGone(key, shot)) return [];
      const found = cellOf(shown, kindOf(key, shot.contract === undefined ? [] : [shot.contract]) ?? "text");
      return [{ place: placeOf(row, columns.get(key)), fault: { kind: "not_kept", found } }];
    });
  });
}

/** Of a shot that is skipped, only what is its own is read. */
function isGone(key: string, { contract, isSkipped, layers }: AuthoredShot): boolean {
  return contract === undefined && isSkipped && !Object.hasOwn(ownLayer(layers).values, key);
}

/** Diagnostics of the storyboard that would come of a sheet, at their cells; `others` are about no cell. */
export function problemsAt(
  diagnostics: readonly Diagnostic[],
  film: AuthoredFilm,
  { sheet, rows }: ReadSheet,
): { readonly problems: readonly CellProblem[]; readonly others: readonly Diagnostic[] } {
  const problems: CellProblem[] = [];
  const others: Diagnostic[] = [];
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity !== "error") continue;
    const found = cellAt(diagnostic, film, sheet);
    const row = found === undefined ? undefined : byId.get(found.id);
    if (found === undefined || row === undefined) {
      others.push(diagnostic);
      continue;
    }
    const { message, hint } = diagnostic;
    const column = sheet.columns.find(({ key }) => key === found.key);
    problems.push({
      place: placeOf(row, column),
      fault: { kind: "storyboard", message, ...(hint !== undefined && { hint }) },
    });
  }
  return { problems, others };
}

function cellAt(
  { source, range }: Diagnostic,
  film: AuthoredFilm,
  sheet: Sheet,
): { readonly id: string; readonly key: string } | undefined {
  if (range === undefined) return undefined;
  let nearest: { readonly id: string; readonly key: string; readonly start: number } | undefined;
  for (const { id, layers, place } of film.shots) {
    const own = ownLayer(layers);
    if (place.source.path === source.path && place.range.start <= range.start) {
      if (nearest === undefined || place.range.start > nearest.start)
        nearest = { id, key: "", start: place.range.start };
    }
    for (const { key } of sheet.columns) {
      const layer = layerOf(layers, key);
      if (layer === undefined || (layer !== own && layer.from === "bible")) continue;
      const [written, value] = [layer.locate([key], "key"), layer.locate([key], "value")];
      if (written.source.path !== source.path) continue;
      const isIn =
        range.start >= written.range.start && range.end <= Math.max(value.range.end, written.range.end);
      // What many shots share is shown at the first of them.
      if (isIn && Object.hasOwn(layer.values, key)) return { id, key };
    }
  }
  return nearest;
}
