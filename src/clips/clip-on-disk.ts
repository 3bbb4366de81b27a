/** A clip as a record has it. */
export interface RecordedClip {
  /** Relative to the output folder, with `/`. */
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Of the inputs that it was rendered from. */
  readonly fingerprint?: string;
}

/** What the output folder has of a clip on record. */
export type ClipOnDisk =
  /** A file with its size and SHA-256; `file` says where, which need not be where the record says. */
  | { readonly kind: "intact"; readonly file: string }
  /** Something else is in its place; `found` says what, as a noun. */
  | { readonly kind: "differs"; readonly found: string }
  /** Nothing is in its place, or another record's clip. */
  | { readonly kind: "missing" };

/** A file at a clip's place that no record explains. */
export interface UnrecordedClip {
  /** Relative to the output folder. */
  readonly file: string;
  /** Of the inputs that this storyboard once rendered it from, where the folder's register knows. */
  readonly fingerprint?: string;
}

/** What was in an output folder when it was looked at. */
export interface ClipSurvey {
  clipOnDisk(clip: RecordedClip): ClipOnDisk;
  unrecordedAt(clipName: string): UnrecordedClip | undefined;
}
