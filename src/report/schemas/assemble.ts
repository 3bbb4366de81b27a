import * as z from "zod";
import { shotId, take } from "./common.ts";

/** `dailies assemble --json` */
export const assembleSchema = z
  .object({
    file: z.string().describe("The film"),
    duration_seconds: z.number().describe("The sum of the measured lengths"),
    shots: z.array(
      z.object({
        id: shotId,
        take: take.nullable().describe("Null where the shot is missing"),
        start_seconds: z.number(),
        duration_seconds: z.number().describe("As measured; of a missing shot, as asked for"),
        missing: z.boolean().describe("A slate is in its place"),
      }),
    ),
  })
  .describe("What `dailies assemble --json` prints");
