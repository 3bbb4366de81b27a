import type { Container } from "./container.ts";

/** What a clip file says of itself. */
export interface ClipFileFacts {
  readonly bytes: number;
  readonly durationSeconds: number;
  /** Pixels as displayed. */
  readonly width: number;
  readonly height: number;
  readonly hasAudio: boolean;
  readonly container: Container;
  /** Where they were asked for. */
  readonly traits?: VideoTraits;
}

/** What a video's pictures are, beyond what every clip is asked. */
export interface VideoTraits {
  /** Pictures a second, on average. */
  readonly frameRate: number;
  /** `avc`, `hevc`, `vp9`; absent where it is not known. */
  readonly codec?: string;
}

/** A video that is uploaded: an MP4, a WebM or a MOV. */
export interface VideoFacts extends VideoTraits {
  /** Lower-case hex of the content's SHA-256. */
  readonly sha256: string;
  readonly bytes: number;
  readonly mimeType: "video/mp4" | "video/webm" | "video/quicktime";
  /** Pixels, as displayed. */
  readonly width: number;
  readonly height: number;
  readonly durationSeconds: number;
}

export type ClipFailureCode =
  /** The file cannot be opened or read. */
  | "unreadable"
  | "empty"
  /** Not a video by its first bytes: an error page, a picture, anything. */
  | "not_a_video"
  /** The file ends before its last box, element or packet does, or before its index. */
  | "truncated"
  /** A video's signature, and an inside that cannot be made sense of. */
  | "corrupt"
  | "no_video_track"
  /** A video track without pictures: no length, or no size. */
  | "no_pictures"
  /** The code that reads clips cannot be loaded: what the file is, nobody can say. */
  | "reader_missing";

export interface ClipFailure {
  readonly code: ClipFailureCode;
  /** One sentence, with a glimpse of what is there instead. Holds no path. */
  readonly message: string;
  /** What a file that is not a video looks like, as a file's ending: `html`, `json`, `jpg`. */
  readonly looksLike?: string;
}
