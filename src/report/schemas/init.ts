import * as z from "zod";

const file = z.string().describe("As the user would type it");

/** `dailies init --json` */
export const initSchema = z
  .object({
    written: z.array(file),
    kept: z.array(file).describe("Files that were there already, and stay as they are"),
  })
  .describe("What `dailies init --json` prints");
