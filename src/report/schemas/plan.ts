import * as z from "zod";
import { planActions } from "../../plan/plan.ts";
import {
  fittingRun,
  line,
  ofFile,
  planTotals,
  price,
  shotId,
  spending,
  spendingLimits,
  take,
  writtenIn,
} from "./common.ts";

const spendingOfPlan = z
  .object({ fits: z.boolean(), limits: spendingLimits, needed: spending, fitting: fittingRun.nullable() })
  .nullable()
  .describe("Whether a render with the same limits would begin; null where none were given");

/** `dailies plan --json` */
export const planSchema = z
  .object({
    plan_hash: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .describe("Names the plan: a render with --plan HASH refuses any other"),
    jobs: z.array(
      z.object({
        id: shotId,
        scene: z.string().nullable().describe("The scene's id; null where the storyboard has none"),
        take,
        line: line.nullable(),
        written_in: writtenIn.nullable(),
        action: z.enum(planActions),
        reason: z.enum([
          "new",
          "changed",
          "failed",
          "in_flight",
          "not_downloaded",
          "uncertain",
          "clip_missing",
          "clip_differs",
          "moderation_rejected",
          "superseded_clip_matches",
          "superseded",
          "renamed",
          "rename_unclear",
          "needs_clip",
          "rejected",
          "accepted",
          "not_selected",
          "not_failed",
          "up_to_date",
        ]),
        waits_for: z
          .union([z.string(), z.array(z.string()).min(2)])
          .nullable()
          .describe("The shot whose clip is waited for, or several; null where all that is needed is there"),
        changes: z.array(z.object({ field: z.string(), before: z.json(), after: z.json() })),
        billing_key: z.string().nullable(),
        seconds: z.number().nullable(),
        price: price.nullable(),
        task_id: z.string().nullable(),
        found: z.string().nullable().describe("What is in the clip's place, where that is not the clip"),
        from: z.string().nullable().describe("The shot's id before, where it was renamed"),
        candidates: z
          .array(z.string())
          .describe("Ids that the shot may have had before, where several come into question"),
      }),
    ),
    totals: planTotals,
    orphans: z
      .array(z.object({ id: shotId, take, clip: z.string().describe("Relative to the output folder") }))
      .describe("Clips that no shot wants any more"),
    spending: spendingOfPlan,
    refusal: z
      .object({ reason: z.string(), message: z.string(), hint: z.string().nullable() })
      .nullable()
      .describe(
        "Why a render of this plan would not begin, because of the output folder; null where it would",
      ),
  })
  .describe("What `dailies plan --json` prints");

/** `dailies plan --json` of several storyboards */
export const plansSchema = z
  .object({
    files: z.array(ofFile.extend(planSchema.shape)).describe("As for one; limits are held against all"),
    plan_hash: planSchema.shape.plan_hash.describe(
      "Names the plans together: a render of the same storyboards refuses any others",
    ),
    totals: planTotals,
    spending: spendingOfPlan,
  })
  .describe("What `dailies plan --json` prints of several storyboards");
