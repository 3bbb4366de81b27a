import * as z from "zod";
import { count, finding, shotId, take } from "./common.ts";

const part = z.number().min(0);
const similarity = z.number().nullable().describe("1: the same; null where no frame was wanted");

/** `dailies inspect --json` */
export const inspectSchema = z
  .object({
    looked: count.describe("Clips that were decoded now"),
    clips: z.array(
      z.object({
        id: shotId,
        take,
        clip: z.string().describe("Relative to the storyboard, with /"),
        duration_seconds: z.number(),
        width: count,
        height: count,
        frame_rate: z.number(),
        audio_tracks: count,
        black_share: part.describe("Part of the pictures that are black"),
        still_share: part.describe("Longest part in which nothing moves"),
        first_frame: similarity,
        last_frame: similarity,
        findings: z.array(finding).describe("What is to be pointed out"),
      }),
    ),
    unseen: z
      .array(z.object({ id: shotId, take, why: z.string() }))
      .describe("Clips that nothing can be said of"),
  })
  .describe("What `dailies inspect --json` prints");
