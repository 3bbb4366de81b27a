import type { ClipFacts, LockState } from "../state/state.ts";

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
  /** Of the inputs that this storyboard rendered it from, where the output folder still knows them. */
  readonly fingerprint?: string;
}

/** Every clip on record, whatever state its attempt is in, with the fingerprint of its inputs. */
export function* recordedClips(state: LockState): Iterable<ClipFacts & { readonly fingerprint: string }> {
  for (const [, takes] of state) {
    for (const { attempts } of takes) {
      for (const { clip, fingerprint } of attempts) if (clip !== undefined) yield { ...clip, fingerprint };
    }
  }
}
