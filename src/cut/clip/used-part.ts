import { failure, type Result, success } from "../../base/result.ts";
import type { CutTrim } from "../cut-item.ts";
import { frameAt, lengthOf } from "../time/frame-rate.ts";
import { fromSeconds, toNumber } from "../time/rational.ts";
import type { ClipMeasure } from "./measure-clip.ts";

/** The frames of a clip that the film has, at the clip's own rate. */
export interface UsedPart {
  /** From 0. */
  readonly first: number;
  /** At least one. */
  readonly frames: number;
}

/** Which moment is behind the clip's end, in seconds. */
export interface BeyondClip {
  readonly key: "in" | "out";
  readonly seconds: number;
}

/** Each moment is on the frame nearest to it; a part has one frame at least. */
export function usedPart(
  { frames, rate }: Pick<ClipMeasure, "frames" | "rate">,
  { inSeconds = 0, outSeconds }: Pick<CutTrim, "inSeconds" | "outSeconds">,
): Result<UsedPart, BeyondClip> {
  if (inSeconds >= toNumber(lengthOf(frames, rate))) return failure({ key: "in", seconds: inSeconds });
  const first = Math.min(frameAt(fromSeconds(inSeconds), rate), frames - 1);
  if (outSeconds === undefined) return success({ first, frames: frames - first });
  const end = Math.max(first + 1, frameAt(fromSeconds(outSeconds), rate));
  return end > frames
    ? failure({ key: "out", seconds: outSeconds })
    : success({ first, frames: end - first });
}
