import type { JsonObject } from "../base/json.ts";

/** A picture that a request names by URL. */
export type ClipPicture =
  /** Uploaded to this server. */
  | { readonly kind: "uploaded"; readonly url: string; readonly bytes: Uint8Array }
  /** Lives elsewhere; a rehearsal has no network, so a card with its URL is shown in its place. */
  | { readonly kind: "remote"; readonly url: string };

/** Size and length that a request asks for. */
export interface ClipShape {
  readonly durationSeconds: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly audio: boolean;
}

/** All that a clip can be made from. */
export interface ClipRequest {
  readonly taskId: string;
  readonly body: JsonObject;
  readonly shape: ClipShape;
  readonly firstFrame?: ClipPicture;
  readonly lastFrame?: ClipPicture;
  /** Pictures that the model looks at, as far as they are at hand. */
  readonly references?: readonly Uint8Array[];
}

/** A clip's content, in order. Chunks may be shared between clips, so that a hundred thousand cost little. */
export type ClipContent = readonly Uint8Array[];

/**
 * Makes the clip of an accepted task. A task completes when its time is over and its clip is ready; a maker
 * that rejects makes the task fail with the error's message.
 */
export interface ClipMaker {
  /** Clips are made when they are fetched, not when the task is accepted, and nothing is kept of them. */
  readonly instant?: boolean;
  make(request: ClipRequest): ClipContent | Promise<ClipContent>;
  /** Lets go of what it holds. */
  close?(): Promise<void>;
}

/** Length of a clip in bytes. */
export function contentLength(content: ClipContent): number {
  let length = 0;
  for (const chunk of content) length += chunk.length;
  return length;
}

/** The bytes from `start` to before `end`, without copying. */
export function sliceContent(content: ClipContent, start: number, end: number): ClipContent {
  const sliced: Uint8Array[] = [];
  let offset = 0;
  for (const chunk of content) {
    const from = Math.max(0, start - offset);
    const to = Math.min(chunk.length, end - offset);
    if (from < to) sliced.push(chunk.subarray(from, to));
    offset += chunk.length;
  }
  return sliced;
}
