import * as z from "zod";
import { cause, finding, jobState, line, ofFile, price, shotId, take, time, writtenIn } from "./common.ts";

const clip = z.object({ id: shotId, take, clip: z.string().describe("Relative to the storyboard, with /") });

/** `dailies status --json` */
export const statusSchema = z
  .object({
    shots: z.array(
      z.object({
        id: shotId,
        scene: z.string().nullable().describe("The scene's id; null where the storyboard has none"),
        take,
        line: line.nullable(),
        written_in: writtenIn.nullable(),
        state: jobState,
        chosen: z.boolean().describe("Is this the take that counts?"),
        rejected: z.boolean().describe("Was the clip sent back?"),
        task_id: z.string().nullable(),
        clip: z.string().nullable().describe("Relative to the storyboard, with /"),
        clip_missing: z.boolean().describe("The clip is on record and not on disk"),
        clip_differs: z.boolean().describe("Something else is in the place of the clip on record"),
        outdated: z.boolean().describe("The storyboard has changed since the clip on record"),
        inspected: z.boolean().describe("Was the clip looked at, by `dailies inspect`?"),
        findings: z.array(finding).describe("What is to be pointed out of the clip"),
        error: cause.nullable(),
        submitted_at: time.nullable(),
        expires_at: time.nullable().describe("Until when a paid clip that is not on disk can be fetched"),
      }),
    ),
    orphans: z.array(clip).describe("Clips that no shot wants any more"),
    superseded: z
      .array(clip.extend({ submitted_at: time.nullable() }))
      .describe("Clips that newer ones replaced, the newest first"),
    unmatched_choices: z
      .array(z.object({ id: shotId, take, clip: z.string().describe("First digits of a SHA-256") }))
      .describe("Choices of clips that are not on record"),
    spent: price
      .nullable()
      .describe("In all runs of the film; null where a paid clip has no price, and in a rehearsal"),
  })
  .describe("What `dailies status --json` prints");

/** `dailies status --json` of several storyboards */
export const statusesSchema = z
  .object({
    files: z.array(ofFile.extend(statusSchema.shape)),
    spent: price.nullable().describe("On all of them; null as for one"),
  })
  .describe("What `dailies status --json` prints of several storyboards");
