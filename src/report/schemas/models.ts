import * as z from "zod";
import { count } from "./common.ts";

const model = z.object({
  id: z.string().describe("Model and revision: pins the contract in a storyboard"),
  model: z.string().describe("The model's name alone means its oldest revision"),
  revision: z.string(),
  title: z.string(),
  aliases: z.array(z.string()),
  seconds: z
    .object({
      parameter: z.string().nullable().describe("The key that sets the length; null where it is fixed"),
      values: z.array(z.number()).nullable().describe("The lengths that are taken; null where it is a range"),
      min: z.number().nullable(),
      max: z.number().nullable(),
      otherwise: z.number().describe("The most that is billed where no length is given"),
    })
    .describe("How long a clip can be"),
  takes_frames: z.boolean(),
  frames: z.object({ first: z.boolean(), last: z.boolean() }),
  references: z
    .object({
      parameter: z.string(),
      most: count.nullable(),
      beside_frames: z.boolean().describe("Do references and frames go together?"),
    })
    .nullable()
    .describe("What becomes of `references`; null where the model takes none"),
  client_business_id: z.boolean().describe("Can a submit without an answer be looked up?"),
  source: z.object({ kind: z.string(), document: z.string(), dated: z.string(), read: z.string() }),
});

export type ModelJson = z.output<typeof model>;

/** `dailies models --json` */
export const modelsSchema = z
  .object({ models: z.array(model) })
  .describe("What `dailies models --json` prints without a name");
