import * as z from "zod";
import { attemptRules, patterns, type StateField } from "../state/attempt-rules.ts";
import type { AttemptState } from "../state/state.ts";

const text = z.string().min(1);
const time = z.string().regex(patterns.time).describe("UTC, ISO 8601 with milliseconds");
const count = z.int().nonnegative();

const stateFields = {
  task_id: text.describe("The provider's id of the task"),
  finished_at: time.describe("When the task was seen completed or failed"),
  result_url: text.describe("Where the finished clip waits at the provider"),
  expires_at: time.describe("When the result URL dies"),
  error: z.strictObject({ code: text, message: z.string() }),
  clip: z.strictObject({
    file: z.string().regex(patterns.clipFile).describe("Relative to the output folder"),
    sha256: z.string().regex(patterns.sha256),
    bytes: count,
    duration_seconds: z.number().nonnegative(),
    width: count,
    height: count,
  }),
} satisfies Record<StateField, z.ZodType>;

function attemptIn(state: AttemptState) {
  const { required, optional } = attemptRules[state];
  return z.strictObject({
    attempt_id: text,
    state: z.literal(state),
    fingerprint: text,
    inputs: z.record(z.string(), z.json()).describe("What reached the provider, without defaults"),
    submitted_at: time,
    ...Object.fromEntries(required.map((field) => [field, stateFields[field]])),
    ...Object.fromEntries(optional.map((field) => [field, stateFields[field].optional()])),
  });
}

export const attemptSchema = z.discriminatedUnion("state", [
  attemptIn("submitting"),
  attemptIn("uncertain"),
  attemptIn("queued"),
  attemptIn("in_progress"),
  attemptIn("downloading"),
  attemptIn("done"),
  attemptIn("failed"),
]);

const attempts = z
  .array(attemptSchema)
  .min(1)
  .refine(
    (list) => new Set(list.map((attempt) => attempt.attempt_id)).size === list.length,
    "one attempt_id stands here twice",
  );

const shotSchema = z.record(z.string().regex(patterns.take), attempts);

/** The lockfile as it stands in the file. `specs/schemas/lockfile.schema.json` is made from it. */
export const lockfileSchema = z
  .strictObject({
    lockfile_version: z.literal(1),
    kind: z.enum(["render", "rehearsal"]).describe("Real clips, or drafts of a rehearsal"),
    shots: z
      .record(z.string().regex(patterns.shotId), shotSchema)
      .describe("Shot id -> take -> attempts, the newest last"),
  })
  .meta({ title: "dailies lockfile", description: "What has been rendered, from what. Written by dailies." });
