import { isRejected, type JudgedClip, judgedClip, type ShotChoice } from "../choices/choices.ts";
import { type DoneAttempt, isDone, newestInPlace } from "../state/clip-in-place.ts";
import type { Attempt, ClipFacts, TakeRecord } from "../state/state.ts";

/** The take of a shot that goes into the cut. */
export interface CountingTake {
  readonly take: number;
  readonly attempt: Attempt;
  readonly clip: ClipFacts;
  /** Did somebody choose it? */
  readonly isChosen: boolean;
}

/**
 * The take that counts: the chosen one; without a choice, or where the chosen clip is not on record, the lowest that is done
 * and not sent back, so that raising `takes` changes nothing. `undefined` where there is none yet.
 */
export function countingTake(
  takes: readonly TakeRecord[] | undefined,
  choice: ShotChoice | undefined,
): CountingTake | undefined {
  const chosen = choice?.chosen;
  const attempt = chosen === undefined ? undefined : clipOf(takes, chosen);
  if (chosen !== undefined && attempt !== undefined) {
    return { take: chosen.take, attempt, clip: attempt.clip, isChosen: true };
  }
  for (const { take, attempts } of (takes ?? []).toSorted((a, b) => a.take - b.take)) {
    const good = newestInPlace(attempts, ({ clip }) => !isRejected(choice, judgedClip(take, clip)));
    if (good !== undefined) return { take, attempt: good, clip: good.clip, isChosen: false };
  }
  return undefined;
}

/** The finished attempt whose clip a choice names. */
export function clipOf(takes: readonly TakeRecord[] | undefined, named: JudgedClip): DoneAttempt | undefined {
  const attempts = takes?.find(({ take }) => take === named.take)?.attempts ?? [];
  return attempts.find(
    (attempt): attempt is DoneAttempt =>
      isDone(attempt) && judgedClip(named.take, attempt.clip).clip === named.clip,
  );
}
