import type { JsonObject } from "../base/json.ts";
import type { FrameUrls } from "./clip-shape.ts";
import type { ClipMaker, ClipShape } from "./clips.ts";
import type { FaultScript } from "./faults.ts";
import type { RateLimits } from "./rate-limits.ts";

/** One way in which a request body breaks the model's contract. */
export interface BodyIssue {
  /** `duration`, `image_urls[2]`; empty for the body as a whole. */
  readonly path: string;
  readonly message: string;
}

export interface RehearsalOptions {
  /** The one key that is accepted; without it any bearer token will do. */
  readonly apiKey?: string;
  /** Default: a free port. */
  readonly port?: number;
  /** Serves results and uploads from a second port, hence from another origin than the API's. */
  readonly filesOnOwnPort?: boolean;
  /** Checks a submit against the model's contract; any issue is answered with 400. */
  readonly validate?: (body: JsonObject) => readonly BodyIssue[];
  /** Models whose tasks are found by `client_business_id`. Default: those that document it. */
  readonly canLookUp?: (model: string) => boolean;
  /** Default: `stubClips()`. */
  readonly clips?: ClipMaker;
  /** Corrects the size and length that are read from a body, where the contract has defaults of its own. */
  readonly shape?: (body: JsonObject) => Partial<ClipShape>;
  /** Which pictures of a body are frames, where the contract says otherwise than `frameUrls`. */
  readonly frames?: (body: JsonObject) => FrameUrls;
  /** How long a task takes. Default: 2 s. `index` counts accepted tasks from 0. */
  readonly generationMs?: (body: JsonObject, index: number) => number;
  /** Tasks stay queued until `progress`, `complete` or `fail` is called. */
  readonly manual?: boolean;
  /** Unix milliseconds. Default: the system's clock. */
  readonly now?: () => number;
  readonly faults?: FaultScript;
  /** Default: none. See `documentedRateLimits`. */
  readonly rateLimits?: RateLimits;
  /** Default: 1,000 US dollars and 0.01 a task; `"unlimited"` for an account without a quota. */
  readonly balance?: { readonly remaining: number; readonly perTask: number } | "unlimited";
  /** How many requests are kept in `requests`, the newest; default 20,000. 0 keeps none; counts go on. */
  readonly recordRequests?: number;
  /** Starts task ids: `video_PREFIX_000001`. Default: from the time, so that no two servers share ids. */
  readonly idPrefix?: string;
  /** The body of a task that an earlier server accepted; such a task is complete, and was not paid here. */
  readonly recallTask?: (taskId: string) => JsonObject | undefined;
  /** The bytes of a picture that this server never saw uploaded, by whatever stands in the body. */
  readonly recallPicture?: (reference: string) => Promise<Uint8Array | undefined>;
}

/** `client_business_id` is documented for these (August 2026). */
export const modelsWithLookUp: ReadonlySet<string> = new Set(["seedance-2", "seedance-2-5", "MiniMax-H3"]);
