import type { Choices, JudgedClip } from "../../choices/choices.ts";
import { clipOf } from "../../plan/counting-take.ts";
import type { ClipFacts, LockState } from "../../state/state.ts";
import { supersededPrefix } from "../../state/superseded-name.ts";

/** A clip that a newer one replaced. */
export interface SupersededClip {
  readonly id: string;
  readonly take: number;
  readonly clip: ClipFacts;
  /** Unix milliseconds. */
  readonly submittedAt: number;
}

/** Clips under `superseded/`, as the record knows them; the newest first. */
export function supersededClips(state: LockState): readonly SupersededClip[] {
  const found: SupersededClip[] = [];
  for (const [id, takes] of state) {
    for (const { take, attempts } of takes) {
      for (const { clip, submittedAt } of attempts) {
        if (clip?.file.startsWith(supersededPrefix) === true) found.push({ id, take, clip, submittedAt });
      }
    }
  }
  return found.sort((a, b) => b.submittedAt - a.submittedAt || (a.clip.file < b.clip.file ? -1 : 1));
}

/** A choice that names a clip which is not on record. */
export interface UnmatchedChoice {
  readonly id: string;
  readonly clip: JudgedClip;
}

/** Choices of the counting take, and acceptances, that no longer are about anything. Clips sent back may be gone. */
export function unmatchedChoices(choices: Choices, state: LockState): readonly UnmatchedChoice[] {
  const unmatched: UnmatchedChoice[] = [];
  for (const [id, { chosen, accepted }] of choices) {
    for (const clip of [...(chosen === undefined ? [] : [chosen]), ...accepted]) {
      if (clipOf(state.get(id), clip) === undefined) unmatched.push({ id, clip });
    }
  }
  return unmatched;
}
