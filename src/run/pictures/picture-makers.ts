import { failure, type Result, success } from "../../base/result.ts";
import type { DecodeFailure } from "../../media/decode/decode-failure.ts";
import { loadStillReader, type StillReader } from "../../media/decode/still-picture.ts";
import { type FitFailure, type FrameFitter, loadFrameFitter } from "../../media/fit-frame.ts";
import { clipPicturesIn } from "../../plan/make/chains.ts";
import type { Plan, PlanItem } from "../../plan/plan.ts";

/** How what makes pictures is loaded; the optional packages unless given. */
export interface PictureLoaders {
  /** What takes pictures out of clips. */
  readonly loadStills?: () => Promise<Result<StillReader, DecodeFailure>>;
  /** What crops and pads frames. */
  readonly loadFitter?: () => Promise<Result<FrameFitter, FitFailure>>;
}

/** What makes the pictures that a plan's uploads need; each is there where the plan has a use for it. */
export interface PictureMakers {
  readonly stills: StillReader | undefined;
  readonly fitter: FrameFitter | undefined;
}

/** What a plan needs is not installed. */
export interface MakerAbsent {
  readonly kind: "decoder_absent" | "fitter_absent";
  readonly message: string;
}

/** Loads them, before anything is paid: stills for shots that begin or end with a clip's picture, a fitter for frames to be fitted. */
export async function loadPictureMakers(
  { loadStills = loadStillReader, loadFitter = loadFrameFitter }: PictureLoaders,
  { items }: Plan,
): Promise<Result<PictureMakers, MakerAbsent>> {
  const sent = items.flatMap(jobToBeSent);
  const stills = sent.some((job) => clipPicturesIn(job).size > 0) ? await loadStills() : success(undefined);
  if (!stills.ok) return failure({ kind: "decoder_absent", message: stills.error.message });
  const isFitting = sent.some(({ pictures }) => pictures.some(({ fit }) => fit !== undefined));
  const fitter = isFitting ? await loadFitter() : success(undefined);
  if (!fitter.ok) return failure({ kind: "fitter_absent", message: fitter.error.message });
  return success({ stills: stills.value, fitter: fitter.value });
}

function jobToBeSent({ action, job }: PlanItem): NonNullable<PlanItem["job"]>[] {
  return job !== undefined && (action === "render" || action === "resume") ? [job] : [];
}
