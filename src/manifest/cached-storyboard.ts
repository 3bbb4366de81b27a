import type { Diagnostic, SourceFile } from "../diagnostics/diagnostic.ts";
import type { PictureFacts } from "../media/picture.ts";
import type { CompiledStoryboard } from "./compile-storyboard.ts";
import type { Billing, Job, LocalPicture } from "./job.ts";

/** What is known of a picture as long as its file has the stamp. */
export interface KnownPicture extends PictureFacts {
  /** Absolute path. */
  readonly file: string;
  readonly stamp: string;
}

/** A compiled storyboard as JSON, with what many jobs share written once. */
export interface CachedStoryboard {
  readonly batch: Omit<CompiledStoryboard, "jobs" | "warnings">;
  readonly warnings: readonly CachedWarning[];
  readonly billings: readonly Billing[];
  readonly jobs: readonly CachedJob[];
}

/** Places in lists: of the sources, of `billings`, of the pictures. */
type CachedWarning = Omit<Diagnostic, "source" | "labels"> & { readonly source: number };
type CachedJob = Omit<Job, "billing" | "pictures"> & {
  readonly billing: number;
  readonly pictures: readonly CachedPicture[];
};
type CachedPicture = Pick<LocalPicture, "key" | "at" | "writtenAs"> & { readonly picture: number };

/** `undefined` for a storyboard that cannot be kept: one of its warnings is about another file. */
export function toCached(
  compiled: CompiledStoryboard,
  pictures: readonly KnownPicture[],
  sources: readonly SourceFile[],
): CachedStoryboard | undefined {
  const { jobs, warnings, ...batch } = compiled;
  const billings = [...new Map(jobs.map(({ billing }) => [billing, billing])).keys()];
  const placeOfBilling = new Map(billings.map((billing, place) => [billing, place]));
  const placeOfPicture = new Map(pictures.map(({ file }, place) => [file, place]));
  const cachedWarnings = warnings.map(({ source, labels: _, ...warning }) => ({
    ...warning,
    source: sources.indexOf(source),
  }));
  if (warnings.some(({ labels }) => labels !== undefined)) return undefined;
  if (cachedWarnings.some(({ source }) => source === -1)) return undefined;
  return {
    batch,
    warnings: cachedWarnings,
    billings,
    jobs: jobs.map((job) => ({
      ...job,
      billing: placeOfBilling.get(job.billing) ?? 0,
      pictures: job.pictures.map(({ key, at, writtenAs, file }) => {
        const picture = placeOfPicture.get(file);
        if (picture === undefined) throw new Error("a job's picture has been looked at");
        return { key, at, writtenAs, picture };
      }),
    })),
  };
}

export function fromCached(
  { batch, warnings, billings, jobs }: CachedStoryboard,
  pictures: readonly KnownPicture[],
  sources: readonly SourceFile[],
): CompiledStoryboard {
  return {
    ...batch,
    warnings: warnings.map((warning) => ({ ...warning, source: at(sources, warning.source) })),
    jobs: jobs.map((job) => ({
      ...job,
      billing: at(billings, job.billing),
      pictures: job.pictures.map(({ key, at: place, writtenAs, picture }) => {
        const { file, sha256, bytes, mimeType } = at(pictures, picture);
        return { key, at: place, file, writtenAs, sha256, bytes, mimeType };
      }),
    })),
  };
}

function at<T>(list: readonly T[], place: number): T {
  const found = list[place];
  if (found === undefined) throw new Error("the cache knows its own places");
  return found;
}
