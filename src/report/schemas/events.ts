import * as z from "zod";
import { type RunEvent, stopReasons } from "../../run/events.ts";
import {
  cause,
  count,
  currency,
  diagnostic,
  finding,
  fittingRun,
  jobState,
  line,
  planTotals,
  price,
  shotId,
  spending,
  spendingLimits,
  take,
  time,
  writtenIn,
} from "./common.ts";

const job = { id: shotId, take, line: line.optional(), written_in: writtenIn.optional() };
const file = z
  .string()
  .optional()
  .describe(
    "The storyboard, as it was given, where several are run together and the event is about one of them",
  );
const stopReason = z.enum(stopReasons);

/** The members of each event beside `type` and `time`. The type says that no event is forgotten. */
const provider = z.string().optional().describe("Which, where several work in one run");

const members = {
  run_started: {
    storyboard: z.string(),
    rehearsal: z.boolean(),
    concurrency: z.int().min(1),
    totals: planTotals,
  },
  balance: {
    when: z.enum(["before", "after"]),
    remaining: z.number(),
    currency,
    unlimited: z.boolean(),
    provider,
  },
  concurrency: {
    concurrency: z.int().min(1),
    reason: z.enum(["limited", "found", "no_limit_met"]),
    provider,
  },
  picture_uploaded: { sha256: z.string(), bytes: count, written_as: z.string() },
  shot_state: { ...job, state: jobState, task_id: z.string().optional() },
  shot_progress: { ...job, progress: z.number().min(0).max(100) },
  shot_retrying: {
    ...job,
    step: z.enum(["upload", "submit", "query", "download"]),
    failures: count.describe("Failures in a row so far"),
    delay_ms: z.number().min(0),
    cause,
  },
  shot_done: {
    ...job,
    clip: z.object({
      file: z.string().describe("Relative to the output folder, with /"),
      sha256: z.string(),
      bytes: count,
      duration_seconds: z.number(),
      width: count,
      height: count,
    }),
    elapsed_ms: z.number().describe("From submit to clip"),
    superseded: z.boolean(),
  },
  shot_failed: { ...job, error: cause, task_id: z.string().optional() },
  shot_uncertain: { ...job, error: cause, submitted_at: z.number().describe("Unix milliseconds") },
  shot_unfetched: {
    ...job,
    error: cause,
    task_id: z.string(),
    expires_at: z.number().optional().describe("Unix seconds: until when the clip can be fetched"),
  },
  warning: {
    code: z.string(),
    message: z.string(),
    id: shotId.optional(),
    take: take.optional(),
    line: line.optional(),
    written_in: writtenIn.optional(),
  },
  refused: {
    reason: z.enum([
      "storyboard_invalid",
      "state_invalid",
      "state_unwritable",
      "output_unwritable",
      "output_unreadable",
      "unrecorded_clips",
      "decoder_absent",
      "fitter_absent",
      "plan_changed",
      "output_shared",
      "selection_invalid",
      "service_invalid",
      "no_key",
      "price_unknown",
      "locked",
    ]),
    message: z.string(),
    hint: z.string().optional(),
    diagnostics: z
      .array(diagnostic)
      .describe("What is wrong with the files; empty where it is not about one"),
  },
  over_limits: {
    limits: spendingLimits,
    needed: spending,
    fitting: fittingRun,
  },
  stopping: { reason: stopReason, message: z.string(), provider },
  run_finished: {
    counts: z.object({
      done: count,
      failed: count,
      uncertain: count,
      unfetched: count,
      not_started: count,
      held: count,
      missing: count.describe("Of those held: clips that are gone and can no longer be fetched"),
      up_to_date: count,
    }),
    spent: price
      .optional()
      .describe(
        "What this run submitted and the provider took, by its prices; absent where one has none, and in a rehearsal",
      ),
    stopped: stopReason.optional(),
    animatic: z
      .union([z.object({ file: z.string(), duration_seconds: z.number() }), z.object({ error: cause })])
      .optional()
      .describe("The joined drafts, where `rehearse --animatic` asked for them, or why there are none"),
    worth_a_look: z
      .array(z.object({ ...job, findings: z.array(finding) }))
      .optional()
      .describe("Clips of the selected shots that nobody has decided about, and what is to be pointed out"),
    not_inspected: count
      .optional()
      .describe("Clips of the selected shots that `dailies inspect` has not seen"),
    exit_code: z.int(),
    elapsed_ms: z.number(),
  },
} satisfies Record<RunEvent["type"], z.core.$ZodLooseShape>;

/** One line of `render`, `retry`, `rehearse` and `rescue` with `--json`. */
export const eventSchema = z
  .discriminatedUnion("type", [
    event("run_started"),
    event("balance"),
    event("concurrency"),
    event("picture_uploaded"),
    event("shot_state"),
    event("shot_progress"),
    event("shot_retrying"),
    event("shot_done"),
    event("shot_failed"),
    event("shot_uncertain"),
    event("shot_unfetched"),
    event("warning"),
    event("refused"),
    event("over_limits"),
    event("stopping"),
    event("run_finished"),
  ])
  .describe("One event, a line each; the last is run_finished, of all storyboards where there are several");

/** What the command of `--on-finish` reads. */
export const finishedRunSchema = event("run_finished")
  .extend({
    command: z.enum(["render", "retry"]),
    storyboard: z.string().describe("As it was written on the command line"),
    refused: z
      .object({ reason: z.string(), message: z.string(), hint: z.string().nullable() })
      .optional()
      .describe("Why the run did not begin"),
  })
  .describe("How a run ended, on the standard input of the command that --on-finish names");

function event<T extends keyof typeof members>(type: T) {
  return z.object({ type: z.literal(type), time, file, ...members[type] });
}
