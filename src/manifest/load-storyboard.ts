import { dirname, resolve } from "node:path";
import type { Diagnostic, SourceFile } from "../diagnostics/diagnostic.ts";
import { failure, type Result, success } from "../diagnostics/result.ts";
import { inspectPicture, type PictureCache } from "../media/picture.ts";
import { type CompiledStoryboard, compileStoryboard } from "./compile-storyboard.ts";
import { type ContractLibrary, openContractLibrary } from "./contract-library.ts";
import { overriddenOutput } from "./output-folder.ts";
import { loadProjectPrices } from "./project-file.ts";
import { readSource } from "./read-source.ts";

export interface LoadOptions {
  /** The storyboard's path, as the user wrote it; relative to the working directory. */
  readonly file: string;
  readonly overrides?: {
    /** `--output`: an absolute path, or one relative to the storyboard's folder. It may lie anywhere. */
    readonly output?: string;
  };
  /** Facts of pictures seen before; without it every picture is read. */
  readonly pictureCache?: PictureCache;
  /** The packaged contracts by default. */
  readonly library?: ContractLibrary;
}

/** A storyboard ready to plan. */
export interface LoadedStoryboard extends CompiledStoryboard {
  /** For diagnostics about a job's line later on. */
  readonly source: SourceFile;
}

/**
 * Reads and checks a storyboard with its pictures and its project file. All problems come at once, in the order of the
 * file. Never rejects for anything that the user's files can do.
 */
export async function loadStoryboard(
  options: LoadOptions,
): Promise<Result<LoadedStoryboard, readonly Diagnostic[]>> {
  const { file, overrides, pictureCache, library = openContractLibrary() } = options;
  const source = await readSource(file);
  if (!source.ok) return failure([source.error]);
  const folder = dirname(resolve(file));
  const prices = await loadProjectPrices(file);
  const compiled = await compileStoryboard(source.value, {
    folder,
    library,
    inspect: (picture) => inspectPicture(picture, pictureCache),
    ...(overrides?.output !== undefined && { output: overriddenOutput(folder, overrides.output) }),
    ...(prices.ok && prices.value !== undefined && { prices: prices.value }),
  });
  if (!prices.ok) return failure(compiled.ok ? prices.error : [...compiled.error, ...prices.error]);
  return compiled.ok ? success({ ...compiled.value, source: source.value }) : compiled;
}
