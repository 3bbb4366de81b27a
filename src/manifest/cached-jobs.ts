import type { JsonObject } from "../diagnostics/json.ts";
import type { PictureFacts, PictureKey } from "../media/picture.ts";
import type { Billing, Job, LocalPicture } from "./job.ts";

export type KnownPicture = PictureKey & PictureFacts;

/**
 * Jobs as a cache keeps them. A run with nothing to do asks a job for its fingerprint and little else, so what else
 * there is stays JSON text until somebody asks for it: ten thousand jobs are read in a fraction of the time.
 */
export interface CachedJobs {
  readonly billings: readonly Billing[];
  readonly pictures: readonly PictureRow[];
  readonly jobs: readonly JobRow[];
}

/** file, bytes, mtimeNs, inode, sha256, mimeType, width, height */
export type PictureRow = readonly [
  ...[string, number, string, string, string, KnownPicture["mimeType"], number, number],
];

/** id, take, fingerprint, clip, index of its billing, canLookUp, line; as JSON: body, inputs, pictures */
type JobRow = readonly [
  ...[string, number, string, string, number, boolean, number],
  ...[string, string, string],
];

/** A picture of a job: key, at, index of its row, writtenAs. */
type PictureUse = readonly [string, LocalPicture["at"], number, string];

/**
 * The members of `CachedJobs` as JSON without its braces, in small pieces: a storyboard of any length takes no more memory
 * to write down.
 */
export function* cachedJobsText(
  jobs: readonly Job[],
  pictures: readonly KnownPicture[],
): Generator<string, void, undefined> {
  const billings = new Map<string, { readonly index: number; readonly billing: Billing }>();
  const rows = new Map(pictures.map(({ file }, index) => [file, index]));
  const billingIndex = (billing: Billing): number => {
    const name = `${billing.key} ${billing.seconds}`;
    const known = billings.get(name) ?? { index: billings.size, billing };
    billings.set(name, known);
    return known.index;
  };
  const use = ({ key, at, file, writtenAs }: LocalPicture): PictureUse => {
    const row = rows.get(file);
    if (row === undefined) throw new Error("a job's picture has been looked at");
    return [key, at, row, writtenAs];
  };
  const rowOf = (job: Job): JobRow => [
    job.id,
    job.take,
    job.fingerprint,
    job.clip,
    billingIndex(job.billing),
    job.canLookUp,
    job.line,
    JSON.stringify(job.body),
    JSON.stringify(job.inputs),
    JSON.stringify(job.pictures.map(use)),
  ];
  yield '"jobs":[';
  yield* listText(jobs, rowOf);
  yield '],"pictures":[';
  yield* listText(pictures, encodePicture);
  // Known when all jobs have been seen.
  yield `],"billings":${JSON.stringify([...billings.values()].map(({ billing }) => billing))}`;
}

function* listText<T>(list: readonly T[], rowOf: (one: T) => JobRow | PictureRow): Generator<string> {
  let separator = "";
  for (const one of list) {
    yield separator + JSON.stringify(rowOf(one));
    separator = ",";
  }
}

export function decodeJobs({ billings, pictures, jobs }: CachedJobs): Job[] {
  const picture = ([key, at, row, writtenAs]: PictureUse): LocalPicture => {
    const known = pictures[row];
    if (known === undefined) throw new Error("the cache knows its own pictures");
    const { file, sha256, bytes, mimeType } = decodePicture(known);
    return { key, at, file, writtenAs, sha256, bytes, mimeType };
  };
  return jobs.map(([id, take, fingerprint, clip, billing, canLookUp, line, body, inputs, uses]) => ({
    id,
    take,
    get body() {
      return JSON.parse(body) as JsonObject;
    },
    get pictures() {
      return (JSON.parse(uses) as readonly PictureUse[]).map(picture);
    },
    get inputs() {
      return JSON.parse(inputs) as JsonObject;
    },
    fingerprint,
    clip,
    billing: billings[billing] ?? { key: "", seconds: 0 },
    canLookUp,
    line,
  }));
}

export function decodePicture(row: PictureRow): KnownPicture {
  const [file, bytes, mtimeNs, inode, sha256, mimeType, width, height] = row;
  return { file, bytes, mtimeNs, inode, sha256, mimeType, width, height };
}

function encodePicture(known: KnownPicture): PictureRow {
  const { file, bytes, mtimeNs, inode, sha256, mimeType, width, height } = known;
  return [file, bytes, mtimeNs, inode, sha256, mimeType, width, height];
}
