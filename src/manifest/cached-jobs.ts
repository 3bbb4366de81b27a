import type { JsonObject } from "../base/json.ts";
import type { PictureFacts } from "../media/picture.ts";
import type { CheckedLines } from "./checked-lines.ts";
import type { Billing, Inputs, Job, LocalPicture } from "./job.ts";

/** What is known of a picture as long as its file bears the stamp. */
export interface KnownPicture extends PictureFacts {
  /** Absolute path. */
  readonly file: string;
  readonly stamp: string;
}

/**
 * Jobs as the first line of a cache keeps them: what a run with nothing to do asks of each. All else stands on lines of
 * its own, one for each job and then one for each picture, and stays bytes until somebody asks for it: ten thousand jobs
 * are read in a fraction of the time.
 */
export interface CachedJobs {
  readonly billings: readonly Billing[];
  readonly jobs: readonly JobRow[];
  /** The pictures' absolute paths, and at the same place in `stamps` what tells that a picture is unchanged. */
  readonly files: readonly string[];
  readonly stamps: readonly string[];
}

type PictureLine = Omit<KnownPicture, "file" | "stamp">;

/** id, take, fingerprint, clip, index of its billing, canLookUp, line */
type JobRow = readonly [string, number, string, string, number, boolean, number];

/** body, inputs, pictures */
type JobLine = readonly [JsonObject, Inputs, readonly PictureUse[]];

/** A picture of a job: key, at, its place in `files`, writtenAs. */
type PictureUse = readonly [string, LocalPicture["at"], number, string];

/** What makes rows and lines out of jobs, piece by piece: a storyboard of any length takes no more memory to write down. */
export interface JobsText {
  /** The members of `CachedJobs` as JSON, without braces. */
  readonly members: Iterable<string>;
  /** Each with its newline. */
  readonly lines: Iterable<string>;
}

export function cachedJobsText(jobs: readonly Job[], pictures: readonly KnownPicture[]): JobsText {
  return { members: membersText(jobs, pictures), lines: linesText(jobs, pictures) };
}

function* membersText(jobs: readonly Job[], pictures: readonly KnownPicture[]): Generator<string> {
  const billings = new Map<string, { readonly index: number; readonly billing: Billing }>();
  const billingIndex = (billing: Billing): number => {
    const name = `${billing.key} ${billing.seconds}`;
    const known = billings.get(name) ?? { index: billings.size, billing };
    billings.set(name, known);
    return known.index;
  };
  yield '"jobs":[';
  yield* listText(jobs, (job): JobRow => {
    const { id, take, fingerprint, clip, billing, canLookUp, line } = job;
    return [id, take, fingerprint, clip, billingIndex(billing), canLookUp, line];
  });
  yield '],"files":[';
  yield* listText(pictures, ({ file }) => file);
  yield '],"stamps":[';
  yield* listText(pictures, ({ stamp }) => stamp);
  // Known when all jobs have been seen.
  yield `],"billings":${JSON.stringify([...billings.values()].map(({ billing }) => billing))}`;
}

function* linesText(jobs: readonly Job[], pictures: readonly KnownPicture[]): Generator<string> {
  const places = new Map(pictures.map(({ file }, index) => [file, index]));
  const use = ({ key, at, file, writtenAs }: LocalPicture): PictureUse => {
    const place = places.get(file);
    if (place === undefined) throw new Error("a job's picture has been looked at");
    return [key, at, place, writtenAs];
  };
  for (const job of jobs) {
    const line: JobLine = [job.body, job.inputs, job.pictures.map(use)];
    yield `${JSON.stringify(line)}\n`;
  }
  for (const { file: _, stamp: _stamp, ...line } of pictures) {
    yield `${JSON.stringify(line)}\n`;
  }
}

function* listText<T>(list: readonly T[], rowOf: (one: T) => JobRow | string): Generator<string> {
  let separator = "";
  for (const one of list) {
    yield separator + JSON.stringify(rowOf(one));
    separator = ",";
  }
}

/** Gives back what `cachedJobsText` wrote; `lines` are the file's, the first one that of the rows. */
export class JobsReader {
  readonly #rows: CachedJobs;
  readonly #lines: CheckedLines;

  constructor(rows: CachedJobs, lines: CheckedLines) {
    this.#rows = rows;
    this.#lines = lines;
  }

  jobs(): Job[] {
    const { billings, jobs } = this.#rows;
    return jobs.map((row, index) => new CachedJob(row, billings, { reader: this, index }));
  }

  lineOf(index: number): JobLine {
    return JSON.parse(this.#lines.at(1 + index)) as JobLine;
  }

  /** The picture at this place in `files`. */
  picture(place: number): KnownPicture | undefined {
    const { files, stamps, jobs } = this.#rows;
    const [file, stamp] = [files[place], stamps[place]];
    if (file === undefined || stamp === undefined) return undefined;
    return { file, stamp, ...(JSON.parse(this.#lines.at(1 + jobs.length + place)) as PictureLine) };
  }
}

class CachedJob implements Job {
  readonly id: string;
  readonly take: number;
  readonly fingerprint: string;
  readonly clip: string;
  readonly billing: Billing;
  readonly canLookUp: boolean;
  readonly line: number;
  readonly #reader: JobsReader;
  readonly #index: number;

  constructor(
    [id, take, fingerprint, clip, billing, canLookUp, line]: JobRow,
    billings: readonly Billing[],
    { reader, index }: { readonly reader: JobsReader; readonly index: number },
  ) {
    this.id = id;
    this.take = take;
    this.fingerprint = fingerprint;
    this.clip = clip;
    this.billing = billings[billing] ?? { key: "", seconds: 0 };
    this.canLookUp = canLookUp;
    this.line = line;
    this.#reader = reader;
    this.#index = index;
  }

  get body(): JsonObject {
    return this.#reader.lineOf(this.#index)[0];
  }

  get inputs(): Inputs {
    return this.#reader.lineOf(this.#index)[1];
  }

  get pictures(): readonly LocalPicture[] {
    return this.#reader.lineOf(this.#index)[2].map(([key, at, place, writtenAs]) => {
      const known = this.#reader.picture(place);
      if (known === undefined) throw new Error("the cache knows its own pictures");
      const { file, sha256, bytes, mimeType } = known;
      return { key, at, file, writtenAs, sha256, bytes, mimeType };
    });
  }
}
