import * as z from "zod";

/*
 * Chrome's trace event format, as its public description has it ("Trace Event Format"): the JSON object form, and of the
 * event types those that are written here. Timestamps and durations are microseconds.
 */

const id = z.union([z.int(), z.string()]);
const micros = z.number().nonnegative();
const args = z.record(z.string(), z.unknown());
const thread = { name: z.string().min(1), cat: z.string(), pid: z.int(), tid: z.int(), ts: micros };

const event = z.discriminatedUnion("ph", [
  z.strictObject({ ph: z.literal("X"), ...thread, dur: micros, args: args.optional() }),
  z.strictObject({
    ph: z.literal("i"),
    ...thread,
    s: z.enum(["g", "p", "t"]).optional(),
    args: args.optional(),
  }),
  z.strictObject({ ph: z.literal("s"), ...thread, id, args: args.optional() }),
  z.strictObject({ ph: z.literal("f"), ...thread, id, bp: z.literal("e").optional(), args: args.optional() }),
  z.strictObject({
    ph: z.literal("C"),
    name: z.string().min(1),
    pid: z.int(),
    ts: micros,
    args: z.record(z.string(), z.number()),
  }),
  z.strictObject({
    ph: z.literal("M"),
    name: z.enum([
      "process_name",
      "process_labels",
      "process_sort_index",
      "thread_name",
      "thread_sort_index",
    ]),
    pid: z.int(),
    tid: z.int().optional(),
    args: z.union([
      z.strictObject({ name: z.string() }),
      z.strictObject({ labels: z.string() }),
      z.strictObject({ sort_index: z.int() }),
    ]),
  }),
]);

export const traceSchema = z.object({
  traceEvents: z.array(event),
  displayTimeUnit: z.enum(["ms", "ns"]).optional(),
  otherData: z.record(z.string(), z.unknown()).optional(),
});
