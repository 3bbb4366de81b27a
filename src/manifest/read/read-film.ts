import { basename, posix } from "node:path";
import { isObject } from "../../base/json.ts";
import { failure, type Result, success } from "../../base/result.ts";
import type { Place, SourceFile } from "../../diagnostics/diagnostic.ts";
import type { Problem, WhyNoInclude } from "../../diagnostics/problem.ts";
import type { Located, LocatedProblem } from "./located.ts";
import { type LocatedScene, readStoryboard, type StoryboardTree } from "./read-storyboard.ts";
import type { LocatedShot } from "./shot-list.ts";

/**
 * Reads a file that a storyboard includes: its path is relative to the storyboard's folder, with `/`. The reason why it
 * cannot be read completes "the included file ...".
 */
export type ReadInclude = (path: string) => Result<SourceFile, string>;

/** One of the files that a film is written in. */
export interface FilmFile {
  readonly source: SourceFile;
  /** From the storyboard's folder on, with `/`; absent for the storyboard itself. */
  readonly path?: string;
  /** What its paths are relative to, from the storyboard's folder on, with `/`: empty, or `scenes`. */
  readonly folder: string;
  readonly tree: StoryboardTree;
}

/** Shots that share a scene's head; a storyboard without scenes has one such group, without a head. */
export interface FilmScene {
  readonly file: FilmFile;
  readonly head?: Located;
  /** `undefined` where the scene has none. */
  readonly shots: readonly LocatedShot[] | undefined;
}

/** A storyboard with all that it includes, in film order. */
export interface FilmTree {
  readonly main: StoryboardTree;
  /** The storyboard itself first. */
  readonly files: readonly FilmFile[];
  readonly scenes: readonly FilmScene[];
  readonly problems: readonly LocatedProblem[];
}

/** Includes inside of includes; what is deeper is a mistake. */
const deepest = 32;

/** Reads a storyboard and the files that it includes. */
export function readFilm(source: SourceFile, readInclude: ReadInclude): FilmTree {
  return new FilmReader(readInclude).read(source);
}

class FilmReader {
  readonly #files: FilmFile[] = [];
  readonly #scenes: FilmScene[] = [];
  readonly #problems: LocatedProblem[] = [];
  /** Where each file was included first. */
  readonly #included = new Map<string, Required<Place>>();
  readonly #readInclude: ReadInclude;

  constructor(readInclude: ReadInclude) {
    this.#readInclude = readInclude;
  }

  read(source: SourceFile): FilmTree {
    const main = readStoryboard(source);
    this.#problems.push(...main.problems);
    const file = { source, folder: "", tree: main };
    this.#files.push(file);
    if (main.shots !== undefined) this.#scenes.push({ file, shots: main.shots });
    this.#add(main.scenes ?? [], file, [basename(source.path)]);
    return { main, files: this.#files, scenes: this.#scenes, problems: this.#problems };
  }

  #add(scenes: readonly LocatedScene[], file: FilmFile, inside: readonly string[]): void {
    for (const { head, shots } of scenes) {
      const isInclude = isObject(head.value) && Object.hasOwn(head.value, "include");
      if (isInclude) this.#include(head, file, inside);
      else this.#scenes.push({ file, head, shots });
    }
  }

  /** `inside` are the files that the entry is in, but for the storyboard itself. */
  #include(entry: Located, file: FilmFile, inside: readonly string[]): void {
    const value = isObject(entry.value) ? entry.value : {};
    for (const key of Object.keys(value)) {
      if (key !== "include") this.#complain({ kind: "key_beside_include", key }, entry.locate([key], "key"));
    }
    const place = entry.locate(["include"], "value");
    if (typeof value.include !== "string") {
      const subject = { name: "include" };
      this.#complain({ kind: "type_wrong", subject, wanted: "text", found: value.include ?? null }, place);
      return;
    }
    const path = value.include;
    const resolved = includedPath(file.folder, path);
    const found = resolved.ok ? this.#once(resolved.value, place, inside) : resolved;
    if (!found.ok) {
      const { why, first } = found.error;
      const labels = first === undefined ? [] : [{ ...first, message: "first included here" }];
      this.#problems.push({ problem: { kind: "include_invalid", path, why }, place, labels });
      return;
    }
    if (resolved.ok) this.#addFile(found.value, resolved.value, inside);
  }

  #once(
    path: string,
    place: Required<Place>,
    inside: readonly string[],
  ): Result<SourceFile, { readonly why: WhyNoInclude; readonly first?: Required<Place> | undefined }> {
    if (inside.includes(path)) return failure({ why: { kind: "cycle" } });
    if (inside.length >= deepest) return failure({ why: { kind: "too_deep", limit: deepest } });
    if (this.#included.has(path)) return failure({ why: { kind: "twice" }, first: this.#included.get(path) });
    this.#included.set(path, place);
    const read = this.#readInclude(path);
    return read.ok ? read : failure({ why: { kind: "unreadable", detail: read.error } });
  }

  #addFile(source: SourceFile, path: string, inside: readonly string[]): void {
    const tree = readStoryboard(source);
    this.#problems.push(...tree.problems);
    const folder = posix.dirname(path);
    const file = { source, path, folder: folder === "." ? "" : folder, tree };
    this.#files.push(file);
    if (tree.scenes !== undefined) this.#add(tree.scenes, file, [...inside, path]);
    // A file of nothing but a bible or looks adds those alone.
    else if (
      tree.shots !== undefined ||
      !isObject(tree.head.value) ||
      Object.hasOwn(tree.head.value, "scene")
    )
      this.#scenes.push({ file, head: tree.head, shots: tree.shots });
  }

  #complain(problem: Problem, place: Required<Place>): void {
    this.#problems.push({ problem, place });
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const unusable = /[\u0000-\u001f\u007f\\]|^$/;

/** The path from the storyboard's folder on; the files of a film travel together, so they are all inside of it. */
function includedPath(
  folder: string,
  written: string,
): Result<string, { readonly why: WhyNoInclude; readonly first?: undefined }> {
  if (unusable.test(written.trim())) return failure({ why: { kind: "characters" } });
  if (posix.isAbsolute(written) || /^[A-Za-z]:|^~/.test(written))
    return failure({ why: { kind: "absolute" } });
  const path = posix.normalize(posix.join(folder, written));
  return path === ".." || path.startsWith("../") ? failure({ why: { kind: "outside" } }) : success(path);
}
