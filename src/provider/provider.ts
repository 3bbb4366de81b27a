import type { Cause } from "../base/cause.ts";
import type { Contract } from "../contracts/contract.ts";
import type { ClipRequest } from "../contracts/request/clip-request.ts";

/** One clip to be made, in nobody's wire format: the adaptor encodes it, and nobody else does. */
export interface ClipOrder {
  /** Pictures of this machine are `sha256:HEX`. */
  readonly request: ClipRequest;
  /** What the request follows: names and order of parameters, how frames are given, the model's name on the wire. */
  readonly contract: Contract;
  /** Where the provider has the request's pictures and videos, by `sha256:HEX`. */
  readonly pictures: ReadonlyMap<string, string>;
  /** A name of our own for the submit, by which it can be looked up; absent where the model documents no look-up. */
  readonly clientId?: string;
}

/**
 * What a submit came to, distinguished by what it means for money.
 * Only `accepted` has a task; only `unknown` may have one that we do not know.
 */
export type SubmitOutcome =
  | {
      readonly kind: "accepted";
      readonly taskId: string;
      readonly status: TaskStatus;
      /**
       * What the adaptor needs to come back to the task, where the id is not enough: addresses out of the answer, say.
       * It is recorded with the attempt and given back as it is; nobody else reads it. Holds no secret.
       */
      readonly operation?: string;
      /** How many more submits the account takes right now (`X-RateLimit-Remaining`), where the answer said so. */
      readonly remaining?: number;
    }
  /** The request never left this machine (no address, connection refused, TLS refused): safe to send again. */
  | { readonly kind: "not_sent"; readonly cause: Cause }
  /** 429, or 503 with a limiter's code: refused before acceptance; send again after the delay. */
  | { readonly kind: "limited"; readonly retryAfterMs?: number; readonly cause: Cause }
  /** 400, 403, 404, 413, 422: this shot is refused in the provider's words. */
  | { readonly kind: "refused"; readonly moderation: boolean; readonly cause: Cause }
  /** 401 */
  | { readonly kind: "key_refused"; readonly cause: Cause }
  /** 402 */
  | { readonly kind: "no_balance"; readonly cause: Cause }
  /** The request may have reached the provider: reset, time-out, 500, 502, 504, an unreadable 2xx. */
  | { readonly kind: "unknown"; readonly cause: Cause };

/** A task of this provider, as its attempt recorded it. */
export interface TaskRef {
  readonly taskId: string;
  /** From `accepted`; absent where there was none, and for a task that somebody named by hand. */
  readonly operation?: string | undefined;
}

export type TaskStatus = "queued" | "in_progress" | "completed" | "failed";

/** A task as the provider describes it. Unknown non-final words are `in_progress` with `word` set. */
export interface Task {
  readonly taskId: string;
  readonly status: TaskStatus;
  /** The provider's own word where it is none of the four. */
  readonly unknownWord?: string;
  /** 0 to 100. */
  readonly progress?: number;
  /** The likeliest video of the files that the answer names. */
  readonly resultUrl?: string;
  /** The other files, the likeliest video first; absent where there are none. */
  readonly otherResultUrls?: readonly string[];
  /** Unix seconds. */
  readonly createdAt?: number;
  readonly completedAt?: number;
  readonly expiresAt?: number;
  /** Our own name for the submit (`ClipOrder.clientId`), where the answer says it. */
  readonly clientId?: string;
  /** The model's name as the answer gives it. */
  readonly model?: string;
  readonly failure?: Cause & { readonly moderation: boolean };
}

export type QueryOutcome =
  /** The asked task, by its id: an answer about another one, or about none by name, is `unavailable`. */
  | { readonly kind: "task"; readonly task: Task }
  /** In the API's own documented words; any other 404 is `unavailable`. */
  | { readonly kind: "not_found"; readonly cause: Cause }
  | { readonly kind: "limited"; readonly retryAfterMs?: number; readonly cause: Cause }
  | { readonly kind: "key_refused"; readonly cause: Cause }
  /** A failure of the network, 5xx, HTML, broken JSON: look again later. */
  | { readonly kind: "unavailable"; readonly cause: Cause };

export interface Upload {
  /** Absolute path of the picture or the video. */
  readonly file: string;
  readonly fileName: string;
  /** `image/...` or `video/...`. */
  readonly mimeType: string;
  readonly bytes: number;
  /** What the content was when it was checked, lower-case hex. Anything else is not uploaded. */
  readonly sha256: string;
}

export type UploadOutcome =
  | { readonly kind: "uploaded"; readonly url: string }
  /** The file is not what was checked, or can no longer be read. What was sent of it counts for nothing. */
  | { readonly kind: "picture_changed"; readonly cause: Cause }
  /** The provider cannot be reached: the request never left this machine. */
  | { readonly kind: "not_sent"; readonly cause: Cause }
  | { readonly kind: "limited"; readonly retryAfterMs?: number; readonly cause: Cause }
  | { readonly kind: "refused"; readonly cause: Cause }
  | { readonly kind: "key_refused"; readonly cause: Cause }
  | { readonly kind: "no_balance"; readonly cause: Cause }
  | { readonly kind: "unavailable"; readonly cause: Cause };

/** The account's balance. */
export type BalanceOutcome =
  | {
      readonly kind: "balance";
      readonly remaining: number;
      readonly used: number;
      /** Of both: `USD`. */
      readonly currency: string;
      readonly unlimited: boolean;
    }
  | { readonly kind: "key_refused"; readonly cause: Cause }
  | { readonly kind: "unavailable"; readonly cause: Cause };

/** The models that the account may use. */
export type ModelsOutcome =
  /** As requests name them. */
  | { readonly kind: "models"; readonly names: readonly string[] }
  | { readonly kind: "key_refused"; readonly cause: Cause }
  | { readonly kind: "unavailable"; readonly cause: Cause };

/** The body of a result file, from `offset` on. */
export interface ResultContent {
  readonly kind: "content";
  /** Where the body starts: the asked offset when the server resumed, 0 when it began anew. */
  readonly offset: number;
  /** Length of the whole file where the server said so. */
  readonly totalBytes?: number;
  readonly contentType?: string;
  /** A strong validator for `If-Range`, where there is one. */
  readonly validator?: string;
  /** Throws `ResultStalled` or `ResultBroken` (result-errors.ts), both with a `code`, when the body breaks off. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Lets go of a body that is not wanted, without reading it. A `for await` that ends early does so by itself. */
  discard(): void;
}

export type ResultOutcome =
  | ResultContent
  /** 404, 409, 425: perhaps not there yet; try again, then ask for the task again. */
  | { readonly kind: "not_ready"; readonly cause: Cause }
  /** 403, 410: the URL is dead; a fresh one may come from the task. */
  | { readonly kind: "expired"; readonly cause: Cause }
  /** 416: the part on disk is longer than the file, or all of it; `totalBytes` where the server says so. */
  | { readonly kind: "range_refused"; readonly totalBytes?: number; readonly cause: Cause }
  /** Not to be tried again as it is: a redirect to plain http, an URL that is none. */
  | { readonly kind: "forbidden"; readonly cause: Cause }
  | { readonly kind: "unavailable"; readonly retryAfterMs?: number; readonly cause: Cause };

/** What an adaptor knows of its API, for whoever has to judge what an answer proves, or what can be asked for. */
export interface ProviderFacts {
  /** Stable: contracts name their provider by it, and attempts are recorded with it. */
  readonly name: string;
  /** How long a submit may be under way before this side gives it up, milliseconds. */
  readonly answerMs: number;
  /** For how long after a submit the API surely knows the task, milliseconds. */
  readonly remembersMs: number;
  /** The documented time between two looks at a task, milliseconds; what a run's patience is measured in. */
  readonly pollIntervalMs: number;
  /** How long a result can be fetched after its task was completed, milliseconds; used where an answer names no time. */
  readonly resultLifeMs: number;
  /** The largest picture, and the largest video, that it takes as an upload, bytes. */
  readonly largestPictureBytes: number;
  readonly largestVideoBytes: number;
}

/** The port between `run` and a provider; each folder beside this file has an adaptor. No method throws for what a network can do. */
export interface VideoProvider {
  readonly facts: ProviderFacts;
  /**
   * A mark of the account whose key is in use: `SALT:` and eight hexadecimal digits of a salted digest. Enough to
   * distinguish accounts, and too little to lead to the key. `salt` is `[A-Za-z0-9_-]+`.
   */
  accountMark(salt: string): string;
  /**
   * Resolves when the submit rate limit lets one more submit leave. Asked before the intent is written, so that
   * nothing is on record as "perhaps sent" while it only waits for its turn. `submit` itself does not wait.
   */
  submitTurn(signal: AbortSignal): Promise<void>;
  submit(order: ClipOrder, signal: AbortSignal): Promise<SubmitOutcome>;
  query(task: TaskRef, signal: AbortSignal): Promise<QueryOutcome>;
  /** Looks for the task of a submit by our own name for it; asked only where the contract documents that. */
  lookUp(clientId: string, signal: AbortSignal): Promise<QueryOutcome>;
  upload(upload: Upload, signal: AbortSignal): Promise<UploadOutcome>;
  balance(signal: AbortSignal): Promise<BalanceOutcome>;
  models(signal: AbortSignal): Promise<ModelsOutcome>;
  /** Opens a result file. The key goes along only to the base URL's own origin. */
  openResult(
    request: { readonly url: string; readonly offset: number; readonly validator?: string },
    signal: AbortSignal,
  ): Promise<ResultOutcome>;
  close(): Promise<void>;
}
