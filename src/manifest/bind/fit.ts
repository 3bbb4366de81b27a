import type { JsonObject } from "../../base/json.ts";
import type { Contract } from "../../contracts/contract.ts";
import { clipRequest, type FrameFit } from "../../contracts/request/clip-request.ts";
import { isAddress } from "../../contracts/request/media-reference.ts";
import type { ExpandedShot } from "../expand/expanded-shot.ts";
import { decidedValue, type Layers, originOf } from "../expand/layers.ts";
import type { Reporter } from "../reporter.ts";
import { askedAspect } from "./asked-aspect.ts";

/** What is to become of frames of another aspect than the shot's. */
export function fitOf(layers: Layers): FrameFit | undefined {
  const value = decidedValue(layers, "fit")?.value;
  return value === "crop" || value === "pad" ? value : undefined;
}

interface FitContext {
  readonly contract: Contract;
  readonly parameters: JsonObject;
  readonly reporter: Reporter;
}

/**
 * A frame elsewhere cannot be fitted, and is an error: it would be paid for as it is. Where there is nothing to fit, a `fit` of the shot's
 * own has no effect, and is warned of; one that is written once for many shots may pass some by.
 */
export function checkFit(shot: ExpandedShot, { contract, parameters, reporter }: FitContext): void {
  if (fitOf(shot.layers) === undefined) return;
  const { from, place } = originOf(shot.layers, ["fit"]);
  const { first, last } = clipRequest(contract, parameters).frames;
  const frames = [first, last].filter((frame) => frame !== undefined);
  const aspect = askedAspect(contract, parameters);
  const address = frames.find((frame) => isAddress(frame) && !isStandIn(frame));
  if (address !== undefined && aspect !== undefined) {
    reporter.add({ kind: "fit_of_address", address }, place, from === "shot" ? {} : { shot });
    return;
  }
  const why = frames.every(isStandIn) ? (frames.length > 0 ? "chained" : "no_frame") : "no_aspect";
  if (from !== "shot" || (why === "no_aspect" && aspect !== undefined)) return;
  reporter.add({ kind: "fit_without_effect", why, model: contract.model }, place, { severity: "warning" });
}

/** In place of a picture out of another shot's clip. */
function isStandIn(frame: string): boolean {
  return frame.startsWith("https://clip.invalid/");
}
