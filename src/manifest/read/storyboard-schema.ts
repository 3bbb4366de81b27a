import * as z from "zod";
import { defaultsSchema } from "../shot-keys.ts";

/** What a storyboard has beside its shots, whose keys are in `shot-keys.ts`. */

/** Sums of what is dearer would leave the range of numbers, and nothing is. */
const mostExpensive = 1e12;

const amounts = z
  .record(z.string(), z.number().nonnegative().max(mostExpensive))
  .meta({ description: "Amount by billing key, such as `kling-v3 1080P+Sound`." });

export const pricesSchema = z
  .strictObject({
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .meta({ description: "Three capital letters, such as `USD`." }),
    date: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/)
      .meta({ description: "The day that the prices were looked up, `YYYY-MM-DD`." }),
    per_clip: amounts.optional().meta({ description: "Amounts for a clip of any length, by billing key." }),
    per_second: amounts.optional().meta({ description: "Amounts for a second of a clip, by billing key." }),
  })
  .meta({ description: "What clips cost, by billing key. The plan adds it up." });

export const storyboardSchema = z.strictObject({
  version: z.literal(1).meta({ description: "Version of the storyboard format." }),
  title: z.string().optional().meta({ description: "Shown in reports." }),
  output: z.string().optional().meta({
    description: "Folder of the clips, relative to this file and inside its folder; `clips` by default.",
  }),
  defaults: z.union([defaultsSchema, z.null()]).optional(),
  prices: z.union([pricesSchema, z.null()]).optional(),
});
