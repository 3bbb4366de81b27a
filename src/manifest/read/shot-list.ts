import { isObject, type JsonValue } from "../../base/json.ts";
import type { Place } from "../../diagnostics/diagnostic.ts";
import type { Located, LocatedProblem, LocatedText, WrittenKey } from "./located.ts";

/** One shot as it is written; one that is a text is a mapping with this `prompt`. */
export interface LocatedShot extends Located {
  /** The id, where it is the key of a mapping: there, `id` is at that key. */
  readonly key?: string;
  /** Its first line. */
  readonly place: Required<Place>;
}

type Path = readonly (string | number)[];

/** The shots at a path: a list of mappings with `id`, or a mapping from id to shot; `undefined` for anything else. */
export function shotsAt(
  tree: LocatedText,
  path: Path,
  problems: LocatedProblem[],
): LocatedShot[] | undefined {
  const value = valueAt(tree.value, path);
  if (Array.isArray(value)) {
    const list: readonly JsonValue[] = value;
    return list.map((item, index) =>
      shotOfList({ value: item, locate: (inner, at) => tree.locate([...path, index, ...inner], at) }),
    );
  }
  if (!isObject(value)) return undefined;
  // One shot without its dash, as `id: a` and `prompt: x`, is not two shots.
  if (typeof value.id === "string" && (Object.hasOwn(value, "prompt") || Object.hasOwn(value, "model")))
    return undefined;
  return tree.keysAt(path).map((key) => shotInMapping(tree, { path, key, problems }));
}

export function shotOfList({ value, locate }: Located): LocatedShot {
  return { value, locate, place: locate([], "value") };
}

/** The shot under a key of the mapping at `path`. */
export function shotInMapping(
  tree: Located,
  {
    path,
    key,
    problems,
  }: { readonly path: Path; readonly key: WrittenKey; readonly problems: LocatedProblem[] },
): LocatedShot {
  const value = valueAt(tree.value, [...path, key.name]) ?? null;
  const within: Path = [...path, key.name];
  const place = tree.locate(within, "key");
  if (typeof value === "string") {
    const locate: Located["locate"] = ([first, ...rest], at) =>
      first === "prompt" && at === "value" ? tree.locate([...within, ...rest], at) : place;
    return { key: key.written, value: { prompt: value }, locate, place };
  }
  if (isObject(value) && Object.hasOwn(value, "id")) {
    problems.push({ problem: { kind: "id_beside_key" }, place: tree.locate([...within, "id"], "key") });
  }
  const locate: Located["locate"] = (inner, at) =>
    inner.length === 0 || inner[0] === "id" ? place : tree.locate([...within, ...inner], at);
  return { key: key.written, value, locate, place };
}

function valueAt(value: JsonValue, path: Path): JsonValue | undefined {
  let at: JsonValue | undefined = value;
  for (const step of path) {
    if (Array.isArray(at) && typeof step === "number") at = at[step];
    else if (isObject(at) && Object.hasOwn(at, step)) at = at[String(step)];
    else return undefined;
  }
  return at;
}
