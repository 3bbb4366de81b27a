import { stringify } from "csv-stringify/sync";
import type { JsonValue } from "../base/json.ts";
import { compareTexts } from "../base/text/compare-texts.ts";
import type { AuthoredFilm } from "../manifest/authored-film.ts";
import { layerOf } from "../manifest/expand/layers.ts";
import { cellOf, kindOf } from "./cell.ts";
import { shownValue } from "./shown-values.ts";

/** Columns that come first, in this order. */
const firstColumns = [
  "id",
  "scene",
  "title",
  "prompt",
  "style",
  "note",
  "tags",
  "skip",
  "takes",
  "in",
  "out",
  "model",
  "first_frame",
  "last_frame",
  "fit",
  "references",
  "negative_prompt",
];
const always: ReadonlySet<string> = new Set(["id", "prompt", "model"]);
/** What dissolves into other columns. */
const dissolved: ReadonlySet<string> = new Set(["look", "variants"]);

/**
 * A film as CSV: a row for each shot and each variant, a column for each key that any shot has. What scenes, looks and
 * defaults say is in the cells; an entry of the bible is a row whose id is `$name`. Lines end in CRLF (RFC 4180).
 */
export function sheetOf(film: AuthoredFilm): string {
  const columns = columnsOf(film);
  const bible = [...film.bible].map(([name, { words, pictures }]) => {
    const references = pictures.map(({ path, folder }) => (folder === "" ? path : `${folder}/${path}`));
    const shown: Readonly<Record<string, JsonValue | undefined>> = {
      id: `$${name}`,
      prompt: words,
      ...(references.length > 0 && { references }),
    };
    return columns.map((key) => cellOf(shown[key], kindOf(key, []) ?? "text"));
  });
  const rows = film.shots.map((shot) => {
    const contracts = shot.contract === undefined ? [] : [shot.contract];
    return columns.map((key) => {
      const value = shownValue(shot, key);
      return cellOf(value, kindOf(key, contracts) ?? (typeof value === "string" ? "text" : "json"));
    });
  });
  return stringify([columns, ...bible, ...rows], { record_delimiter: "windows" });
}

function columnsOf({ shots, bible }: AuthoredFilm): string[] {
  const used = new Set<string>();
  if ([...bible.values()].some(({ pictures }) => pictures.length > 0)) used.add("references");
  for (const shot of shots) {
    const keys = new Set([
      ...Object.keys(shot.values),
      ...shot.layers.flatMap(({ values }) => Object.keys(values)),
    ]);
    for (const key of ["scene", ...keys]) {
      if (dissolved.has(key) || used.has(key)) continue;
      // What no model takes is no value of the shot.
      if (key !== "scene" && layerOf(shot.layers, key) === undefined) continue;
      if (shownValue(shot, key) !== undefined) used.add(key);
    }
  }
  const contracts = shots.flatMap(({ contract }) => contract ?? []);
  const ordered = [
    ...firstColumns,
    ...new Set(contracts.flatMap(({ parameters }) => Object.keys(parameters))),
  ];
  const known = [...new Set(ordered)].filter((key) => always.has(key) || used.has(key));
  return [...known, ...[...used].filter((key) => !known.includes(key)).sort(compareTexts)];
}
