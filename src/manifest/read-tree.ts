import { isObject, type JsonValue } from "../base/json.ts";
import { parseYaml } from "./parse-yaml.ts";
import { released } from "./released.ts";
import { type SplitStoryboard, splitShots } from "./split-shots.ts";
import type { Located, YamlProblem } from "./yaml-tree.ts";

/** A storyboard's text taken apart: the head, and the shots one after the other. */
export interface StoryboardTree {
  /** The whole file but for `shots`; `shots` itself is left out where it is a list. */
  readonly head: Located;
  /** `undefined` where `shots` is no list. */
  readonly shotCount: number | undefined;
  readonly problems: readonly YamlProblem[];
  /** To be walked once: what was walked past is let go, since there may be a hundred thousand. */
  readonly shots: Iterable<LocatedShot>;
}

export interface LocatedShot extends Located {
  /** Where its first key stands. */
  readonly offset: number;
}

/** Reads a storyboard shot by shot where its form allows that, and as a whole where it does not. */
export function readStoryboardTree(text: string): StoryboardTree {
  const split = splitShots(text);
  return (split === undefined ? undefined : readSplit(text, split)) ?? readWhole(text);
}

/** For tests: the same text read as a whole. */
export function readWhole(text: string): StoryboardTree {
  const { tree, problems } = parseYaml(text);
  const shots = isObject(tree.value) && Object.hasOwn(tree.value, "shots") ? tree.value.shots : undefined;
  if (!isObject(tree.value) || !Array.isArray(shots)) {
    return { head: tree, shotCount: undefined, problems, shots: [] };
  }
  const list: readonly JsonValue[] = shots;
  const { shots: _taken, ...rest } = tree.value;
  return {
    head: { value: rest, locate: tree.locate },
    shotCount: list.length,
    problems,
    shots: list.map((value, index) => ({
      value,
      offset: tree.locate(["shots", index], "value").start,
      locate: (path, at) => tree.locate(["shots", index, ...path], at),
    })),
  };
}

/** `undefined` where a piece has a problem of its own: the whole then tells it exactly. */
function readSplit(text: string, { head, gap, items }: SplitStoryboard): StoryboardTree | undefined {
  const parsedHead = parseYaml(head, (offset) =>
    offset < gap.start ? offset : offset + gap.end - gap.start,
  );
  const { tree } = parsedHead;
  if (parsedHead.problems.length > 0 || !isObject(tree.value) || tree.value.shots !== null) return undefined;
  const shots: LocatedShot[] = [];
  // Syntax trees are dropped once they are values. To point at something its shot is parsed again; the last such tree
  // is kept, since problems come in clusters.
  let latest: { start: number; tree: Located | undefined } = { start: -1, tree: undefined };
  for (const { start, end } of items) {
    const shot = parseItem(text.slice(start, end), start);
    if (shot === undefined) return undefined;
    const locate: Located["locate"] = (path, at) => {
      if (latest.start !== start) latest = { start, tree: parseItem(text.slice(start, end), start) };
      return latest.tree?.locate(path, at) ?? { start, end };
    };
    shots.push({ value: shot.value, offset: shot.locate([], "value").start, locate });
  }
  const { shots: _empty, ...rest } = tree.value;
  return {
    head: { value: rest, locate: tree.locate },
    shotCount: shots.length,
    problems: [],
    shots: released(shots),
  };
}

/** One item of a block sequence, read apart from the others; `undefined` where it does not stand on its own. */
function parseItem(text: string, start: number): Located | undefined {
  const { tree, problems } = parseYaml(text, (offset) => offset + start);
  const { value } = tree;
  if (problems.length > 0 || !Array.isArray(value) || value.length !== 1) return undefined;
  return { value: value[0] ?? null, locate: (path, at) => tree.locate([0, ...path], at) };
}
