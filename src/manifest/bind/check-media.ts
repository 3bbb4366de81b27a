import { checkMedia, type FactsOf } from "../../contracts/check/check-media.ts";
import { pathText, type ValuePath } from "../../contracts/finding.ts";
import type { MediumFacts } from "../../contracts/medium-limits.ts";
import { clipRequest } from "../../contracts/request/clip-request.ts";
import { isAddress } from "../../contracts/request/media-reference.ts";
import type { Problem } from "../../diagnostics/problem.ts";
import { fittedSize, needsFit } from "../../media/fit-frame.ts";
import type { Reporter } from "../reporter.ts";
import { askedAspect } from "./asked-aspect.ts";
import { originIn, type PictureUse } from "./bind-shots.ts";
import { fitOf } from "./fit.ts";
import type { InspectedPictures } from "./inspect-pictures.ts";

/** Reports local pictures and videos that the shot's model does not take as they are, before anything is spent. */
export function reportUnfitMedia(
  uses: readonly PictureUse[],
  { facts, fileOf }: Pick<InspectedPictures, "facts" | "fileOf">,
  reporter: Reporter,
): void {
  for (const use of uses) {
    const { contract, parameters, pictures, shot } = use;
    const known: FactsOf = (reference, medium) => {
      if (isAddress(reference)) return undefined;
      const found = facts.get(fileOf(reference));
      // What is given in place of a picture that is not there yet has no size to speak of.
      if (found === undefined || found.file !== undefined) return undefined;
      const isVideo = found.mimeType.startsWith("video/");
      return isVideo === (medium === "video") ? asSent(use, reference, found) : undefined;
    };
    for (const { at, broken } of checkMedia(contract, parameters, known)) {
      const reference = pictures.find((one) => isSame(one.at, at));
      if (reference === undefined) continue;
      const { medium, path, writtenAt } = reference;
      const about = { medium, key: pathText(writtenAt), path, model: contract.model, broken };
      const problem = (shots: number): Problem => ({ kind: "medium_unfit", ...about, shots });
      const cause = `unfit ${contract.id} ${broken.kind} ${fileOf(path)}`;
      const { place } = originIn(shot, writtenAt);
      const severity = contract.unfit_media ?? "error";
      reporter.share(cause, { problem, place, shot, severity });
    }
  }
}

function isSame(one: ValuePath, other: ValuePath): boolean {
  return pathText(one) === pathText(other);
}

/** A frame that is fitted before it is uploaded is another file then, of another size. */
function asSent(
  { contract, parameters, shot }: PictureUse,
  reference: string,
  facts: MediumFacts,
): MediumFacts {
  const mode = fitOf(shot.layers);
  const aspect = mode === undefined ? undefined : askedAspect(contract, parameters);
  if (mode === undefined || aspect === undefined || !needsFit(facts, aspect)) return facts;
  const { first, last } = clipRequest(contract, parameters).frames;
  return reference === first || reference === last ? fittedSize(facts, { mode, aspect }) : facts;
}
