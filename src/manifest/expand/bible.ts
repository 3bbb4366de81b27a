import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import type { Place } from "../../diagnostics/diagnostic.ts";
import { bibleNamePattern } from "../bible-name.ts";
import type { FilmFile } from "../read/read-film.ts";
import type { Reporter } from "../reporter.ts";
import type { Layer } from "./layers.ts";

/** A picture to go by, of the shot's own or out of the bible. */
export interface Reference {
  readonly path: string;
  /** What the path is relative to, from the storyboard's folder on. */
  readonly folder: string;
  readonly from: Layer["from"];
  readonly place: () => Required<Place>;
}

/** A person, place or thing of the film. */
export interface BibleEntry {
  readonly words: string;
  readonly pictures: readonly Reference[];
  readonly place: Required<Place>;
}

/** What a film's files say by name: its bible, or its looks. */
export type ByName<T> = ReadonlyMap<string, T>;

/** `undefined` where no file of the film has a bible: then a `$` is a `$`. */
export function bibleOf(files: readonly FilmFile[], reporter: Reporter): ByName<BibleEntry> | undefined {
  const hasAny = files.some(({ tree: { head } }) => {
    if (!isObject(head.value) || !Object.hasOwn(head.value, "bible")) return false;
    return isObject(head.value.bible) || head.value.bible === null;
  });
  if (!hasAny) return undefined;
  return collect(files, { key: "bible", reporter }, (value, layer) => {
    const entry = isObject(value) ? value : { words: value };
    const words = typeof entry.words === "string" ? entry.words.trim() : "";
    const inner = isObject(value) ? ["pictures"] : [];
    const place = layer.locate([], "key");
    return { words, pictures: picturesOf(entry.pictures, layer, inner), place };
  });
}

/** A look as a layer; its places are inside of the look. */
export function looksOf(files: readonly FilmFile[], reporter: Reporter): ByName<Layer> {
  return collect(files, { key: "looks", reporter }, (value, layer) => ({
    ...layer,
    values: isObject(value) ? value : {},
  }));
}

/** One path, or a list of them, as references. Whatever else it is was found by the schema. */
export function picturesOf(
  value: JsonValue | undefined,
  layer: Pick<Layer, "folder" | "from" | "locate">,
  path: readonly (string | number)[],
): Reference[] {
  const { folder, from, locate } = layer;
  const list: readonly JsonValue[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.flatMap((item: JsonValue, index) => {
    const within = Array.isArray(value) ? [...path, index] : path;
    return typeof item === "string"
      ? [{ path: item, folder, from, place: () => locate(within, "value") }]
      : [];
  });
}

function collect<T>(
  files: readonly FilmFile[],
  { key, reporter }: { readonly key: "bible" | "looks"; readonly reporter: Reporter },
  make: (value: JsonValue, layer: Layer) => T,
): ByName<T> {
  const found = new Map<string, T>();
  const places = new Map<string, Required<Place>>();
  for (const { tree, folder } of files) {
    const { head } = tree;
    const written = isObject(head.value) && Object.hasOwn(head.value, key) ? head.value[key] : null;
    const entries: JsonObject = isObject(written) ? written : {};
    for (const [name, value] of Object.entries(entries)) {
      const place = head.locate([key, name], "key");
      const normal = name.normalize("NFC");
      // Another name was found by the schema.
      if (key === "bible" && !bibleNamePattern.test(normal)) continue;
      const first = places.get(normal);
      if (first !== undefined) {
        const labels = [{ ...first, message: "first written here" }];
        reporter.add({ kind: "name_twice", in: key, name }, place, { labels });
        continue;
      }
      places.set(normal, place);
      const locate: Layer["locate"] = (path, at) => head.locate([key, name, ...path], at);
      const from = key === "bible" ? "bible" : "look";
      found.set(normal, make(value, { from, values: {}, folder, locate }));
    }
  }
  return found;
}
