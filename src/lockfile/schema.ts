import * as z from "zod";
import { unreachable } from "../base/unreachable.ts";
import { type Fields, type Shape, timePattern } from "../state/codec.ts";
import { patterns } from "../state/patterns.ts";
import { attemptFields } from "../state/records.ts";
import type { AttemptState } from "../state/state.ts";
import { stateKinds } from "./paths.ts";

function schemaOf(shape: Shape): z.ZodType {
  switch (shape.kind) {
    case "text":
      if (shape.mayBeEmpty) return z.string();
      return shape.pattern === undefined ? z.string().min(1) : z.string().regex(shape.pattern);
    case "choice":
      return z.enum(shape.of);
    case "count":
      return z.int().min(shape.least);
    case "measure":
      return z.number().nonnegative();
    case "number":
      return z.number();
    case "time":
      return z.string().regex(timePattern).describe("UTC, ISO 8601 with milliseconds");
    case "json_object":
      return z.record(z.string(), z.json());
    case "record":
      return z.strictObject(membersOf(shape.fields));
    default:
      return unreachable(shape);
  }
}

function membersOf(fields: Fields): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.values(fields).map(({ key, codec, required, about }) => {
      const plain = schemaOf(codec.shape);
      const member = about === undefined ? plain : plain.describe(about);
      return [key, required ? member : member.optional()];
    }),
  );
}

function attemptIn(state: AttemptState) {
  const members = membersOf(attemptFields[state]);
  return z.strictObject({ ...members, attempt_id: z.string().min(1), state: z.literal(state) });
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
    "one attempt_id is here twice",
  );

const shotSchema = z.record(z.string().regex(patterns.take), attempts);

/** The lockfile as it is in the file. `specs/schemas/lockfile.schema.json` is made from it. */
export const lockfileSchema = z
  .strictObject({
    lockfile_version: z.literal(1),
    kind: z.enum(stateKinds).describe("Real clips, or drafts of a rehearsal"),
    shots: z
      .record(z.string().regex(patterns.shotId), shotSchema)
      .describe("Shot id -> take -> attempts, the newest last"),
  })
  .meta({ title: "dailies lockfile", description: "What has been rendered, from what. Written by dailies." });
