import { isObject, type JsonValue } from "../../base/json.ts";
import type { Place, SourceFile } from "../../diagnostics/diagnostic.ts";
import type { Located, LocatedProblem } from "./located.ts";
import { parseYaml } from "./parse-yaml.ts";
import { type SplitStoryboard, splitShots } from "./split-shots.ts";

/** A storyboard's text taken apart: the head, and the shots one after the other. */
export interface StoryboardTree {
  /** The whole file but for `shots`; `shots` itself is left out where it is a list. */
  readonly head: Located;
  /** `undefined` where `shots` is not a list. */
  readonly shots: readonly LocatedShot[] | undefined;
  readonly problems: readonly LocatedProblem[];
}

export interface LocatedShot extends Located {
  /** Its first line. */
  readonly place: Required<Place>;
}

/** Reads a storyboard shot by shot where its form allows that, and as a whole where it does not. */
export function readStoryboard(source: SourceFile): StoryboardTree {
  const split = splitShots(source.text);
  return (split === undefined ? undefined : readSplit(source, split)) ?? readWhole(source);
}

/** For tests: the same text read as a whole. */
export function readWhole(source: SourceFile): StoryboardTree {
  const { tree, problems } = parseYaml(source);
  const shots = isObject(tree.value) && Object.hasOwn(tree.value, "shots") ? tree.value.shots : undefined;
  if (!isObject(tree.value) || !Array.isArray(shots)) return { head: tree, shots: undefined, problems };
  const list: readonly JsonValue[] = shots;
  const { shots: _taken, ...rest } = tree.value;
  return {
    head: { value: rest, locate: tree.locate },
    problems,
    shots: list.map((value, index) => ({
      value,
      place: tree.locate(["shots", index], "value"),
      locate: (path, at) => tree.locate(["shots", index, ...path], at),
    })),
  };
}

/** `undefined` where a piece has a problem of its own: reading the whole then finds its exact place. */
function readSplit(source: SourceFile, split: SplitStoryboard): StoryboardTree | undefined {
  const { head, gap, items } = split;
  const { tree, problems } = parseYaml(source, {
    text: head,
    shift: (offset) => (offset < gap.start ? offset : offset + gap.end - gap.start),
  });
  if (problems.length > 0 || !isObject(tree.value) || tree.value.shots !== null) return undefined;
  const shots: LocatedShot[] = [];
  // The syntax trees of all shots would take most of the memory, so each is dropped once it is a value. To point at
  // something, its shot is parsed again; the last such tree is kept, since problems come in clusters.
  let latest: { start: number; tree: Located | undefined } = { start: -1, tree: undefined };
  for (const { start, end } of items) {
    const shot = parseItem(source, start, end);
    if (shot === undefined) return undefined;
    const locate: Located["locate"] = (path, at) => {
      if (latest.start !== start) latest = { start, tree: parseItem(source, start, end) };
      return latest.tree?.locate(path, at) ?? { source, range: { start, end } };
    };
    shots.push({ value: shot.value, place: shot.locate([], "value"), locate });
  }
  const { shots: _empty, ...rest } = tree.value;
  return { head: { value: rest, locate: tree.locate }, shots, problems: [] };
}

/** One item of a block sequence, read apart from the others; `undefined` where it needs something outside of it. */
function parseItem(source: SourceFile, start: number, end: number): Located | undefined {
  const text = source.text.slice(start, end);
  const { tree, problems } = parseYaml(source, { text, shift: (offset) => offset + start });
  const { value } = tree;
  if (problems.length > 0 || !Array.isArray(value) || value.length !== 1) return undefined;
  return { value: value[0] ?? null, locate: (path, at) => tree.locate([0, ...path], at) };
}
