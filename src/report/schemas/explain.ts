import * as z from "zod";
import { line, shotId, take } from "./common.ts";
import { planSchema } from "./plan.ts";

const job = planSchema.shape.jobs.element.shape;
const { action, reason, changes } = job;

/** `dailies explain --json` */
export const explainSchema = z
  .object({
    id: shotId,
    take,
    action,
    reason,
    changes,
    fingerprint: z.string().describe("`v1:` and the SHA-256 of the inputs' canonical JSON"),
    inputs: z
      .record(z.string(), z.json())
      .describe("What the fingerprint is made from: what reaches the provider and differs from a default"),
    request: z
      .object({
        method: z.string(),
        path: z.string().describe("Behind the base URL"),
        body: z
          .record(z.string(), z.json())
          .describe("Local pictures are sha256:HEX until they are uploaded"),
      })
      .describe("What a submit sends"),
    origins: z
      .record(
        z.string(),
        z.object({
          file: z.string(),
          line,
          from: z.enum(["shot", "look", "scene", "defaults", "bible", "contract"]),
        }),
      )
      .describe("By key; `references[0]` for one of several, `$name` for an entry of the bible"),
  })
  .describe("What `dailies explain --json` prints");
