import * as z from "zod";
import { count, diagnostic } from "./common.ts";

/** `dailies check --json` */
export const checkSchema = z
  .object({
    shots: count.describe("In all the files that are valid"),
    takes: count.describe("The same with every take of a shot counted"),
    diagnostics: z.array(diagnostic),
  })
  .describe("What `dailies check --json` prints");
