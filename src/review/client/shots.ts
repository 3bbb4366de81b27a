import { unreachable } from "../../base/unreachable.ts";
import { isRejected, type ShotChoice } from "../../choices/choices.ts";
import type { ReviewClip, ReviewShot, ReviewTake } from "../review-data.ts";

/** What the page works out of shots and choices, without any document. */

export type ChoicesByShot = Readonly<Record<string, ShotChoice>>;

export interface CountingClip {
  readonly take: number;
  readonly clip: ReviewClip;
  /** Did somebody choose it? */
  readonly isChosen: boolean;
}

/** The clip that goes into the film: the chosen one, or else the first that is there and was not sent back. */
export function countingClip(shot: ReviewShot, choice: ShotChoice | undefined): CountingClip | undefined {
  const chosen = choice?.chosen;
  if (chosen !== undefined) {
    const take = shot.takes.find((one) => one.take === chosen.take);
    const clips = take?.clip === undefined ? (take?.earlier ?? []) : [take.clip, ...take.earlier];
    const clip = clips.find(({ digits }) => digits === chosen.clip);
    if (clip !== undefined) return { take: chosen.take, clip, isChosen: true };
  }
  for (const { take, clip } of shot.takes) {
    if (clip !== undefined && !isRejected(choice, { take, clip: clip.digits })) {
      return { take, clip, isChosen: false };
    }
  }
  return undefined;
}

export function isSentBack(take: ReviewTake, choice: ShotChoice | undefined): boolean {
  return take.clip !== undefined && isRejected(choice, { take: take.take, clip: take.clip.digits });
}

export function isChosen(take: ReviewTake, choice: ShotChoice | undefined): boolean {
  return (
    take.clip !== undefined && choice?.chosen?.take === take.take && choice.chosen.clip === take.clip.digits
  );
}

function isFailed({ state }: ReviewTake): boolean {
  return state === "failed" || state === "uncertain";
}

export const filters = ["all", "to_look_at", "chosen", "sent_back", "failed", "changed"] as const;

export type Filter = (typeof filters)[number];

export const filterNames: Readonly<Record<Filter, string>> = {
  all: "All",
  to_look_at: "To look at",
  chosen: "Chosen",
  sent_back: "Sent back",
  failed: "Failed",
  changed: "Changed",
};

/** Is the shot among those that a filter shows? */
export function passes(filter: Filter, shot: ReviewShot, choice: ShotChoice | undefined): boolean {
  switch (filter) {
    case "all":
      return true;
    case "to_look_at":
      return (
        countingClip(shot, choice)?.isChosen !== true &&
        shot.takes.some((take) => take.clip !== undefined && !isSentBack(take, choice))
      );
    case "chosen":
      return countingClip(shot, choice)?.isChosen === true;
    case "sent_back":
      return shot.takes.some((take) => isSentBack(take, choice));
    case "failed":
      return shot.takes.some(isFailed);
    case "changed":
      return shot.takes.some(({ changes }) => changes?.since === "clip");
    default:
      return unreachable(filter);
  }
}

/** The take that keys act on, until another one is looked at: the counting one, or the first. */
export function firstTakeInView(shot: ReviewShot, choice: ShotChoice | undefined): number {
  return countingClip(shot, choice)?.take ?? shot.takes[0]?.take ?? 1;
}

/** `0:05`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = String(whole % 60).padStart(2, "0");
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, "0")}:${rest}`;
}

/** `5 s`, `5.04 s`. */
export function lengthText(seconds: number): string {
  return `${Math.round(seconds * 100) / 100} s`;
}
