import * as z from "zod";
import { looseShotNamePattern } from "../../base/shot-name.ts";
import { diagnosticCodes } from "../../diagnostics/codes.ts";
import { findingCodes } from "../../film/status/finding-codes.ts";
import { jobStates } from "../../run/events.ts";

/** Pieces that several JSON outputs share. The schemas in `specs/schemas` are made from these. */

export const shotId = z.string().regex(looseShotNamePattern);
export const take = z.int().min(1).describe("From 1");
export const line = z.int().min(1).describe("The shot's line in the storyboard, from 1");
export const writtenIn = z
  .string()
  .describe("The included file that the line is in, relative to the storyboard, with /");
export const count = z.int().min(0);
export const time = z.iso.datetime().describe("ISO 8601");

export const currency = z.string().describe("Three capital letters, such as USD");

export const price = z.object({ amount: z.number(), currency });

export const cause = z.object({
  code: z.string().describe("Stable, snake_case, or the provider's own"),
  message: z.string(),
});

const position = z.object({ line: z.int().min(1), column: z.int().min(1) }).describe("Both from 1");

export const diagnostic = z.object({
  code: z.enum(Object.keys(diagnosticCodes) as [string, ...string[]]),
  severity: z.enum(["error", "warning"]),
  message: z.string(),
  file: z.string(),
  start: position,
  end: position,
  hint: z.string().optional(),
  labels: z
    .array(z.object({ message: z.string(), file: z.string(), start: position, end: position }))
    .optional()
    .describe("Further places, such as where an id was used first"),
});

/** A sum of renders, held against limits. */
export const spending = z.object({
  amount: z.number(),
  currency: currency.optional().describe("Of `amount`; absent where nothing has a price"),
  shots: count,
  seconds: z.number(),
});
export const spendingLimits = spending.partial();
export const fittingRun = spending
  .extend({
    ids: z.array(shotId),
    files: z
      .array(
        z.object({
          file: z.string(),
          ids: z.array(shotId),
          whole: z.boolean().describe("Does all of its plan fit?"),
        }),
      )
      .optional()
      .describe("The same for each of several storyboards, in the order that they were given in"),
  })
  .describe("The largest run from the film's beginning that fits");

/** Which of several storyboards an object is about. */
export const ofFile = z.object({ file: z.string().describe("The storyboard, as it was given") });

export const jobState = z.enum(jobStates);

export const planTotals = z.object({
  jobs: count,
  render: count,
  resume: count,
  download: count,
  move: count,
  hold: count,
  none: count,
  billing: z.array(
    z.object({ billing_key: z.string(), clips: count, seconds: z.number(), price: price.nullable() }),
  ),
  price: price.nullable().describe("null unless every render has a price in one currency"),
  possible: z
    .object({ clips: count, seconds: z.number(), price: price.nullable() })
    .describe(
      "What look-ups of submits of unknown outcome may add, where they find nothing; limits count it",
    ),
});

export const finding = z.object({
  code: z.enum(findingCodes).describe("What is pointed out; docs/clip-checks.md explains each"),
  message: z.string(),
});
