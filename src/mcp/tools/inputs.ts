import { z } from "zod";

/** Arguments that several tools share. */

/** One line: a value of a flag cannot hold a line break. */
const text = z
  .string()
  .min(1)
  .max(300)
  .refine((one) => !/\p{Cc}/u.test(one), "must be one line of text");

export const file = text.describe(
  "The storyboard, a YAML file, relative to the folder that the server was started in",
);
export const shot = text.describe("The shot's id");
export const take = z.int().min(1).max(10_000);

const globs = z.array(text).min(1).max(100).optional();

/** Which shots. */
export const selection = {
  only: globs.describe("Only shots whose id or scene matches one of these globs, such as sc010_*"),
  except: globs.describe("All but the shots whose id or scene matches"),
  tag: globs.describe("Only shots with one of these tags"),
  since: text.optional().describe("Only shots whose inputs differ from this git revision's"),
};

export const output = text.optional().describe("Folder for the clips, in place of the storyboard's own");
export const rehearsal = z.boolean().optional().describe("Of the rehearsal, not of the render");

/** What a plan is about beside a selection; a render of it needs the same. */
export const planning = {
  ...selection,
  output,
  missing: z.boolean().optional().describe("Also clips that are gone: they are paid for again"),
  rejected: z.boolean().optional().describe("Also takes whose clips were sent back"),
};

export const limits = {
  budget: z.number().min(0).optional().describe("Spend no more than this, in the currency of `prices`"),
  max_shots: z.int().min(1).optional().describe("Submit no more than this many shots"),
  max_seconds: z.number().min(0).optional().describe("Submit no more than this many seconds of film"),
};

const rate = z.union([z.number().positive(), z.literal("off")]).optional();

/** How a run goes. */
export const running = {
  concurrency: z
    .union([z.int().min(1), z.literal("auto")])
    .optional()
    .describe("Tasks in flight at most"),
  poll_interval: text.optional().describe("Time between two looks at a task, such as 10s"),
  submit_rate: rate.describe("Submits a second, or off"),
  query_rate: rate.describe("Queries a second, or off"),
  wait: z
    .boolean()
    .default(true)
    .describe("false: answer as soon as the run has begun; `status` then shows how it goes, in `run`"),
};

export const remark = {
  note: text.optional().describe("What to say about it, kept in the choices file"),
  by: text.optional().describe("Who decides"),
};
