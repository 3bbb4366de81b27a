import * as z from "zod";
import { shotId, take } from "./common.ts";

/** `dailies sheet --json` */
export const sheetSchema = z
  .object({
    files: z.array(z.string()).describe("The pages"),
    shots: z.array(
      z.object({
        id: shotId,
        take: take.nullable().describe("Null where the shot is missing"),
        page: z.int().min(1).describe("From 1"),
        missing: z.boolean().describe("It has no clip"),
      }),
    ),
  })
  .describe("What `dailies sheet --json` prints");
