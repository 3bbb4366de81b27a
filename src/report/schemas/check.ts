import { z } from "zod";
import { diagnosticCodes } from "../../diagnostics/codes.ts";

const position = z.object({ line: z.int().min(1), column: z.int().min(1) }).describe("Both from 1");

/** `dailies check --json` */
export const checkSchema = z
  .object({
    diagnostics: z.array(
      z.object({
        code: z.enum(Object.keys(diagnosticCodes) as [string, ...string[]]),
        severity: z.enum(["error", "warning"]),
        message: z.string(),
        file: z.string(),
        start: position,
        end: position,
        hint: z.string().optional(),
      }),
    ),
  })
  .describe("What `dailies check --json` prints");
