import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Diagnostic, SourceFile } from "../diagnostics/diagnostic.ts";
import { type PictureCache, type PictureFacts, type PictureKey, pictureKey } from "../media/picture.ts";
import {
  type CachedJobs,
  cachedJobsText,
  JobsReader,
  type JobsText,
  type KnownPicture,
} from "./cached-jobs.ts";
import { CheckedLines, writeCheckedLines } from "./checked-lines.ts";
import type { CompiledStoryboard } from "./compile-storyboard.ts";

/** Raised whenever a release compiles the same text to other jobs, or writes this file otherwise. */
const cacheVersion = 4;

/**
 * The first line of what is kept between runs, on this machine only: nothing in it is worth more than the time to make it
 * again. The lines after it are the jobs' and pictures' own.
 */
interface CacheHead extends CachedJobs {
  /** Digest of all that the compiled storyboard depends on but the pictures. */
  readonly key: string;
  readonly batch: Omit<CompiledStoryboard, "warnings" | "jobs">;
  readonly warnings: readonly Omit<Diagnostic, "source">[];
}

/** What loading a storyboard asks of a cache. */
export interface LoadCache extends PictureCache {
  /** The compiled storyboard, if nothing that it depends on has changed. */
  recall(key: string, source: SourceFile): CompiledStoryboard | undefined;
  remember(key: string, compiled: CompiledStoryboard): void;
}

/**
 * The storyboard as it was compiled last, so that a run with nothing to do neither parses YAML nor reads pictures. A
 * picture counts as unchanged while its stamp is the same (`fileStamp`).
 */
export class StoryboardCache implements LoadCache {
  readonly #file: string;
  readonly #content: CacheContent | undefined;
  /** Places of pictures by file. */
  #places: ReadonlyMap<string, number> | undefined;
  /** The pictures of this compilation. */
  readonly #used = new Map<string, KnownPicture>();

  private constructor(file: string, content: CacheContent | undefined) {
    this.#file = file;
    this.#content = content;
  }

  /** `film/city.yaml` is remembered in `film/.dailies/city.yaml.json`. An unreadable cache is an empty one. */
  static open(storyboardFile: string): StoryboardCache {
    const file = join(dirname(storyboardFile), ".dailies", `${basename(storyboardFile)}.json`);
    return new StoryboardCache(file, readContent(file));
  }

  recall(key: string, source: SourceFile): CompiledStoryboard | undefined {
    if (this.#content === undefined || this.#content.head.key !== key) return undefined;
    const { head, reader } = this.#content;
    if (!head.files.every((file, place) => isUnchanged(file, head.stamps[place]))) return undefined;
    const warnings = head.warnings.map((warning) => ({ ...warning, source }));
    return { ...head.batch, jobs: reader.jobs(), warnings };
  }

  /** Keeps a compiled storyboard. A folder that cannot be written costs time at the next run, and nothing else. */
  remember(key: string, compiled: CompiledStoryboard): void {
    const { jobs, warnings, ...batch } = compiled;
    const head: Omit<CacheHead, keyof CachedJobs> = {
      key,
      batch,
      warnings: warnings.map(({ source: _, ...warning }) => warning),
    };
    const folder = dirname(this.#file);
    // One name for all: what a crash left is written over. Two runs that write at once spoil it, which the check sum tells.
    const temporary = `${this.#file}.tmp`;
    try {
      mkdirSync(folder, { recursive: true });
      if (!isOwnFolder(folder)) return;
      ignoreIn(folder);
      remove(temporary);
      writeCheckedLines(temporary, fileText(head, cachedJobsText(jobs, [...this.#used.values()])));
      renameSync(temporary, this.#file);
    } catch {
      remove(temporary);
    }
  }

  get(key: PictureKey): PictureFacts | undefined {
    if (this.#content === undefined) return undefined;
    const { head, reader } = this.#content;
    this.#places ??= new Map(head.files.map((file, place) => [file, place]));
    const place = this.#places.get(key.file);
    if (place === undefined || head.stamps[place] !== key.stamp) return undefined;
    const known = reader.picture(place);
    if (known === undefined) return undefined;
    this.#used.set(key.file, known);
    return known;
  }

  set(key: PictureKey, facts: PictureFacts): void {
    const { file, stamp } = key;
    this.#used.set(file, { file, stamp, ...facts });
  }
}

/**
 * Git carries links: one in somebody's project must not turn reads and writes on a folder of the user's. What is inside is
 * made new (`wx`) or renamed into place, which follows no link.
 */
function isOwnFolder(folder: string): boolean {
  return lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What is in the way and cannot be removed costs time at the next run, and nothing else. */
function remove(file: string): void {
  try {
    if (isOwnFolder(dirname(file))) unlinkSync(file);
  } catch {
    // It was not there, or it stays.
  }
}

/** Keeps the folder out of git, whatever the project's own ignores say. What is there already stays as it is. */
function ignoreIn(folder: string): void {
  try {
    writeFileSync(join(folder, ".gitignore"), "*\n", { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

function* fileText(head: object, { members, lines }: JobsText): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},`;
  yield* members;
  yield "}\n";
  yield* lines;
}

interface CacheContent {
  readonly head: CacheHead;
  readonly reader: JobsReader;
}

/** Nothing where there is no cache, or one that this release does not understand. */
function readContent(file: string): CacheContent | undefined {
  try {
    if (!isOwnFolder(dirname(file))) return undefined;
    const lines = CheckedLines.read(file);
    if (lines === undefined) return undefined;
    const head: unknown = JSON.parse(lines.first);
    return isCacheHead(head) ? { head, reader: new JobsReader(head, lines) } : undefined;
  } catch {
    return undefined;
  }
}

/** Told by its outline alone: the digest in it vouches for the rest. */
function isCacheHead(content: unknown): content is CacheHead {
  if (!isObject(content) || !isObject(content.batch) || typeof content.key !== "string") return false;
  const { files, stamps, jobs, billings, warnings } = content;
  return [files, stamps, jobs, billings, warnings].every((list) => Array.isArray(list));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isUnchanged(file: string, stamp: string | undefined): boolean {
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
