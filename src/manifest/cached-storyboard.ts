import type { JsonObject } from "../base/json.ts";
import type { Contract } from "../contracts/contract.ts";
import { type Frames, inputsOf } from "../contracts/request/clip-request.ts";
import type { Diagnostic, Label, SourceFile } from "../diagnostics/diagnostic.ts";
import type { VideoFacts } from "../media/clip-facts.ts";
import type { FrameFitting } from "../media/fit-frame.ts";
import type { PictureFacts } from "../media/picture.ts";
import type { CompiledStoryboard } from "./compile-storyboard.ts";
import { type Billing, clipName, type Job, type LocalPicture, type Need } from "./job.ts";

/** What is known of a picture or a video as long as its file has the stamp. */
export type KnownPicture = (PictureFacts | VideoFacts) & {
  /** Absolute path. */
  readonly file: string;
  readonly stamp: string;
};

/**
 * A compiled storyboard as JSON: what many jobs share is written once and named by its place, and a job is a row. Of its
 * request and inputs, which say the same in two ways, only the request is written; the inputs are made from it.
 */
export interface CachedStoryboard {
  readonly batch: Omit<CompiledStoryboard, "jobs" | "warnings">;
  readonly warnings: readonly CachedWarning[];
  readonly billings: readonly Billing[];
  /** Names, such as `kling-v3@2026-05`. */
  readonly contracts: readonly string[];
  /** What jobs of one scene or file share. */
  readonly groups: readonly JobGroup[];
  /** The keys of shots that name pictures. */
  readonly keys: readonly string[];
  readonly jobs: readonly JobRow[];
}

/** `source` is a place in the list of sources. */
type Sourced<T extends { readonly source: SourceFile }> = Omit<T, "source"> & { readonly source: number };
type CachedWarning = Omit<Sourced<Diagnostic>, "labels"> & { readonly labels?: readonly Sourced<Label>[] };
type JobGroup = Pick<Job, "scene" | "tags" | "trim" | "writtenIn">;

/** id, take, needs, contract, prompt, parameters, frames, pictures, fingerprint, billing, line, group; contract, billing and group by place. */
type JobRow = readonly [
  string,
  number,
  readonly Need[],
  number,
  string | null,
  JsonObject,
  Frames,
  readonly PictureRow[],
  string,
  number,
  number,
  number,
];
/** Place of its key, place among the pictures, as written, what is made of it. */
type PictureRow = readonly [number, number, string, FrameFitting?];

/** What makes a cached storyboard whole again. */
export interface CacheContext {
  /** In the order in which they were kept. */
  readonly pictures: readonly KnownPicture[];
  /** The files that warnings may be about. */
  readonly sources: readonly SourceFile[];
  /** The contract of this name, an alias perhaps. */
  readonly contractOf: (id: string) => Contract | undefined;
}

/** `undefined` for a storyboard that cannot be kept: one of its warnings is about another file. */
export function toCached(
  compiled: CompiledStoryboard,
  pictures: readonly KnownPicture[],
  sources: readonly SourceFile[],
): CachedStoryboard | undefined {
  const { jobs, warnings, ...batch } = compiled;
  const placeOf = ({ source }: { readonly source: SourceFile }): number => sources.indexOf(source);
  const cachedWarnings = warnings.map(({ labels, ...warning }) => ({
    ...warning,
    source: placeOf(warning),
    ...(labels !== undefined && { labels: labels.map((label) => ({ ...label, source: placeOf(label) })) }),
  }));
  const isForeign = ({ source }: { readonly source: number }): boolean => source === -1;
  if (cachedWarnings.some((warning) => isForeign(warning) || warning.labels?.some(isForeign) === true))
    return undefined;
  const billings = new Places<Billing>();
  const contracts = new Places<string>();
  const keys = new Places<string>();
  const groups = new Places<JobGroup>();
  const files = new Map(pictures.map(({ file }, place) => [file, place]));
  const pictureRow = ({ key, file, writtenAs, fit }: LocalPicture): PictureRow => {
    const place = files.get(file);
    if (place === undefined) throw new Error("a job's picture has been looked at");
    return fit === undefined ? [keys.of(key), place, writtenAs] : [keys.of(key), place, writtenAs, fit];
  };
  const rows = jobs.map(
    (job): JobRow => [
      job.id,
      job.take,
      job.needs,
      contracts.of(nameOf(job.contract)),
      job.request.prompt ?? null,
      job.request.parameters,
      job.request.frames,
      job.pictures.map(pictureRow),
      job.fingerprint,
      billings.of(job.billing),
      job.line,
      groups.of(groupOf(job)),
    ],
  );
  return {
    batch,
    warnings: cachedWarnings,
    billings: billings.list,
    contracts: contracts.list,
    groups: groups.list,
    keys: keys.list,
    jobs: rows,
  };
}

function groupOf({ scene, tags, trim, writtenIn }: Job): JobGroup {
  return {
    ...(scene !== undefined && { scene }),
    ...(tags !== undefined && { tags }),
    ...(trim !== undefined && { trim }),
    ...(writtenIn !== undefined && { writtenIn }),
  };
}

/** `undefined` where a contract is not there any more. */
export function fromCached(
  cached: CachedStoryboard,
  { pictures, sources, contractOf }: CacheContext,
): CompiledStoryboard | undefined {
  const { batch, warnings, billings, groups, keys } = cached;
  const contracts = cached.contracts.flatMap((id) => contractOf(id) ?? []);
  if (contracts.length < cached.contracts.length) return undefined;
  const pictureOf = ([key, place, writtenAs, fit]: PictureRow): LocalPicture => {
    const { file, sha256, bytes, mimeType } = at(pictures, place);
    return { key: at(keys, key), file, writtenAs, sha256, bytes, mimeType, ...(fit && { fit }) };
  };
  const jobOf = (row: JobRow): Job => {
    const [id, take, needs, contractPlace, prompt, parameters, frames, ...rest] = row;
    const [pictureRows, fingerprint, billing, line, group] = rest;
    const contract = at(contracts, contractPlace);
    const request = { contract: contract.id, ...(prompt !== null && { prompt }), parameters, frames };
    return {
      kind: "clip",
      id,
      take,
      needs,
      request,
      contract,
      pictures: pictureRows.map(pictureOf),
      inputs: inputsOf(contract, request),
      fingerprint,
      clip: clipName(id, take),
      billing: at(billings, billing),
      canLookUp: contract.client_business_id,
      line,
      ...at(groups, group),
    };
  };
  return {
    ...batch,
    warnings: warnings.map(({ labels, ...warning }) => ({
      ...warning,
      source: at(sources, warning.source),
      ...(labels !== undefined && {
        labels: labels.map((label) => ({ ...label, source: at(sources, label.source) })),
      }),
    })),
    jobs: cached.jobs.map(jobOf),
  };
}

/** What a library finds the contract by. An alias is sent as it was written, so it is part of the name. */
function nameOf({ id, aliases, wire_model, revision }: Contract): string {
  return aliases.includes(wire_model) ? `${wire_model}@${revision}` : id;
}

/** A list in which equal values, as JSON, are there once. */
class Places<T> {
  readonly list: T[] = [];
  readonly #known = new Map<string, number>();

  of(value: T): number {
    const name = JSON.stringify(value);
    const known = this.#known.get(name) ?? this.list.push(value) - 1;
    this.#known.set(name, known);
    return known;
  }
}

function at<T>(list: readonly T[], place: number): T {
  const found = list[place];
  if (found === undefined) throw new Error("the cache knows its own places");
  return found;
}
