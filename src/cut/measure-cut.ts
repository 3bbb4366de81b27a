import { failure, type Result, success } from "../base/result.ts";
import { measureClip } from "./clip/measure-clip.ts";
import { usedPart } from "./clip/used-part.ts";
import type { CutClip, CutItem, CutProblem } from "./cut-item.ts";
import type { MeasuredItem } from "./lay-out.ts";
import { lengthOf } from "./time/frame-rate.ts";
import { toNumber } from "./time/rational.ts";

/**
 * Measures the chosen clip of every shot. One that cannot be read stops it: nobody would see that it is not in the film; and so
 * does one that is shorter than its shot's `out`.
 */
export async function measureCut(
  items: readonly CutItem[],
): Promise<Result<readonly MeasuredItem[], CutProblem>> {
  const measured: MeasuredItem[] = [];
  for (const item of items) {
    if (item.chosen === undefined) measured.push({ item });
    else {
      const one = await measureOne(item, item.chosen);
      if (!one.ok) return one;
      measured.push(one.value);
    }
  }
  return success(measured);
}

async function measureOne(item: CutItem, chosen: CutClip): Promise<Result<MeasuredItem, CutProblem>> {
  const { id, trim } = item;
  const { name: clip } = chosen;
  const measure = await measureClip(chosen.file);
  if (!measure.ok) return failure({ kind: "clip_unreadable", id, clip, why: measure.error });
  if (trim === undefined) return success({ item, measure: measure.value });
  const used = usedPart(measure.value, trim);
  if (used.ok) return success({ item, measure: measure.value, used: used.value });
  const clipSeconds = toNumber(lengthOf(measure.value.frames, measure.value.rate));
  return failure({ kind: "trim_beyond_clip", id, clip, ...used.error, clipSeconds, trim });
}
