import type { ReviewShot } from "../../review-data.ts";
import { type ChoicesByShot, countingClip } from "../shots.ts";
import { usualFrameRate } from "./frames.ts";
import type { Segment } from "./playback.ts";

/** Where each shot begins in the film, and last the film's end, in seconds. */
export function beginnings(segments: readonly Segment[]): readonly number[] {
  const begins = [0];
  for (const { seconds } of segments) begins.push((begins.at(-1) ?? 0) + seconds);
  return begins;
}

/** Of a clip that is shorter than its shot's `in` or `out`, all that there is. */
export function segmentOf(shot: ReviewShot, choices: ChoicesByShot): Segment {
  const clip = countingClip(shot, choices[shot.id])?.clip;
  const whole = clip?.url === undefined ? shot.seconds : clip.seconds;
  const { inSeconds = 0, outSeconds = whole } = shot.trim ?? {};
  const from = inSeconds < whole ? inSeconds : 0;
  const to = Math.min(whole, outSeconds);
  const frameRate = clip?.frameRate ?? usualFrameRate;
  const part = { from, ...(to < whole && { to }), seconds: Math.max(0, to - from), frameRate };
  return { id: shot.id, ...(clip?.url !== undefined && { url: clip.url }), ...part };
}
