import { z } from "zod";
import { checkSchema } from "../../report/schemas/check.ts";
import { count, price, shotId, take } from "../../report/schemas/common.ts";
import { costSchema } from "../../report/schemas/cost.ts";
import { eventSchema } from "../../report/schemas/events.ts";
import { explainSchema } from "../../report/schemas/explain.ts";
import { modelsSchema } from "../../report/schemas/models.ts";
import { planSchema } from "../../report/schemas/plan.ts";
import { statusSchema } from "../../report/schemas/status.ts";

/** The answers: what the commands print with `--json`, shortened. */

const shortened = {
  more: z
    .record(z.string(), count)
    .optional()
    .describe("How many items each list has beyond those here; absent where nothing was left out"),
  rest: z.string().optional().describe("How to ask for what was left out"),
};

export const checkOutput = checkSchema.extend(shortened);
export const planOutput = planSchema.extend(shortened);
export const explainOutput = explainSchema;

const runState = z.object({
  state: z.enum(["running", "finished"]),
  exit_code: z.int().nullable().describe("null while it goes on"),
  ended: count.describe("Takes that have come to an end"),
  total: count.describe("Takes that the run has work for"),
});

export const statusOutput = statusSchema.extend({
  summary: z.object({
    takes: count,
    states: z.record(z.string(), count).describe("How many takes are in each state"),
  }),
  run: runState.optional().describe("The newest run of this storyboard that this server started"),
  ...shortened,
});

/** With `name` it is the contract, as in specs/models. */
export const modelsOutput = z.looseObject({ models: modelsSchema.shape.models.optional(), ...shortened });

export const costOutput = costSchema.extend(shortened);

export const decidedOutput = z.object({ id: shotId, take, clip: z.string(), sha256: z.string() });

/** Events that an answer of a run names: what went wrong, and the end. */
const events = z.array(
  z.looseObject({ type: z.enum(eventSchema.options.map(({ shape }) => shape.type.value)) }),
);

export const runOutput = runState.extend({
  spent: price
    .nullable()
    .describe("What this run submitted and the provider took; null where a price is missing"),
  events: events.describe("As the command prints them: what went wrong, and run_finished as the last"),
  ...shortened,
});
