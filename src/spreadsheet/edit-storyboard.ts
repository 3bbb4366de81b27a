import type { JsonObject, JsonValue } from "../base/json.ts";
import type { SourceFile } from "../diagnostics/diagnostic.ts";
import type { AuthoredFilm, AuthoredShot } from "../manifest/authored-film.ts";
import { type Layer, ownLayer } from "../manifest/expand/layers.ts";
import { isSame } from "./cell.ts";
import { biblePictures, bibleWords } from "./new-storyboard.ts";
import type { CellProblem } from "./problem.ts";
import type { Column, Sheet } from "./read-sheet.ts";
import { placeOf, type ValueRow } from "./row-values.ts";
import { shownValue, writtenValue } from "./shown-values.ts";
import { type EditTarget, YamlEdits } from "./yaml-edits.ts";

/** What a sheet makes of a film. */
export interface EditedFilm {
  /** The texts of the files that change. */
  readonly texts: ReadonlyMap<SourceFile, string>;
  readonly added: readonly string[];
  readonly changed: readonly string[];
}

/** Brings a sheet's cells into the files of a film; only what differs from what a shot says today is written. */
export function editStoryboard(
  film: AuthoredFilm,
  sheet: { readonly sheet: Sheet; readonly rows: readonly ValueRow[] },
  problems: CellProblem[],
): EditedFilm {
  return new StoryboardEditor(film, sheet, problems).edit();
}

class StoryboardEditor {
  readonly #film: AuthoredFilm;
  readonly #sheet: Sheet;
  readonly #rows: readonly ValueRow[];
  readonly #problems: CellProblem[];
  readonly #edits = new Map<SourceFile, YamlEdits>();
  readonly #shots: ReadonlyMap<string, AuthoredShot>;
  readonly #columns: ReadonlyMap<string, Column>;

  constructor(
    film: AuthoredFilm,
    { sheet, rows }: { readonly sheet: Sheet; readonly rows: readonly ValueRow[] },
    problems: CellProblem[],
  ) {
    this.#film = film;
    this.#sheet = sheet;
    this.#rows = rows;
    this.#problems = problems;
    this.#shots = new Map(film.shots.map((shot) => [shot.id, shot]));
    this.#columns = new Map(sheet.columns.map((column) => [column.key, column]));
  }

  edit(): EditedFilm {
    const added: string[] = [];
    const changed: string[] = [];
    let latest: AuthoredShot | undefined;
    for (const row of this.#rows) {
      const shot = this.#shots.get(row.id);
      if (shot === undefined) {
        if (this.#add(row, latest)) added.push(row.id);
        continue;
      }
      latest = shot;
      if (this.#change(row, shot)) changed.push(row.id);
    }
    this.#editBible(changed);
    const texts = new Map(
      [...this.#edits].flatMap(([source, edits]) => (edits.isChanged ? [[source, edits.text()]] : [])),
    );
    return { texts, added, changed };
  }

  #editsOf(source: SourceFile): YamlEdits {
    const known = this.#edits.get(source) ?? new YamlEdits(source.text);
    this.#edits.set(source, known);
    return known;
  }

  #change(row: ValueRow, shot: AuthoredShot): boolean {
    if (row.scene !== undefined && row.scene !== shot.scene) {
      const fault = { kind: "scene_moved", id: shot.id, scene: shot.scene ?? "" } as const;
      this.#problems.push({ place: placeOf(row, this.#columns.get("scene")), fault });
      return false;
    }
    const changes = new Map<string, JsonValue | undefined>();
    const target = targetOf(shot);
    for (const [key, value] of row.values) {
      if (isSame(value, shownValue(shot, key))) continue;
      const place = placeOf(row, this.#columns.get(key));
      const written = this.#written(shot, { key, value, layer: target.layer });
      if (written === "shared") {
        this.#problems.push({
          place,
          fault: { kind: "value_shared", where: "the tags of its scene, look or defaults" },
        });
      } else if (target.at === undefined) {
        this.#problems.push({ place, fault: { kind: "value_shared", where: "variants of several shots" } });
      } else changes.set(key, written.value);
    }
    if (changes.size === 0 || target.at === undefined) return false;
    const { source } = target.layer.locate([], "value");
    const isDone = this.#editsOf(source).set({ kind: target.kind, at: target.at }, changes);
    if (!isDone) {
      const [key = "id"] = changes.keys();
      const found = String(shownValue(shot, key) ?? "");
      this.#problems.push({
        place: placeOf(row, this.#columns.get(key)),
        fault: { kind: "not_kept", found },
      });
    }
    return isDone;
  }

  /** What the shot's own mapping has to say, so that the shot says the value. */
  #written(
    shot: AuthoredShot,
    {
      key,
      value,
      layer,
    }: { readonly key: string; readonly value: JsonValue | undefined; readonly layer: Layer },
  ): { readonly value: JsonValue | undefined } | "shared" {
    const farther = shot.layers.slice(shot.layers.indexOf(layer) + 1);
    if (key === "tags") {
      const inherited = new Set(
        farther.flatMap(({ values }) => (Array.isArray(values.tags) ? values.tags : [])),
      );
      const wanted = Array.isArray(value) ? value : [];
      if ([...inherited].some((tag) => !wanted.includes(tag))) return "shared";
      const own = wanted.filter((tag: JsonValue) => !inherited.has(tag));
      return { value: own.length === 0 ? undefined : own };
    }
    if (value !== undefined) return { value: writtenValue(shot, { key, value, folder: layer.folder }) };
    const isSaidElsewhere = farther.some(({ values }) => (values[key] ?? null) !== null);
    return { value: isSaidElsewhere ? null : undefined };
  }

  #add(row: ValueRow, latest: AuthoredShot | undefined): boolean {
    const { scene } = row;
    const mates = this.#film.shots.filter((shot) => shot.scene === scene);
    const neighbour = latest?.scene === scene ? latest : mates.at(-1);
    if (neighbour === undefined) {
      const known = [...new Set(this.#film.shots.flatMap((shot) => shot.scene ?? []))];
      const fault =
        scene === undefined
          ? ({ kind: "scene_missing" } as const)
          : ({ kind: "scene_unknown", scene, known } as const);
      this.#problems.push({ place: placeOf(row, this.#columns.get("scene")), fault });
      return false;
    }
    const own = ownLayer(neighbour.layers);
    const { source, range } = own.locate([], "value");
    const values: JsonObject = Object.fromEntries(
      [...row.values].flatMap(([key, value]) =>
        value === undefined ? [] : [[key, writtenValue(neighbour, { key, value, folder: own.folder })]],
      ),
    );
    const isDone = this.#editsOf(source).addBehind(range.start, row.id, values);
    if (!isDone)
      this.#problems.push({
        place: placeOf(row, this.#columns.get("id")),
        fault: { kind: "not_kept", found: "" },
      });
    return isDone;
  }

  #editBible(changed: string[]): void {
    for (const row of this.#sheet.bible) {
      const name = row.id.slice(1);
      const entry = this.#film.bible.get(name);
      if (entry === undefined) {
        const fault = { kind: "bible_unknown", name } as const;
        this.#problems.push({ place: placeOf(row, this.#columns.get("id")), fault });
        continue;
      }
      const words = bibleWords(row.cells);
      const shown = entry.pictures.map(({ path, folder }) => (folder === "" ? path : `${folder}/${path}`));
      const pictures = biblePictures(row.cells);
      const arePicturesSame =
        !this.#columns.has("references") || isSame(pictures ?? [], shown.length === 1 ? shown[0] : shown);
      if (words === entry.words && arePicturesSame) continue;
      const { source, range } = entry.place;
      const key = arePicturesSame ? "prompt" : "references";
      const isDone = arePicturesSame && this.#editsOf(source).setBible(range.start, words);
      if (isDone) changed.push(row.id);
      else
        this.#problems.push({
          place: placeOf(row, this.#columns.get(key)),
          fault: { kind: "value_shared", where: "the bible, whose pictures are changed in the storyboard" },
        });
    }
  }
}

/** The mapping that a row's cells are written in: the shot's, or that of its variant. */
function targetOf({ layers }: AuthoredShot): {
  readonly kind: EditTarget["kind"];
  readonly layer: Layer;
  readonly at: number | undefined;
} {
  const own = ownLayer(layers);
  const [nearest] = layers;
  const at = nearest.locate([], "value").range.start;
  if (nearest === own) return { kind: "shot", layer: own, at };
  return { kind: "mapping", layer: nearest, at: nearest.from === "shot" ? at : undefined };
}
