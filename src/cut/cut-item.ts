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
  readonly prompt: string;
  readonly model: string;
  /** What was said about the clip. */
  readonly note?: string;
}

/** What stops a film, a sheet or a timeline from being made. */
export type CutProblem =
  /** A clip that is on disk cannot be read, decoded or measured. */
  | { readonly kind: "clip_unreadable"; readonly id: string; readonly clip: string; readonly why: string }
  /** What decodes and encodes is not installed; `message` says so, with the command that brings it. */
  | { readonly kind: "encoder_absent"; readonly message: string }
  | { readonly kind: "output_unwritable"; readonly message: string };
