import { failure, type Result, success } from "../base/result.ts";
import type { Diagnostic, SourceFile } from "../diagnostics/diagnostic.ts";
import { bindShots } from "./bind/bind-shots.ts";
import { JobBuilder } from "./bind/build-jobs.ts";
import { checkAspects } from "./bind/check-aspects.ts";
import { checkChains } from "./bind/check-chains.ts";
import { reportUnfitMedia } from "./bind/check-media.ts";
import { type InspectPicture, inspectPictures, type PictureLimit } from "./bind/inspect-pictures.ts";
import { unknownPrices } from "./bind/unknown-prices.ts";
import type { ContractLibrary } from "./catalogue/contract-library.ts";
import { expandShots } from "./expand/expand-shots.ts";
import type { Batch } from "./job.ts";
import type { Prices } from "./prices.ts";
import { type ReadInclude, readFilm } from "./read/read-film.ts";
import { readHead } from "./read/read-head.ts";

import { Reporter } from "./reporter.ts";

/** A storyboard without errors; what may still surprise is in `warnings`. */
export interface CompiledStoryboard extends Batch {
  readonly warnings: readonly Diagnostic[];
}

const noIncludes: ReadInclude = () => failure("cannot be read from here");

export interface CompileContext {
  /** Absolute path of the folder that local pictures are relative to. */
  readonly folder: string;
  readonly library: ContractLibrary;
  /** A touch with the world: looks at a local picture or video. */
  readonly inspect: InspectPicture;
  /** Reads a file that the storyboard includes; without it there are no includes. */
  readonly readInclude?: ReadInclude;
  /** Without it, a picture that is too large is refused when it is uploaded. */
  readonly pictureLimit?: PictureLimit | undefined;
  /** In place of the storyboard's `output`: a folder relative to `folder`, with `/`. */
  readonly output?: string;
  /** Where the storyboard has no `prices`. */
  readonly prices?: Prices;
}

/**
 * Storyboard text to jobs, or every problem that it has, in the order of the file: read, expand, bind. Nothing is half
 * valid: with one bad shot there are no jobs.
 */
export async function compileStoryboard(
  source: SourceFile,
  context: CompileContext,
): Promise<Result<CompiledStoryboard, readonly Diagnostic[]>> {
  const reporter = new Reporter();
  const film = readFilm(source, context.readInclude ?? noIncludes);
  for (const { problem, place, labels = [] } of film.problems) reporter.add(problem, place, { labels });
  // What follows a syntax error would be guessed at.
  if (reporter.all().some(({ code }) => code === "yaml_syntax" || code === "yaml_alias_bomb"))
    return failure(reporter.all());
  const head = readHead(film, source, reporter);
  if (head === undefined) return failure(reporter.all());

  const expanded = expandShots(film, reporter);

  const { shots, pictures: uses } = bindShots(expanded, { library: context.library, reporter });
  // Nobody misses a contract that no shot names; that it is broken must not stay unsaid either.
  for (const diagnostic of context.library.project?.broken() ?? []) reporter.unused(diagnostic);
  checkChains(shots, reporter);
  const { folder, inspect, pictureLimit: limitOf = () => Number.POSITIVE_INFINITY } = context;
  const pictures = await inspectPictures(uses, { folder, inspect, limitOf, reporter });
  reportUnfitMedia(uses, pictures, reporter);
  if (reporter.failed) return failure(reporter.all());
  checkAspects(uses, pictures, reporter);

  if (head.prices !== undefined) {
    const { library } = context;
    for (const { problem, path, at } of unknownPrices(head.prices, { library, prefix: ["prices"] }))
      reporter.add(problem, film.main.head.locate(path, at), { severity: "warning" });
  }
  const builder = new JobBuilder(pictures, film.files);
  const prices = head.prices ?? context.prices;
  return success({
    ...(head.title !== undefined && { title: head.title }),
    output: context.output ?? head.output,
    jobs: shots.flatMap((shot) => builder.jobs(shot)),
    skipped: expanded.shots.flatMap(({ id, isSkipped }) => (isSkipped && id !== undefined ? [id] : [])),
    ...(prices !== undefined && { prices }),
    warnings: reporter.all(),
  });
}
