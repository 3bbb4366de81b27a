import { failure, type Result, success } from "../base/result.ts";
import { type ClipMeasure, measureClip } from "./clip/measure-clip.ts";
import type { CutClip, CutItem, CutProblem } from "./cut-item.ts";
import type { MeasuredItem } from "./lay-out.ts";

/** Measures the chosen clip of every shot. One that cannot be read stops it: nobody would see that it is not in the film. */
export async function measureCut(
  items: readonly CutItem[],
): Promise<Result<readonly MeasuredItem[], CutProblem>> {
  const measured: MeasuredItem[] = [];
  for (const item of items) {
    if (item.chosen === undefined) measured.push({ item });
    else {
      const measure = await measureOne(item.id, item.chosen);
      if (!measure.ok) return measure;
      measured.push({ item, measure: measure.value });
    }
  }
  return success(measured);
}

async function measureOne(id: string, clip: CutClip): Promise<Result<ClipMeasure, CutProblem>> {
  const measure = await measureClip(clip.file);
  return measure.ok ? measure : failure({ kind: "clip_unreadable", id, clip: clip.name, why: measure.error });
}
