import type { JsonObject } from "../base/json.ts";
import type { Contract } from "../contracts/contract.ts";
import type { ClipRequest } from "../contracts/request/clip-request.ts";
import type { VideoFacts } from "../media/clip-facts.ts";
import type { FrameFitting } from "../media/fit-frame.ts";
import type { PictureFacts } from "../media/picture.ts";
import type { Prices } from "./prices.ts";

/** A picture or a video on this machine that goes into a request, where it is `sha256:HEX`. */
export interface LocalPicture {
  /** The storyboard's key, with an index where the key holds a list: `first_frame`, `image_urls[1]`. */
  readonly key: string;
  /** Absolute path. Never written to any file. */
  readonly file: string;
  /** As written in the storyboard, for messages. */
  readonly writtenAs: string;
  /** Lower-case hex of the content's SHA-256. */
  readonly sha256: string;
  readonly bytes: number;
  readonly mimeType: PictureFacts["mimeType"] | VideoFacts["mimeType"];
  /** What is made of it before it is uploaded. All else here is about the file as it is. */
  readonly fit?: FrameFitting;
}

/** What one clip will be billed as; prices are looked up by `key`. */
export interface Billing {
  /** The model's billing key, such as `kling-v3 1080P+Sound`. */
  readonly key: string;
  /** Of the clip; 0 where nobody can say: the model is not checked, and the shot asks for no length. */
  readonly seconds: number;
  /** Of media that are billed beside the clip, the most that they may be; absent where there are none. */
  readonly secondsBeside?: number;
}

/**
 * What reaches the provider, in storyboard terms, without values equal to the contract's defaults;
 * local pictures are `sha256:HEX`. Keys: `model` (the contract's id, `kling-v3@2026-05`), `prompt`,
 * parameters, `first_frame`, `last_frame`. Stored in the lockfile; the fingerprint is its digest.
 */
export type Inputs = JsonObject;

/**
 * One take of one shot, validated: the template of a request, which is whole once all that it `needs` is there. Plain
 * data: it can be cached as JSON.
 */
export interface Job {
  /** What is paid for. */
  readonly kind: "clip";
  /** The shot's id. */
  readonly id: string;
  /** The scene that the shot is in, where the storyboard has scenes. */
  readonly scene?: string;
  /** Words to select by; absent where there are none. */
  readonly tags?: readonly string[];
  /** From 1. */
  readonly take: number;
  /** Other jobs whose clips go into this one; mostly none. */
  readonly needs: readonly Need[];
  /** What is asked for, without any provider's format. The inputs, and with them the fingerprint, are made from it. */
  readonly request: ClipRequest;
  /** What the request follows; one object for all jobs of a model. An adaptor needs it to encode the request. */
  readonly contract: Contract;
  readonly pictures: readonly LocalPicture[];
  readonly inputs: Inputs;
  /** `v1:` and the digest of `inputs`. */
  readonly fingerprint: string;
  /** Name of the clip inside the output folder: `sc010_sh0010.mp4`, `sc010_sh0010_t02.mp4`. */
  readonly clip: string;
  readonly billing: Billing;
  /** Does the contract document `client_business_id`, so that a submit can be looked up? */
  readonly canLookUp: boolean;
  /** Which part of the clip the cut has; absent: all of it. It decides on nothing that is paid. */
  readonly trim?: Trim;
  /** The shot's line in the storyboard, or in the file that it includes, from 1. */
  readonly line: number;
  /** The included file that the shot is written in, from the storyboard's folder on, with `/`. */
  readonly writtenIn?: string;
}

/** `in` and `out` of a shot: moments of its clip, in seconds. Absent: the clip's beginning, and its end. */
export interface Trim {
  readonly inSeconds?: number;
  readonly outSeconds?: number;
}

/** A job that must have its clip before another can be submitted. */
export interface Need {
  readonly id: string;
  readonly take: number;
}

/** A storyboard after validation: settings resolved, every shot expanded into its takes, in film order. */
export interface Batch {
  readonly title?: string;
  /** The output folder relative to the storyboard, with `/`: `clips`. */
  readonly output: string;
  readonly jobs: readonly Job[];
  /** Ids of shots with `skip: true`, in film order: they are not jobs, and what they have is kept. */
  readonly skipped: readonly string[];
  readonly prices?: Prices;
}

/**
 * The clip of one take. The first take has the shot's name alone, so that asking for more takes renames nothing:
 * `sc010.mp4`, `sc010_t02.mp4`, `sc010_t03.mp4`.
 */
export function clipName(id: string, take: number): string {
  return take === 1 ? `${id}.mp4` : `${id}_t${String(take).padStart(2, "0")}.mp4`;
}
