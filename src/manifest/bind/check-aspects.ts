import { effective } from "../../contracts/contract.ts";
import { ratioIsFree } from "../../contracts/expected-output.ts";
import { pathText } from "../../contracts/finding.ts";
import { clipRequest, inputsOf } from "../../contracts/request/clip-request.ts";
import type { Problem } from "../../diagnostics/problem.ts";
import { thresholds } from "../../media/look/thresholds.ts";
import type { Reporter } from "../reporter.ts";
import { originIn, type PictureUse } from "./bind-shots.ts";
import type { InspectedPictures } from "./inspect-pictures.ts";

/** A side below this, in pixels, cannot show an aspect ratio; no model takes such a frame anyway. */
const leastSide = 32;

/** Warns of frames whose aspect ratio is not that of the clip that they are the first or last picture of. */
export function checkAspects(
  uses: readonly PictureUse[],
  { facts, fileOf }: Pick<InspectedPictures, "facts" | "fileOf">,
  reporter: Reporter,
): void {
  for (const use of uses) {
    const asked = askedRatio(use);
    if (asked === undefined) continue;
    const { first, last } = clipRequest(use.contract, use.parameters).frames;
    for (const { path, writtenAt } of use.pictures) {
      const file = fileOf(path);
      const size = path === first || path === last ? facts.get(file) : undefined;
      if (size === undefined || Math.min(size.width, size.height) < leastSide) continue;
      if (Math.abs(Math.log(size.width / size.height / asked.ratio)) <= thresholds.aspect) continue;
      const { width, height } = size;
      const about = { key: pathText(writtenAt), path, width, height, asked: asked.text };
      const problem = (shots: number): Problem => ({ kind: "picture_aspect_differs", ...about, shots });
      const { place } = originIn(use.shot, writtenAt);
      reporter.share(`aspect ${asked.text} ${file}`, { problem, place, shot: use.shot, severity: "warning" });
    }
  }
}

/** Known where the model takes a ratio beside frames, and one is sent or the default: else the frame decides. */
function askedRatio({
  contract,
  parameters,
}: PictureUse): { readonly text: string; readonly ratio: number } | undefined {
  if (ratioIsFree(contract, inputsOf(contract, clipRequest(contract, parameters)))) return undefined;
  const { parameter } = contract.output.aspect_ratio;
  const text = parameter === undefined ? undefined : effective(contract, parameters, parameter);
  const [, across, down] = (typeof text === "string" ? /^(\d+):(\d+)$/.exec(text) : null) ?? [];
  const ratio = Number(across) / Number(down);
  return typeof text === "string" && Number.isFinite(ratio) && ratio > 0 ? { text, ratio } : undefined;
}
