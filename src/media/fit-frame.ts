import { ratioOf } from "../base/aspect-ratio.ts";
import { failure, type Result, success } from "../base/result.ts";
import { installAdvice, loadSharp } from "./decode/native-packages.ts";
import type { StillPicture } from "./decode/still-picture.ts";

/** What a frame is to become. */
export interface FrameFitting {
  readonly mode: "crop" | "pad";
  /** `16:9` */
  readonly aspect: string;
}

export type FitFailure =
  /** The optional package that draws is not installed. */
  | { readonly code: "fitter_absent"; readonly message: string }
  /** `message` completes "the picture ...". */
  | { readonly code: "not_fittable"; readonly message: string };

/** Crops and pads frames: the optional package, loaded. */
export interface FrameFitter {
  /** The same bytes give the same picture, as long as the package is the same. */
  fit(
    bytes: Uint8Array,
    wanted: FrameFitting & { readonly mostBytes: number },
  ): Promise<Result<StillPicture, FitFailure>>;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * A frame whose ratio is nearer to the clip's, as a part of it, is sent as it is. Fingerprints say whether a frame was fitted, so
 * that another value would render clips again: it is never changed.
 */
const sameRatio = 0.03;

/** Is a frame of this size to be fitted at all? */
export function needsFit({ width, height }: Size, aspect: string): boolean {
  const ratio = ratioOf(aspect);
  return ratio !== undefined && Math.abs(Math.log(width / height / ratio)) > sameRatio;
}

/** The size that a frame has when it is fitted: no pixel is drawn larger or smaller. */
export function fittedSize({ width, height }: Size, { mode, aspect }: FrameFitting): Size {
  const ratio = ratioOf(aspect) ?? width / height;
  const isWide = width / height > ratio;
  const keepsHeight = mode === "crop" ? isWide : !isWide;
  return keepsHeight
    ? { width: Math.max(1, Math.round(height * ratio)), height }
    : { width, height: Math.max(1, Math.round(width / ratio)) };
}

/** Loads what draws; optional, because its native part is large. */
export async function loadFrameFitter(): Promise<Result<FrameFitter, FitFailure>> {
  const sharp = await loadSharp();
  if (!sharp.ok) {
    const { message } = installAdvice("`fit` needs", sharp.error, sharp.error);
    return failure({ code: "fitter_absent", message });
  }
  const draw = sharp.value;
  return success({
    fit: async (bytes, { mostBytes, ...fitting }) => {
      try {
        // As it is displayed: cameras write pictures that are to be turned.
        const upright = await draw(bytes)
          .rotate()
          .flatten({ background: "#000000" })
          .png()
          .toBuffer({ resolveWithObject: true });
        const { width, height } = fittedSize(upright.info, fitting);
        const fit = fitting.mode === "crop" ? "cover" : "contain";
        const made = draw(upright.data).resize(width, height, { fit, background: "#000000" });
        const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
        if (!isJpeg) {
          const png = await made.clone().png().toBuffer();
          if (png.length <= mostBytes) return success({ bytes: png, mimeType: "image/png" });
        }
        for (const quality of [95, 85]) {
          const jpeg = await made.clone().jpeg({ quality, chromaSubsampling: "4:4:4" }).toBuffer();
          if (jpeg.length <= mostBytes) return success({ bytes: jpeg, mimeType: "image/jpeg" });
        }
        const message = `is larger than the ${mostBytes} bytes that the provider takes when it is fitted`;
        return failure({ code: "not_fittable", message });
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return failure({ code: "not_fittable", message: `cannot be fitted: ${why}` });
      }
    },
  });
}
