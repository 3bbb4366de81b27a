import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileStamp } from "../base/files/file-stamp.ts";
import { failure, type Result, success } from "../base/result.ts";
import { type Diagnostic, diagnose, type SourceFile } from "../diagnostics/diagnostic.ts";
import { inspectPicture } from "../media/picture.ts";
import type { InspectPicture, PictureLimit } from "./bind/inspect-pictures.ts";
import type { ContractLibrary } from "./catalogue/contract-library.ts";
import { openContracts } from "./catalogue/project-contracts.ts";
import type { CompiledStoryboard } from "./compile-storyboard.ts";
import { overriddenOutput } from "./read/output-folder.ts";
import { projectFilePath, readProjectFile } from "./read/project-file.ts";
import type { ReadInclude } from "./read/read-film.ts";
import { readSource, textSource } from "./read/read-source.ts";
import { type LoadCache, storyboardKey } from "./storyboard-cache.ts";

export interface LoadOptions {
  /** The storyboard's path, as the user wrote it; relative to the working directory. */
  readonly file: string;
  /** Its bytes, where they do not come from that file; `file` then says where they would be. */
  readonly content?: Buffer;
  readonly overrides?: {
    /** `--output`: an absolute path, or one relative to the storyboard's folder. It may lie anywhere. */
    readonly output?: string;
  };
  /** What was compiled and seen before; without it everything is read. */
  readonly cache?: LoadCache;
  /**
   * Gives a picture in place of one that does not exist, both by their absolute paths; without it, a missing picture is an
   * error. What is made with it is not remembered.
   */
  readonly standIn?: (file: string) => Promise<string>;
  /** The largest picture that a provider takes; without it, such pictures are refused when they are uploaded. */
  readonly pictureLimit?: PictureLimit;
  /** Called with each file that the outcome depends on, there or not, by its absolute path. */
  readonly onFile?: (file: string) => void;
  /** Does this release have a provider of this name? Without it, a run says that it has not. */
  readonly knowsProvider?: (name: string | undefined) => boolean;
  /** The packaged contracts and those of the folder `models` beside the storyboard by default. */
  readonly library?: ContractLibrary;
}

/** A storyboard ready to plan. */
export interface LoadedStoryboard extends CompiledStoryboard {
  /** For diagnostics about a job's line later on. */
  readonly source: SourceFile;
  /** The contracts that it was checked with. */
  readonly library: ContractLibrary;
}

/**
 * Reads and checks a storyboard with its pictures and its project file. All problems come at once, in the order of the
 * file. Never rejects for anything that the user's files can do.
 */
export async function loadStoryboard(
  options: LoadOptions,
): Promise<Result<LoadedStoryboard, readonly Diagnostic[]>> {
  const { file, overrides, cache } = options;
  const library = options.library ?? (await openContracts(file));
  const { content, onFile } = options;
  onFile?.(resolve(file));
  onFile?.(resolve(projectFilePath(file)));
  for (const { path } of library.project?.files.values() ?? []) onFile?.(resolve(path));
  const source = content === undefined ? readSource(file) : textSource(file, content);
  if (!source.ok) return failure([source.error]);
  const folder = dirname(resolve(file));
  const project = readProjectFile(file);
  const context = {
    folder,
    ...(overrides?.output !== undefined && { output: overriddenOutput(folder, overrides.output) }),
  };
  const key = storyboardKey(source.value, {
    ...context,
    ...(project.ok && project.value !== undefined && { project: project.value.text }),
    contracts: library.stamp(),
    changedAt: changedAt(file),
  });
  const sources = [
    source.value,
    ...(project.ok && project.value !== undefined ? [project.value] : []),
    ...(library.project?.files.values() ?? []),
  ];
  const included = new Map<string, SourceFile>();
  const readInclude: ReadInclude = (path) => {
    const place = join(dirname(file), path);
    onFile?.(resolve(place));
    const read = readSource(place);
    if (!read.ok) return failure(read.error.message.replace(/^the file /, ""));
    included.set(path, read.value);
    return read;
  };
  const remembered = project.ok
    ? cache?.recall(key, { sources, contractOf: library.ofJob, readInclude })
    : undefined;
  if (remembered !== undefined) return success({ ...remembered, source: source.value, library });
  // What reads YAML is loaded when there is some to read.
  const { projectPrices } = await import("./bind/project-prices.ts");
  const { compileStoryboard } = await import("./compile-storyboard.ts");
  const prices = project.ok ? projectPrices(project.value, library) : failure([project.error]);
  const { standIn } = options;
  let hasStandIns = false;
  const inspect: InspectPicture = async (picture, maxBytes, medium) => {
    onFile?.(resolve(picture));
    if (medium === "video") {
      const { inspectVideo } = await import("../media/video.ts");
      return await inspectVideo(picture, { cache, maxBytes });
    }
    const found = await inspectPicture(picture, { cache, maxBytes });
    if (found.ok || found.error.kind !== "missing" || standIn === undefined) return found;
    hasStandIns = true;
    const other = await standIn(picture);
    const facts = await inspectPicture(other, { maxBytes });
    return facts.ok ? success({ ...facts.value, file: other }) : facts;
  };
  const compiled = await compileStoryboard(source.value, {
    ...context,
    ...(prices.ok && prices.value.prices !== undefined && { prices: prices.value.prices }),
    library,
    inspect,
    readInclude,
    pictureLimit: options.pictureLimit,
  });
  if (!prices.ok) return failure(compiled.ok ? prices.error : [...compiled.error, ...prices.error]);
  if (!compiled.ok) return compiled;
  const strangers = unknownProviders(compiled.value, library, options.knowsProvider);
  if (strangers.length > 0) return failure(strangers);
  const storyboard = { ...compiled.value, warnings: [...compiled.value.warnings, ...prices.value.warnings] };
  if (!hasStandIns) cache?.remember(key, storyboard, { sources, included });
  return success({ ...storyboard, source: source.value, library });
}

/** Contracts of providers that this release does not have, each once. */
function unknownProviders(
  { jobs }: CompiledStoryboard,
  library: ContractLibrary,
  knowsProvider: LoadOptions["knowsProvider"] = () => true,
): readonly Diagnostic[] {
  const contracts = new Set(jobs.map(({ contract }) => contract));
  return [...contracts].flatMap(({ id, provider }) => {
    if (knowsProvider(provider)) return [];
    const source = library.sourceOf(id) ?? { path: id, text: "" };
    const start = Math.max(0, source.text.search(/^provider:/m));
    const length = source.text.slice(start).split(/\r?\n/, 1)[0]?.length ?? 0;
    const detail = `this release has no provider ${provider}`;
    const hint = "take `provider` away, or install a release that has it";
    return [
      diagnose({ kind: "contract_invalid", detail, hint }, { source, range: { start, end: start + length } }),
    ];
  });
}

/**
 * The stamp of the file. It holds when this machine last wrote the file: no copy, clone or archive can bring it along, so
 * a cache that came with somebody's project never counts for the storyboard beside it.
 */
function changedAt(file: string): string {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? "" : fileStamp(stats);
}
