import { createHash } from "node:crypto";
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Diagnostic, SourceFile } from "../diagnostics/diagnostic.ts";
import { type PictureCache, type PictureFacts, type PictureKey, pictureKey } from "../media/picture.ts";
import {
  type CachedJobs,
  cachedJobsText,
  decodeJobs,
  decodePicture,
  type KnownPicture,
} from "./cached-jobs.ts";
import type { CompiledStoryboard } from "./compile-storyboard.ts";

/** Raised whenever a release compiles the same text to other jobs, or writes this file otherwise. */
const cacheVersion = 2;

const chunkCharacters = 128 * 1024;

/** What is kept between runs, on this machine only: nothing in it is worth more than the time to make it again. */
interface CacheFile extends CachedJobs {
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
 * picture counts as unchanged while its size, modification time and inode are.
 */
export class StoryboardCache implements LoadCache {
  readonly #file: string;
  readonly #content: CacheFile | undefined;
  #known: ReadonlyMap<string, KnownPicture> | undefined;
  /** The pictures of this compilation. */
  readonly #used = new Map<string, KnownPicture>();

  private constructor(file: string, content: CacheFile | undefined) {
    this.#file = file;
    this.#content = content;
  }

  /** `film/city.yaml` is remembered in `film/.dailies/city.yaml.json`. An unreadable cache is an empty one. */
  static open(storyboardFile: string): StoryboardCache {
    const file = join(dirname(storyboardFile), ".dailies", `${basename(storyboardFile)}.json`);
    try {
      const content: unknown = JSON.parse(readFileSync(file, "utf8"));
      return new StoryboardCache(file, isCacheFile(content) ? content : undefined);
    } catch {
      return new StoryboardCache(file, undefined);
    }
  }

  recall(key: string, source: SourceFile): CompiledStoryboard | undefined {
    const content = this.#content;
    if (content === undefined || content.key !== key) return undefined;
    if (!content.pictures.every((row) => isUnchanged(decodePicture(row)))) return undefined;
    const warnings = content.warnings.map((warning) => ({ ...warning, source }));
    return { ...content.batch, jobs: decodeJobs(content), warnings };
  }

  /** Keeps a compiled storyboard. A folder that cannot be written costs time at the next run, and nothing else. */
  remember(key: string, compiled: CompiledStoryboard): void {
    const { jobs, warnings, ...batch } = compiled;
    const head: Omit<CacheFile, keyof CachedJobs> = {
      key,
      batch,
      warnings: warnings.map(({ source: _, ...warning }) => warning),
    };
    const folder = dirname(this.#file);
    const temporary = `${this.#file}.${process.pid}.tmp`;
    try {
      mkdirSync(folder, { recursive: true });
      // Git carries links: one in somebody's project must not turn these writes on a file of the user's.
      if (!lstatSync(folder).isDirectory()) return;
      ignoreIn(folder);
      rmSync(temporary, { force: true });
      writePieces(temporary, fileText(head, cachedJobsText(jobs, [...this.#used.values()])));
      renameSync(temporary, this.#file);
    } catch {
      rmSync(temporary, { force: true });
    }
  }

  get(key: PictureKey): PictureFacts | undefined {
    this.#known ??= new Map(this.#content?.pictures.map((row) => [row[0], decodePicture(row)]));
    const known = this.#known.get(key.file);
    if (known === undefined || !isSame(known, key)) return undefined;
    this.#used.set(key.file, known);
    return known;
  }

  set(key: PictureKey, facts: PictureFacts): void {
    this.#used.set(key.file, { ...key, ...facts });
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

function* fileText(head: object, members: Iterable<string>): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},`;
  yield* members;
  yield "}";
}

/** Writes a new file; throws where there is one. */
function writePieces(file: string, pieces: Iterable<string>): void {
  const descriptor = openSync(file, "wx");
  try {
    let text = "";
    for (const piece of pieces) {
      text += piece;
      if (text.length < chunkCharacters) continue;
      writeFileSync(descriptor, text);
      text = "";
    }
    writeFileSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}

/** Told by its outline alone: the digest in it vouches for the rest. */
function isCacheFile(content: unknown): content is CacheFile {
  if (!isObject(content) || !isObject(content.batch) || typeof content.key !== "string") return false;
  const { pictures, jobs, billings, warnings } = content;
  return [pictures, jobs, billings, warnings].every((list) => Array.isArray(list));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isUnchanged(picture: PictureKey): boolean {
  const now = pictureKey(picture.file);
  return now.ok && isSame(picture, now.value);
}

function isSame(a: PictureKey, b: PictureKey): boolean {
  return a.bytes === b.bytes && a.mtimeNs === b.mtimeNs && a.inode === b.inode;
}

/** Digest of what a compiled storyboard depends on: the text, where it lies, what overrides it, and the contracts. */
export function storyboardKey(
  source: SourceFile,
  context: {
    readonly folder: string;
    readonly output?: string;
    readonly prices?: unknown;
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
