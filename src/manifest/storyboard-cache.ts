import { createHash } from "node:crypto";
import { renameSync, unlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isOwnFolder, machineFolder, makeMachineFolder } from "../base/files/machine-folder.ts";
import type { SourceFile } from "../diagnostics/diagnostic.ts";
import type { VideoFacts } from "../media/clip-facts.ts";
import { type PictureCache, type PictureFacts, type PictureKey, pictureKey } from "../media/picture.ts";
import {
  type CacheContext,
  type CachedStoryboard,
  fromCached,
  type KnownPicture,
  toCached,
} from "./cached-storyboard.ts";
import { readChecked, writeChecked } from "./checked-file.ts";
import type { CompiledStoryboard } from "./compile-storyboard.ts";
import type { ReadInclude } from "./read/read-film.ts";

/** Raised whenever a release compiles the same text to other jobs, or writes this file otherwise. */
const cacheVersion = 12;

/** What is kept between runs, on this machine only: nothing in it is worth more than the time to make it again. */
interface CacheContent {
  /** Digest of all that the compiled storyboard depends on but the pictures. */
  readonly key: string;
  readonly pictures: readonly KnownPicture[];
  /** The files that the storyboard includes: path from its folder on, and digest of the text. */
  readonly included: readonly (readonly [path: string, digest: string])[];
  readonly storyboard: CachedStoryboard;
}

/** What loading a storyboard asks of a cache. */
export interface LoadCache extends PictureCache {
  /** The compiled storyboard, if nothing that it depends on has changed. */
  recall(key: string, context: RecallContext): CompiledStoryboard | undefined;
  remember(key: string, compiled: CompiledStoryboard, files: CompiledFiles): void;
}

export type RecallContext = Omit<CacheContext, "pictures"> & { readonly readInclude: ReadInclude };

/** What a storyboard was compiled from. */
export interface CompiledFiles {
  /** The storyboard, and the project file where there is one. */
  readonly sources: readonly SourceFile[];
  /** By path, from the storyboard's folder on. */
  readonly included: ReadonlyMap<string, SourceFile>;
}

/**
 * The storyboard as it was compiled last, so that a run with nothing to do neither parses YAML nor reads pictures. A
 * picture counts as unchanged while its stamp is the same (`fileStamp`).
 */
export class StoryboardCache implements LoadCache {
  readonly #file: string;
  readonly #content: CacheContent | undefined;
  /** Pictures of the cache by file, once one was asked for. */
  #known: ReadonlyMap<string, KnownPicture> | undefined;
  /** The pictures of this compilation. */
  readonly #used = new Map<string, KnownPicture>();

  private constructor(file: string, content: CacheContent | undefined) {
    this.#file = file;
    this.#content = content;
  }

  /** `film/city.yaml` is remembered in `film/.dailies/city.yaml.json`. An unreadable cache is an empty one. */
  static open(storyboardFile: string): StoryboardCache {
    const file = join(machineFolder(storyboardFile), `${basename(storyboardFile)}.json`);
    return new StoryboardCache(file, readContent(file));
  }

  recall(key: string, context: RecallContext): CompiledStoryboard | undefined {
    if (this.#content === undefined || this.#content.key !== key) return undefined;
    const { pictures, included, storyboard } = this.#content;
    const sources = [...context.sources];
    for (const [path, digest] of included) {
      const read = context.readInclude(path);
      if (!read.ok || digestOf(read.value) !== digest) return undefined;
      sources.push(read.value);
    }
    return pictures.every(isUnchanged)
      ? fromCached(storyboard, { ...context, sources, pictures })
      : undefined;
  }

  /** Keeps a compiled storyboard. A folder that cannot be written costs time at the next run, and nothing else. */
  remember(key: string, compiled: CompiledStoryboard, files: CompiledFiles): void {
    const pictures = [...this.#used.values()];
    const sources = [...files.sources, ...files.included.values()];
    const storyboard = toCached(compiled, pictures, sources);
    if (storyboard === undefined) return;
    const included = [...files.included].map(([path, source]) => [path, digestOf(source)] as const);
    const content: CacheContent = { key, pictures, included, storyboard };
    const folder = dirname(this.#file);
    // One name for all: what a crash left is written over. Two runs that write at once spoil it, which its check sum shows.
    const temporary = `${this.#file}.tmp`;
    try {
      if (!makeMachineFolder(folder)) return;
      remove(temporary);
      writeChecked(temporary, `${JSON.stringify(content)}\n`);
      renameSync(temporary, this.#file);
    } catch {
      remove(temporary);
    }
  }

  get(key: PictureKey): PictureFacts | VideoFacts | undefined {
    this.#known ??= new Map(this.#content?.pictures.map((picture) => [picture.file, picture]));
    const known = this.#known.get(key.file);
    if (known === undefined || known.stamp !== key.stamp) return undefined;
    this.#used.set(key.file, known);
    return known;
  }

  set(key: PictureKey, facts: PictureFacts | VideoFacts): void {
    const { file, stamp } = key;
    this.#used.set(file, { file, stamp, ...facts });
  }
}

/** What is in the way and cannot be removed costs time at the next run, and nothing else. */
function remove(file: string): void {
  try {
    if (isOwnFolder(dirname(file))) unlinkSync(file);
  } catch {
    // It was not there, or it stays.
  }
}

/** Nothing where there is no cache, or one that this release does not understand. */
function readContent(file: string): CacheContent | undefined {
  try {
    if (!isOwnFolder(dirname(file))) return undefined;
    const text = readChecked(file);
    const content: unknown = text === undefined ? undefined : JSON.parse(text);
    return isCacheContent(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

/** Known by its outline alone: the digest in it covers the rest. */
function isCacheContent(content: unknown): content is CacheContent {
  if (!isObject(content) || typeof content.key !== "string" || !Array.isArray(content.pictures)) return false;
  if (!Array.isArray(content.included)) return false;
  const { storyboard } = content;
  if (!isObject(storyboard) || !isObject(storyboard.batch)) return false;
  return [storyboard.warnings, storyboard.billings, storyboard.groups, storyboard.jobs].every((list) =>
    Array.isArray(list),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function digestOf({ text }: SourceFile): string {
  return createHash("sha256").update(text).digest("base64");
}

function isUnchanged({ file, stamp }: KnownPicture): boolean {
  const now = pictureKey(file);
  return now.ok && now.value.stamp === stamp;
}

/** Digest of what a compiled storyboard depends on: the text, where it lies, what overrides it, and the contracts. */
export function storyboardKey(
  source: SourceFile,
  context: {
    readonly folder: string;
    readonly output?: string;
    /** Text of the project file. */
    readonly project?: string;
    readonly contracts: string;
    /** Of the storyboard's file, as this machine's disk has it. */
    readonly changedAt: string;
  },
): string {
  return createHash("sha256")
    .update(JSON.stringify([cacheVersion, context]))
    .update(source.text)
    .digest("base64");
}
