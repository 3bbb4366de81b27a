import { z } from "zod";
import { diagnostic } from "./common.ts";

/** `dailies check --json` */
export const checkSchema = z
  .object({ diagnostics: z.array(diagnostic) })
  .describe("What `dailies check --json` prints");
