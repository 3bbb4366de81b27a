import { ratioOf } from "../../base/aspect-ratio.ts";
import { pathText } from "../../contracts/finding.ts";
import { clipRequest } from "../../contracts/request/clip-request.ts";
import type { Problem } from "../../diagnostics/problem.ts";
import { thresholds } from "../../media/look/thresholds.ts";
import type { Reporter } from "../reporter.ts";
import { askedAspect } from "./asked-aspect.ts";
import { originIn, type PictureUse } from "./bind-shots.ts";
import { fitOf } from "./fit.ts";
import type { InspectedPictures } from "./inspect-pictures.ts";

/** A side below this, in pixels, cannot show an aspect ratio; no model takes such a frame anyway. */
const leastSide = 32;

/** Warns of frames whose aspect ratio is not that of the clip that they are the first or last picture of, unless they are fitted. */
export function checkAspects(
  uses: readonly PictureUse[],
  { facts, fileOf }: Pick<InspectedPictures, "facts" | "fileOf">,
  reporter: Reporter,
): void {
  for (const use of uses) {
    const asked = askedAspect(use.contract, use.parameters);
    const ratio = asked === undefined ? undefined : ratioOf(asked);
    if (asked === undefined || ratio === undefined || fitOf(use.shot.layers) !== undefined) continue;
    const { first, last } = clipRequest(use.contract, use.parameters).frames;
    for (const { path, writtenAt } of use.pictures) {
      const file = fileOf(path);
      const size = path === first || path === last ? facts.get(file) : undefined;
      if (size === undefined || Math.min(size.width, size.height) < leastSide) continue;
      if (Math.abs(Math.log(size.width / size.height / ratio)) <= thresholds.aspect) continue;
      const { width, height } = size;
      const about = { medium: "picture", key: pathText(writtenAt), path, width, height, asked } as const;
      const problem = (shots: number): Problem => ({ kind: "picture_aspect_differs", ...about, shots });
      const { place } = originIn(use.shot, writtenAt);
      reporter.share(`aspect ${asked} ${file}`, { problem, place, shot: use.shot, severity: "warning" });
    }
  }
}
