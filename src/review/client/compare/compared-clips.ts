import type { ReviewClip, ReviewShot } from "../../review-data.ts";
import type { ChoicesByShot } from "../shots.ts";
import { firstTakeInView, isChosen, isSentBack } from "../shots.ts";

/** One clip of a shot: of a take, or a version of it that was replaced. */
export interface ComparedClip {
  /** Distinguishes it among the shot's. */
  readonly key: string;
  readonly take: number;
  readonly url: string;
  readonly clip: ReviewClip;
  /** `Take 2, chosen`, `Take 2, version 1`. */
  readonly name: string;
  /** Nothing is decided about a version that was replaced. */
  readonly isCurrent: boolean;
}

/** Clips of a shot that are on this machine, those that were replaced behind their take. */
export function comparedClips(shot: ReviewShot, choices: ChoicesByShot): readonly ComparedClip[] {
  return shot.takes.flatMap((take) => {
    const choice = choices[shot.id];
    const decided = isChosen(take, choice) ? ", chosen" : isSentBack(take, choice) ? ", sent back" : "";
    const current = named(take.clip, take.take, { name: `Take ${take.take}${decided}`, isCurrent: true });
    const earlier = take.earlier.flatMap((clip, at) => {
      const name = `Take ${take.take}, version ${take.earlier.length - at}`;
      return named(clip, take.take, { name, isCurrent: false });
    });
    return [...current, ...earlier];
  });
}

function named(
  clip: ReviewClip | undefined,
  take: number,
  rest: Pick<ComparedClip, "name" | "isCurrent">,
): readonly ComparedClip[] {
  if (clip?.url === undefined) return [];
  return [{ key: `${take} ${clip.digits}`, take, url: clip.url, clip, ...rest }];
}

/** Which two are compared first: the one that counts, and the take that was looked at or else the next one. */
export function firstPair(
  shot: ReviewShot,
  choices: ChoicesByShot,
  looked: number | undefined,
): readonly [left: string, right: string] | undefined {
  const clips = comparedClips(shot, choices);
  const left = clips.find(({ take }) => take === firstTakeInView(shot, choices[shot.id])) ?? clips[0];
  const right = clips.find((one) => one !== left && one.take === looked) ?? after(clips, left);
  return left === undefined || right === undefined ? undefined : [left.key, right.key];
}

function after(clips: readonly ComparedClip[], left: ComparedClip | undefined): ComparedClip | undefined {
  const at = left === undefined ? -1 : clips.indexOf(left);
  return clips[at + 1] ?? clips.find((one) => one !== left);
}
