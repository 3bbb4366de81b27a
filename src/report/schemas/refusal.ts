import * as z from "zod";
import { diagnostic } from "./common.ts";

/** What `plan`, `status`, `resolve` and `models` print with `--json` where they have no answer (exit code 2 or 5). */
export const refusalSchema = z
  .object({
    refused: z.object({
      reason: z.string().describe("Stable, snake_case"),
      message: z.string(),
      hint: z.string().optional(),
      diagnostics: z
        .array(diagnostic)
        .describe("What is wrong with the files; empty where it is not about one"),
    }),
  })
  .describe("What a command other than a run prints with `--json` where it has no answer");

/** What any command prints with `--json` for a mistake on its command line (exit code 2). */
export const mistakeSchema = z
  .object({
    error: z.object({
      code: z.string().describe("Stable, snake_case"),
      message: z.string(),
      hint: z.string().optional(),
    }),
  })
  .describe("What any command prints with `--json` for a mistake on its command line, on one line");
