import type { JsonObject } from "../../base/json.ts";
import type { ClipMaker, ClipShape } from "../clips.ts";
import type { FileFacts } from "../rules/field.ts";
import type { FrameUrls } from "./clip-shape.ts";
import type { RehearsalTask } from "./tasks.ts";

/** One way in which a request body breaks the model's contract. */
export interface BodyIssue {
  /** `duration`, `image_urls[2]`; empty for the body as a whole. */
  readonly path: string;
  readonly message: string;
}

/** Is called as things happen; what is done with it is the caller's. */
export interface RehearsalObserver {
  /** A submit was accepted: with the real provider it is paid from here on. */
  accepted(task: RehearsalTask): void;
  /** A clip was made, or could not be made. */
  clipSettled(task: RehearsalTask): void;
}

export interface RehearsalOptions {
  readonly clips: ClipMaker;
  /** How long a task takes. `index` counts accepted tasks from 0. */
  readonly generationMs: (body: JsonObject, index: number) => number;
  /** The one key that is accepted; without it any bearer token will do. */
  readonly apiKey?: string;
  /** Checks a submit, and the uploads that it names, by the model's rules; any issue is answered with 400. */
  readonly validate?: (
    body: JsonObject,
    fileAt: (address: string) => FileFacts | undefined,
  ) => readonly BodyIssue[];
  /** Models whose tasks are found by `client_business_id`. Default: none. */
  readonly canLookUp?: (model: string) => boolean;
  /** The video models that the key may use. Default: none. */
  readonly models?: readonly string[];
  /** Corrects the size and length that are read from a body, where the contract has defaults of its own. */
  readonly shape?: (body: JsonObject) => Partial<ClipShape>;
  /** Which of a body's URLs are frames, where the contract says so; without it they are looked for by their names. */
  readonly frames?: (body: JsonObject) => FrameUrls | undefined;
  /** Unix milliseconds. Default: the system's clock. */
  readonly now?: () => number;
  /** Starts task ids: `video_PREFIX_000001`. Default: from the time, so that no two servers share ids. */
  readonly idPrefix?: string;
  /** The body of a task that an earlier server accepted; such a task is complete, and was not paid here. */
  readonly recallTask?: (taskId: string) => JsonObject | undefined;
  /** The bytes of a picture that was never uploaded to this server, by what the body has in its place. */
  readonly recallPicture?: (reference: string) => Promise<Uint8Array | undefined>;
  readonly observer?: RehearsalObserver;
}
