import type { Cause } from "../base/cause.ts";
import type { JsonObject } from "../base/json.ts";

/**
 * The durable states of an attempt. `pending` is the absence of an attempt, and `uploading` leaves no trace:
 * neither costs anything when it is lost.
 *
 *     submitting -> queued -> in_progress -> downloading -> done
 *         |            |            |
 *      uncertain     failed       failed
 */
export type AttemptState =
  | "submitting"
  | "uncertain"
  | "queued"
  | "in_progress"
  | "downloading"
  | "done"
  | "failed";

/** Facts about the clip file of a finished attempt. */
export interface ClipFacts {
  /** Relative to the output folder, with `/`: `sc010_sh0010.mp4` or `superseded/sc010_sh0010.3fa9c1.mp4`. */
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly durationSeconds: number;
  readonly width: number;
  readonly height: number;
}

/** One submit of one job and everything that came of it. */
export interface Attempt {
  /** Unique; minted before the submit, outside of any retry. Sent as `client_business_id` where documented. */
  readonly attemptId: string;
  readonly state: AttemptState;
  readonly fingerprint: string;
  readonly inputs: JsonObject;
  /** Unix milliseconds of the intent to submit. */
  readonly submittedAt: number;
  readonly taskId?: string;
  /** Unix milliseconds when the task was seen completed or failed. */
  readonly finishedAt?: number;
  /** Present from `downloading` until `done`. */
  readonly resultUrl?: string;
  /** Unix seconds, as the provider tells it (24 h after completion): when the result URL dies. */
  readonly expiresAt?: number;
  /** Why it failed, is uncertain, or could not be followed or fetched yet. */
  readonly error?: Cause;
  /** From the verified download on; final once the state is `done`. */
  readonly clip?: ClipFacts;
}

/** All that is known of one take of one shot: attempts in order, the newest last. */
export interface TakeRecord {
  /** From 1. */
  readonly take: number;
  readonly attempts: readonly Attempt[];
}

/** Every shot's takes by its id, in no order. A `Map` is one. */
export interface LockState extends Iterable<[string, readonly TakeRecord[]]> {
  readonly size: number;
  get(id: string): readonly TakeRecord[] | undefined;
  has(id: string): boolean;
  keys(): Iterable<string>;
}

export function recordOf(state: LockState, id: string, take: number): TakeRecord | undefined {
  return state.get(id)?.find((record) => record.take === take);
}

/**
 * One fact for the journal. Replaying a journal over the state that it started from, or over a later one,
 * gives the same result: changes name their attempt, and a state never goes back.
 */
export type StateChange = { readonly id: string; readonly take: number; readonly attemptId: string } & (
  | {
      readonly type: "submitting";
      readonly fingerprint: string;
      readonly inputs: JsonObject;
      readonly at: number;
    }
  /** The job failed before any submit, as when a picture of it was refused: an attempt that begins as failed. */
  | {
      readonly type: "rejected";
      readonly fingerprint: string;
      readonly inputs: JsonObject;
      readonly error: Cause;
      readonly at: number;
    }
  | { readonly type: "accepted"; readonly taskId: string }
  | { readonly type: "in_progress" }
  | { readonly type: "uncertain"; readonly error: Cause }
  /** The request never reached the provider, or was refused before acceptance: the attempt never was. */
  | { readonly type: "withdrawn" }
  | { readonly type: "failed"; readonly error: Cause; readonly at: number }
  | {
      readonly type: "completed";
      readonly at: number;
      readonly resultUrl?: string;
      readonly expiresAt?: number;
    }
  /** Something is in the way (polling or download failed for now); the state stays. */
  | { readonly type: "troubled"; readonly error: Cause }
  /** The `.part` file is whole and verified; it is about to be renamed to `clip.file`. */
  | { readonly type: "fetched"; readonly clip: ClipFacts }
  | { readonly type: "done" }
  /** The clip of a done attempt was moved (superseded, or brought back). */
  | { readonly type: "moved"; readonly file: string }
);
