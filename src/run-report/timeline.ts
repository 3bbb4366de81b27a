import type { RecordLine, RequestCounts } from "../run-record/record-line.ts";

/** What a take is doing. */
export const phases = [
  /** Another shot's clip is not there yet. */
  "clip_wait",
  /** Its turn has not come: tasks in flight, or downloads, are at their limit, or the rate of submits is. */
  "turn",
  "upload",
  "submit",
  /** The provider has the task and has not begun. */
  "queue",
  "generation",
  /** At the provider: the record does not say whether it waited or was made. */
  "task",
  "download",
] as const;

export type Phase = (typeof phases)[number];

/** In these the provider has a task. */
export const inFlight: ReadonlySet<Phase> = new Set<Phase>(["queue", "generation", "task"]);

/** One phase of one take, Unix milliseconds. */
export interface Span {
  readonly phase: Phase;
  readonly from: number;
  readonly to: number;
}

/** A try that failed, and will be made again. */
export interface RetryMark {
  readonly at: number;
  readonly step: "upload" | "submit" | "query" | "download";
  readonly code: string;
  readonly delayMs: number;
}

export type RowOutcome =
  | "done"
  | "failed"
  | "uncertain"
  | "unfetched"
  /** Planned, and never begun: the run stopped, or a clip that it needs is missing. */
  | "not_started"
  /** Begun; the record ends before it does. */
  | "unknown";

export interface TakeKey {
  readonly id: string;
  readonly take: number;
}

/** One take. */
export interface Row extends TakeKey {
  /** In the order of time; they do not overlap. */
  readonly spans: readonly Span[];
  readonly retries: readonly RetryMark[];
  readonly outcome: RowOutcome;
  /** Of a failure: a word, not a sentence. */
  readonly code?: string | undefined;
  /** Takes whose clips it waited for in this run. */
  readonly waitedFor: readonly TakeKey[];
}

/** What happened in one run, and when. */
export interface Timeline {
  /** `lockfile`: there is no record of a run; submits and completions alone are known. */
  readonly source: "record" | "lockfile";
  /** Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly rows: readonly Row[];
  readonly run?: RunFacts | undefined;
}

/** What a record says besides. */
export interface RunFacts {
  readonly command: string;
  /** The last line of the record is there: the run came to its end. */
  readonly isWhole: boolean;
  /** The record became too large, and lines are missing. */
  readonly isFull: boolean;
  /** Lines that could not be read. */
  readonly broken: number;
  readonly end?: Extract<RecordLine, { type: "end" }> | undefined;
  readonly stopped?: string | undefined;
  /** As last written down. */
  readonly requests?: RequestCounts | undefined;
  readonly uploadedBytes: number;
}

/** `sc010_sh0010` with its take, as a key of a map. */
export function keyOf({ id, take }: TakeKey): string {
  return `${id} ${take}`;
}

/** When the last span ends; `undefined` for a row without any. */
export function endOf(row: Row): number | undefined {
  return row.spans.at(-1)?.to;
}
