import { stringify } from "yaml";
import type { JsonObject, JsonValue } from "../base/json.ts";
import { isSame, readCell } from "./cell.ts";
import type { CellProblem } from "./problem.ts";
import type { Column, Sheet } from "./read-sheet.ts";
import { placeOf, type ValueRow } from "./row-values.ts";

/** What is said of one shot, even where all say the same. */
const ofOneShot: ReadonlySet<string> = new Set(["prompt", "title", "note", "tags", "skip"]);

/** A storyboard of a sheet's rows: what all say is among the defaults, and shots of a scene are in it. */
export function newStoryboard(sheet: Sheet, rows: readonly ValueRow[], problems: CellProblem[]): string {
  const defaults = shared(rows, sheet.columns);
  // An object would put ids that are numbers before the others.
  const shots = (some: readonly ValueRow[]): ReadonlyMap<string, JsonValue> =>
    new Map(some.map((row) => [row.id, shotOf(row, defaults)]));
  const scenes = scenesOf(rows, sheet.columns, problems);
  const bible = bibleOf(sheet);
  const film = {
    version: 1,
    ...(defaults.size > 0 && { defaults: Object.fromEntries(defaults) }),
    ...(Object.keys(bible).length > 0 && { bible }),
    ...(scenes === undefined
      ? { shots: shots(rows) }
      : { scenes: [...scenes].map(([scene, some]) => ({ scene, shots: shots(some) })) }),
  };
  return stringify(film, { lineWidth: 0 });
}

function shared(rows: readonly ValueRow[], columns: readonly Column[]): ReadonlyMap<string, JsonValue> {
  const defaults = new Map<string, JsonValue>();
  const [first, ...others] = rows;
  if (first === undefined || others.length === 0) return defaults;
  for (const { key } of columns) {
    const value = first.values.get(key);
    if (value === undefined || ofOneShot.has(key)) continue;
    if (others.every(({ values }) => isSame(values.get(key), value))) defaults.set(key, value);
  }
  return defaults;
}

function shotOf({ values }: ValueRow, defaults: ReadonlyMap<string, JsonValue>): JsonValue {
  const own = [...values].flatMap(([key, value]) =>
    value === undefined || defaults.has(key) ? [] : [[key, value] as const],
  );
  const [only] = own;
  // A text is the prompt.
  return own.length === 1 && only?.[0] === "prompt" ? only[1] : Object.fromEntries(own);
}

/** `undefined` where no row names a scene. */
function scenesOf(
  rows: readonly ValueRow[],
  columns: readonly Column[],
  problems: CellProblem[],
): ReadonlyMap<string, readonly ValueRow[]> | undefined {
  if (rows.every(({ scene }) => scene === undefined)) return undefined;
  const column = columns.find(({ key }) => key === "scene");
  const scenes = new Map<string, ValueRow[]>();
  let latest: string | undefined;
  for (const row of rows) {
    const { scene } = row;
    const place = placeOf(row, column);
    if (scene === undefined) {
      problems.push({ place, fault: { kind: "scene_missing" } });
      continue;
    }
    const known = scenes.get(scene);
    if (known === undefined) scenes.set(scene, [row]);
    else {
      if (latest !== scene)
        problems.push({ place, fault: { kind: "scene_again", scene, first: known[0]?.row ?? 0 } });
      known.push(row);
    }
    latest = scene;
  }
  return scenes;
}

function bibleOf({ bible }: Sheet): JsonObject {
  return Object.fromEntries(bible.map((row) => [row.id.slice(1), bibleEntry(row.cells)]));
}

/** The words, or with pictures `{ words, pictures }`. */
function bibleEntry(cells: ReadonlyMap<string, string>): JsonValue {
  const words = bibleWords(cells);
  const pictures = biblePictures(cells);
  return pictures === undefined ? words : { words, pictures };
}

export function bibleWords(cells: ReadonlyMap<string, string>): string {
  const words = readCell(cells.get("prompt") ?? "", "text");
  return words.ok && typeof words.value === "string" ? words.value : "";
}

export function biblePictures(cells: ReadonlyMap<string, string>): JsonValue | undefined {
  const pictures = readCell(cells.get("references") ?? "", "texts");
  return pictures.ok ? pictures.value : undefined;
}
