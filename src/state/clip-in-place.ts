import type { Attempt, ClipFacts } from "./state.ts";
import { supersededPrefix } from "./superseded-name.ts";

/** A finished attempt, whose clip is on record. */
export type DoneAttempt = Attempt & { readonly clip: ClipFacts };

export function isDone(attempt: Attempt): attempt is DoneAttempt {
  return attempt.state === "done" && attempt.clip !== undefined;
}

/** Is the attempt's clip in its shot's own place, so that no newer one has replaced it? As the record has it: no file is looked at. */
export function isInPlace(attempt: Attempt): attempt is DoneAttempt {
  return isDone(attempt) && !attempt.clip.file.startsWith(supersededPrefix);
}

/** Of the attempts of one take, the newest that is wanted and has its clip in the shot's own place. */
export function newestInPlace(
  attempts: readonly Attempt[],
  isWanted: (attempt: DoneAttempt) => boolean = () => true,
): DoneAttempt | undefined {
  return attempts.findLast((attempt): attempt is DoneAttempt => isInPlace(attempt) && isWanted(attempt));
}
