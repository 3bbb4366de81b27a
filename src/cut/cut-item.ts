/** A clip file that a shot has. */
export interface CutClip {
  /** From 1. */
  readonly take: number;
  /** Absolute path. */
  readonly file: string;
  /** Relative to the output folder, with `/`. */
  readonly name: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** The provider's; a clip that was made elsewhere has none. */
  readonly taskId?: string;
}

/** The part of its clip that a shot is in the film with; of what is absent, the clip's beginning, or its end. */
export interface CutTrim {
  /** Seconds from the clip's beginning. */
  readonly inSeconds?: number;
  readonly outSeconds?: number;
  /** The shot's line, from 1. */
  readonly line: number;
  /** The included file that the shot is written in. */
  readonly writtenIn?: string;
}

/** One shot of the cut, in film order: which clip counts, and what is to be said of it. */
export interface CutItem {
  /** The shot's id. */
  readonly id: string;
  /** The scene's id. */
  readonly scene?: string;
  /** The clip that counts; absent where there is none on disk. */
  readonly chosen?: CutClip;
  /** Clips of the shot's other takes, by number. */
  readonly alternates: readonly CutClip[];
  /** The length that was asked for, which a missing shot has. */
  readonly askedSeconds: number;
  /** Absent: the film has the whole clip. */
  readonly trim?: CutTrim;
  readonly prompt: string;
  readonly model: string;
  /** What was said about the clip. */
  readonly note?: string;
}

/** What stops a film, a sheet or a timeline from being made. */
export type CutProblem =
  /** A clip that is on disk cannot be read, decoded or measured. */
  | { readonly kind: "clip_unreadable"; readonly id: string; readonly clip: string; readonly why: string }
  /** `in` or `out` of the shot is behind the end of the clip that counts. Seconds; `trim` says where it is written. */
  | {
      readonly kind: "trim_beyond_clip";
      readonly id: string;
      readonly clip: string;
      readonly key: "in" | "out";
      readonly seconds: number;
      readonly clipSeconds: number;
      readonly trim: CutTrim;
    }
  /** What decodes and encodes is not installed; `message` says so, with the command that brings it. */
  | { readonly kind: "encoder_absent"; readonly message: string }
  | { readonly kind: "output_unwritable"; readonly message: string };
