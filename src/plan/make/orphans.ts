import { isInPlace } from "../../state/clip-in-place.ts";
import type { Attempt, ClipFacts, LockState } from "../../state/state.ts";

/** A clip in a shot's own place that no shot of today wants: of a shot that was dropped, or of a take above the lowered number. */
export interface Orphan {
  readonly id: string;
  readonly take: number;
  readonly attempt: Attempt;
  /** The clip, relative to the output folder. */
  readonly clip: ClipFacts;
}

/** The clips on record that no job wants and that are not set aside yet, by id and take. */
export function orphansOf(
  state: LockState,
  {
    wanted,
    keptIds,
  }: {
    /** Takes of today's storyboard, by shot. */
    readonly wanted: ReadonlyMap<string, number>;
    readonly keptIds?: ReadonlySet<string> | undefined;
  },
): readonly Orphan[] {
  const orphans: Orphan[] = [];
  for (const [id, takes] of state) {
    if (keptIds?.has(id) === true) continue;
    for (const { take, attempts } of takes) {
      if (take <= (wanted.get(id) ?? 0)) continue;
      for (const attempt of attempts) {
        if (isInPlace(attempt)) orphans.push({ id, take, attempt, clip: attempt.clip });
      }
    }
  }
  return orphans.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.take - b.take));
}
