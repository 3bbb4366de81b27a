import { isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import type { SourceFile } from "../../diagnostics/diagnostic.ts";
import type { Located, LocatedProblem, LocatedText } from "./located.ts";
import { type LocatedShot, shotInMapping, shotOfList, shotsAt } from "./shot-list.ts";
import { blankDash, type SplitBlock, type Stretch, splitBlock } from "./split-block.ts";
import { parseYaml } from "./yaml/parse-yaml.ts";

/** A file's text taken apart: the head, and the shots one after the other, or the scenes. */
export interface StoryboardTree {
  /** The whole file but for `shots` and `scenes`; one that has the wrong form is left in. */
  readonly head: Located;
  /** `undefined` where `shots` is neither a list nor a mapping. */
  readonly shots: readonly LocatedShot[] | undefined;
  /** `undefined` where `scenes` is not a list. */
  readonly scenes: readonly LocatedScene[] | undefined;
  readonly problems: readonly LocatedProblem[];
}

/** An entry of `scenes`. */
export interface LocatedScene {
  /** All of it but for `shots`; one that has the wrong form is left in. */
  readonly head: Located;
  readonly shots: readonly LocatedShot[] | undefined;
}

/** Reads a storyboard shot by shot where its form allows that, and as a whole where it does not. */
export function readStoryboard(source: SourceFile): StoryboardTree {
  return readByShots(source) ?? readByScenes(source) ?? readWhole(source);
}

/** For tests: the same text read as a whole. */
export function readWhole(source: SourceFile): StoryboardTree {
  const found: LocatedProblem[] = [];
  const { tree, problems } = parseYaml(source);
  const shots = shotsAt(tree, ["shots"], found);
  const scenes = scenesAt(tree, found);
  const taken = [...(shots === undefined ? [] : ["shots"]), ...(scenes === undefined ? [] : ["scenes"])];
  return { head: without(tree, taken), shots, scenes, problems: [...problems, ...found] };
}

function scenesAt(tree: LocatedText, problems: LocatedProblem[]): LocatedScene[] | undefined {
  const scenes = isObject(tree.value) && Object.hasOwn(tree.value, "scenes") ? tree.value.scenes : undefined;
  if (!Array.isArray(scenes)) return undefined;
  const list: readonly JsonValue[] = scenes;
  return list.map((value, index) => {
    const scene: LocatedText = {
      value,
      locate: (path, at) => tree.locate(["scenes", index, ...path], at),
      keysAt: (path) => tree.keysAt(["scenes", index, ...path]),
    };
    return sceneOf(scene, problems);
  });
}

function sceneOf(scene: LocatedText, problems: LocatedProblem[]): LocatedScene {
  const shots = shotsAt(scene, ["shots"], problems);
  return { head: shots === undefined ? scene : without(scene, ["shots"]), shots };
}

function without({ value, locate }: Located, keys: readonly string[]): Located {
  if (!isObject(value) || keys.length === 0) return { value, locate };
  const rest = Object.entries(value).filter(([key]) => !keys.includes(key));
  return { value: Object.fromEntries(rest), locate };
}

/** `undefined` where a piece has a problem of its own: reading the whole then finds its exact place. */
function readByShots(source: SourceFile): StoryboardTree | undefined {
  const split = splitBlock(source.text, { key: "shots", indent: 0 });
  if (split === undefined) return undefined;
  const head = parseHead(source, { split, key: "shots", start: 0 });
  if (head === undefined || Object.hasOwn(head.value, "scenes")) return undefined;
  const shots = readPieces(source, split, 0);
  return shots && { head, shots, scenes: undefined, problems: [] };
}

/** As `readByShots`, for every scene. */
function readByScenes(source: SourceFile): StoryboardTree | undefined {
  const split = splitBlock(source.text, { key: "scenes", indent: 0 });
  if (split?.form !== "list") return undefined;
  const head = parseHead(source, { split, key: "scenes", start: 0 });
  if (head === undefined || Object.hasOwn(head.value, "shots")) return undefined;
  const scenes: LocatedScene[] = [];
  for (const item of split.items) {
    const scene = readScene(source, item) ?? readWholeScene(source, item);
    if (scene === undefined) return undefined;
    scenes.push(scene);
  }
  return { head, shots: undefined, scenes, problems: [] };
}

function readScene(source: SourceFile, { start, end }: Stretch): LocatedScene | undefined {
  const scene = blankDash(source.text.slice(start, end));
  const split = scene && splitBlock(scene.text, { key: "shots", indent: scene.indent });
  if (split === undefined) return undefined;
  const head = parseHead(source, { split, key: "shots", start });
  const shots = head && readPieces(source, split, start);
  return head && shots && { head, shots };
}

/** A scene that is not written line by line: one in brackets, an `include`. */
function readWholeScene(source: SourceFile, { start, end }: Stretch): LocatedScene | undefined {
  const item = parseEntry(source, { start, end }, "list");
  if (item === undefined) return undefined;
  const problems: LocatedProblem[] = [];
  const scene = sceneOf(item.tree, problems);
  return problems.length === 0 ? scene : undefined;
}

/** What is around the entries; `start` is where the split text begins in the file. */
function parseHead(
  source: SourceFile,
  { split, key, start }: { readonly split: SplitBlock; readonly key: string; readonly start: number },
): (Located & { readonly value: JsonObject }) | undefined {
  const { head, gap } = split;
  const { tree, problems } = parseYaml(source, {
    text: head,
    shift: (offset) => start + (offset < gap.start ? offset : offset + gap.end - gap.start),
  });
  if (problems.length > 0 || !isObject(tree.value) || tree.value[key] !== null) return undefined;
  const { value, locate } = without(tree, [key]);
  return isObject(value) ? { value, locate } : undefined;
}

/** The shots of a split block, each parsed apart; `start` is where the split text begins in the file. */
function readPieces(source: SourceFile, split: SplitBlock, start: number): LocatedShot[] | undefined {
  const { items, form } = split;
  const shots: LocatedShot[] = [];
  const names = new Set<string>();
  // The syntax trees of all shots would take most of the memory, so each is dropped once it is a value. To point at
  // something, its shot is parsed again; the last such tree is kept, since problems come in clusters.
  let latest: { start: number; shot: LocatedShot | undefined } = { start: -1, shot: undefined };
  for (const item of items) {
    const stretch = { start: start + item.start, end: start + item.end };
    const entry = readEntry(source, stretch, form);
    if (entry === undefined || names.has(entry.name)) return undefined;
    if (entry.name === "id") return undefined;
    if (form === "mapping") names.add(entry.name);
    const locate: Located["locate"] = (path, at) => {
      if (latest.start !== stretch.start)
        latest = { start: stretch.start, shot: readEntry(source, stretch, form)?.shot };
      return latest.shot?.locate(path, at) ?? { source, range: stretch };
    };
    shots.push({ ...entry.shot, locate });
  }
  return shots;
}

/** One shot of a list or a mapping, with its name in the mapping; `undefined` where a problem is in it. */
function readEntry(
  source: SourceFile,
  stretch: Stretch,
  form: SplitBlock["form"],
): { readonly shot: LocatedShot; readonly name: string } | undefined {
  const entry = parseEntry(source, stretch, form);
  if (entry === undefined) return undefined;
  if (form === "list") return { shot: shotOfList(entry.tree), name: "" };
  const problems: LocatedProblem[] = [];
  const shot = shotInMapping(entry.whole, { path: [], key: entry.key, problems });
  return problems.length > 0 ? undefined : { shot, name: entry.key.name };
}

interface Entry {
  /** What is under the dash or the key. */
  readonly tree: LocatedText;
  readonly key: { readonly name: string; readonly written: string };
  /** The list or mapping of this entry alone. */
  readonly whole: LocatedText;
}

/** One entry of a block, read apart from the others; `undefined` where it needs something outside of it. */
function parseEntry(
  source: SourceFile,
  { start, end }: Stretch,
  form: SplitBlock["form"],
): Entry | undefined {
  const text = source.text.slice(start, end);
  const { tree, problems } = parseYaml(source, { text, shift: (offset) => offset + start });
  if (problems.length > 0) return undefined;
  const { value } = tree;
  const [key = { name: "", written: "" }, ...others] = form === "list" ? [] : tree.keysAt([]);
  const step = form === "list" ? 0 : key.name;
  if (Array.isArray(value) !== (form === "list") || !(Array.isArray(value) || isObject(value)))
    return undefined;
  if (Array.isArray(value) ? value.length !== 1 : others.length > 0) return undefined;
  const found: JsonValue | undefined = Array.isArray(value) ? value[0] : value[key.name];
  const inner: LocatedText = {
    value: found ?? null,
    locate: (path, at) => tree.locate([step, ...path], at),
    keysAt: (path) => tree.keysAt([step, ...path]),
  };
  return { tree: inner, key, whole: tree };
}
