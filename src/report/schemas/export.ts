import * as z from "zod";
import { timelineFormats } from "../../cut/timeline/format-names.ts";
import { shotId, take } from "./common.ts";

/** `dailies export --out FILE --json` */
export const exportSchema = z
  .object({
    file: z.string().describe("The timeline"),
    format: z.enum(timelineFormats),
    duration_seconds: z.number(),
    shots: z.array(
      z.object({
        id: shotId,
        take: take.nullable().describe("Null where the shot is missing"),
        alternates: z.array(take).describe("Other takes that go along"),
        start_seconds: z.number(),
        duration_seconds: z.number(),
        missing: z.boolean().describe("A gap is in its place"),
      }),
    ),
  })
  .describe("What `dailies export` prints with `--out FILE --json`");
