import { z } from "zod";
import { cause, jobState, line, shotId, take, time } from "./common.ts";

/** `dailies status --json` */
export const statusSchema = z
  .object({
    shots: z.array(
      z.object({
        id: shotId,
        take,
        line: line.nullable(),
        state: jobState,
        task_id: z.string().nullable(),
        clip: z.string().nullable().describe("Relative to the storyboard, with /"),
        clip_missing: z.boolean().describe("The clip is on record and not on disk"),
        clip_differs: z.boolean().describe("Something else is in the place of the clip on record"),
        outdated: z.boolean().describe("The storyboard has changed since the clip on record"),
        error: cause.nullable(),
        submitted_at: time.nullable(),
        expires_at: time.nullable().describe("Until when a paid clip that is not on disk can be fetched"),
      }),
    ),
  })
  .describe("What `dailies status --json` prints");
