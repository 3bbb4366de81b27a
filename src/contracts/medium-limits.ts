import * as z from "zod";
import type { BrokenLimit } from "../diagnostics/problem.ts";

const size = /^\d+x\d+$/;

/**
 * What a model asks of a picture or a video. It is held against files of this machine, before anything is spent; what is
 * elsewhere is not read.
 */
export const mediumLimits = z.strictObject({
  /** By content: a file's name counts for nothing. */
  formats: z
    .array(z.enum(["jpeg", "png", "webp", "gif", "mp4", "mov", "webm"]))
    .min(1)
    .optional(),
  /** How the pictures of a video are encoded. */
  codecs: z
    .array(z.enum(["avc", "hevc", "vp8", "vp9", "av1"]))
    .min(1)
    .optional(),
  max_bytes: z.int().positive().optional(),
  /** Pixels of each side, as displayed. */
  min_side: z.int().positive().optional(),
  max_side: z.int().positive().optional(),
  /** Width by height. */
  min_ratio: z.number().positive().optional(),
  max_ratio: z.number().positive().optional(),
  /** The only sizes: `1280x720`. */
  sizes: z.array(z.string().regex(size)).min(1).optional(),
  min_seconds: z.number().positive().optional(),
  max_seconds: z.number().positive().optional(),
  /** Pictures a second. */
  min_frame_rate: z.number().positive().optional(),
  max_frame_rate: z.number().positive().optional(),
});

export type MediumLimits = z.output<typeof mediumLimits>;

/** What is known of a file of this machine, as far as it is. */
export interface MediumFacts {
  /** Absent where the file is made anew before it is sent. */
  readonly mimeType?: string;
  readonly bytes?: number;
  /** Pixels, as displayed. */
  readonly width: number;
  readonly height: number;
  /** Of videos. */
  readonly durationSeconds?: number;
  readonly frameRate?: number;
  readonly codec?: string;
}

/** Encoders round: so much is not held against a file. */
const secondsTolerance = 0.05;
const rateTolerance = 0.005;

/** The first limit that a file breaks. */
export function brokenLimit(limits: MediumLimits, facts: MediumFacts): BrokenLimit | undefined {
  const { width, height } = facts;
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const { min_side, max_side, min_ratio, max_ratio, min_seconds, max_seconds } = limits;
  const side = { min: min_side, max: max_side };
  return (
    notListed("format", limits.formats, formatOf(facts.mimeType)) ??
    notListed("codec", limits.codecs, facts.codec) ??
    notListed("size", limits.sizes, `${width}x${height}`) ??
    outside("bytes", { max: limits.max_bytes }, facts.bytes) ??
    outside("side", side, short) ??
    outside("side", side, long) ??
    outside("ratio", { min: min_ratio, max: max_ratio }, width / height) ??
    outside("seconds", { min: min_seconds, max: max_seconds }, facts.durationSeconds, secondsTolerance) ??
    outside(
      "frame_rate",
      { min: limits.min_frame_rate, max: limits.max_frame_rate },
      facts.frameRate,
      rateTolerance * (facts.frameRate ?? 0),
    )
  );
}

function formatOf(mimeType: string | undefined): string | undefined {
  return mimeType === "video/quicktime" ? "mov" : mimeType?.split("/")[1];
}

/** What is not known breaks no limit. */
function notListed(
  kind: "format" | "codec" | "size",
  allowed: readonly string[] | undefined,
  found: string | undefined,
): BrokenLimit | undefined {
  if (allowed === undefined || found === undefined || allowed.includes(found)) return undefined;
  return { kind, found, allowed };
}

function outside(
  kind: Extract<BrokenLimit, { found: number }>["kind"],
  { min, max }: { readonly min?: number | undefined; readonly max?: number | undefined },
  found: number | undefined,
  tolerance = 0,
): BrokenLimit | undefined {
  if (found === undefined) return undefined;
  const fits = found >= (min ?? -Infinity) - tolerance && found <= (max ?? Infinity) + tolerance;
  return fits ? undefined : { kind, found, min, max };
}
