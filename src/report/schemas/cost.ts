import * as z from "zod";
import { count, ofFile } from "./common.ts";

const seconds = z.number().nonnegative();
const amount = z.number().nonnegative();

/** `dailies cost --json` */
export const costSchema = z
  .object({
    currency: z.string().nullable().describe("Of all amounts; null where nothing has a price"),
    spent: amount,
    uncertain: amount.describe("Of submits whose outcome is not known; not in `spent`"),
    rejected: amount.describe("Of `spent`: clips that were sent back"),
    superseded: amount.describe("Of `spent`: clips that newer ones replaced"),
    unpriced: count.describe("Paid clips without a price, which no sum has"),
    rows: z.array(
      z.object({
        key: z.string().describe("A model, or what `--by` names"),
        clips: count,
        seconds,
        amount: amount.nullable().describe("Null where a clip has no price"),
      }),
    ),
  })
  .describe("What `dailies cost --json` prints");

/** `dailies cost --json` of several storyboards */
export const costsSchema = z
  .object({
    files: z.array(ofFile.extend(costSchema.shape)),
    total: costSchema
      .nullable()
      .describe("Of all of them; null where currencies differ. By shot or scene it has no rows"),
  })
  .describe("What `dailies cost --json` prints of several storyboards");

/** `dailies prices --json` */
export const pricesSchema = z
  .object({
    prices: z.array(
      z.object({
        key: z.string().describe("A billing key, as a price table has it"),
        takes: count,
        seconds,
        known: z
          .object({ per: z.enum(["clip", "second"]), amount })
          .nullable()
          .describe("What storyboard or project say already"),
        documented: z
          .object({ amount, currency: z.string(), dated: z.string() })
          .nullable()
          .describe("What the provider's document says of a second, on its day; nothing is counted with it"),
      }),
    ),
  })
  .describe("What `dailies prices --json` prints");
