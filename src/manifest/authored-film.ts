import type { JsonObject } from "../base/json.ts";
import { failure, type Result, success } from "../base/result.ts";
import type { Contract } from "../contracts/contract.ts";
import type { Diagnostic, SourceFile } from "../diagnostics/diagnostic.ts";
import { mergeLayers } from "./bind/merge-layers.ts";
import type { ContractLibrary } from "./catalogue/contract-library.ts";
import { openContracts } from "./catalogue/project-contracts.ts";
import { type BibleEntry, type ByName, bibleOf } from "./expand/bible.ts";
import { expandShots } from "./expand/expand-shots.ts";
import type { ExpandedShot } from "./expand/expanded-shot.ts";
import { includesOf } from "./read/included-files.ts";
import { type FilmFile, type ReadInclude, readFilm } from "./read/read-film.ts";
import { readSource } from "./read/read-source.ts";
import { Reporter } from "./reporter.ts";

/** A shot as its authors wrote it: what its layers say, before words and style are woven into its prompt. */
export interface AuthoredShot extends ExpandedShot {
  readonly id: string;
  /** Absent where a skipped shot's model is not decided. */
  readonly contract?: Contract;
  /** Keys for the model, nearer layers before farther ones; of a shot without a contract those of its own layer. */
  readonly values: JsonObject;
}

/** A film as it is written, for whoever shows it to its authors or changes it for them. */
export interface AuthoredFilm {
  readonly source: SourceFile;
  /** The storyboard itself first. */
  readonly files: readonly FilmFile[];
  /** In film order, with those that are skipped. */
  readonly shots: readonly AuthoredShot[];
  readonly bible: ByName<BibleEntry>;
}

/**
 * Reads what the authors of a storyboard wrote. The storyboard must have passed its checks: what is wrong with it is
 * `loadStoryboard`'s to say, and here only what keeps it from being read at all.
 */
export async function readAuthoredFilm(
  file: string,
  context: {
    readonly source?: SourceFile;
    readonly library?: ContractLibrary;
    readonly readInclude?: ReadInclude;
  } = {},
): Promise<Result<AuthoredFilm, readonly Diagnostic[]>> {
  const read = context.source === undefined ? readSource(file) : success(context.source);
  if (!read.ok) return failure([read.error]);
  const library = context.library ?? (await openContracts(file));
  const source = read.value;
  const film = readFilm(source, context.readInclude ?? includesOf(file));
  const reporter = new Reporter();
  for (const { problem, place } of film.problems) reporter.add(problem, place);
  if (reporter.failed) return failure(reporter.all());
  const bible = bibleOf(film.files, new Reporter()) ?? new Map<string, BibleEntry>();
  const shots = expandShots(film, new Reporter()).shots.flatMap((shot) => authored(shot, library) ?? []);
  return success({ source, files: film.files, shots, bible });
}

function authored(shot: ExpandedShot, library: ContractLibrary): AuthoredShot | undefined {
  const { id, model, isUnchecked, layers } = shot;
  if (id === undefined) return undefined;
  const found =
    model === undefined ? undefined : isUnchecked ? success(library.unchecked(model)) : library.find(model);
  if (found === undefined || !found.ok) return { ...shot, id, values: layers[0].values };
  const { values } = mergeLayers(found.value, { layers, derived: {} });
  return { ...shot, id, contract: found.value, values };
}
