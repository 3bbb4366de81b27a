import type { ClipFacts, LockState } from "../state/state.ts";

/** Every clip on record, whatever state its attempt is in, with the fingerprint of its inputs. */
export function* recordedClips(state: LockState): Iterable<ClipFacts & { readonly fingerprint: string }> {
  for (const [, takes] of state) {
    for (const { attempts } of takes) {
      for (const { clip, fingerprint } of attempts) if (clip !== undefined) yield { ...clip, fingerprint };
    }
  }
}
