import * as z from "zod";

/** `NAME.picks.yaml`, as people and commands write it. */

const take = z.number().int().min(1).meta({ description: "Number of the take, from 1." });

const clip = z
  .string()
  .regex(/^[0-9a-f]{8}$/)
  .meta({ description: "The first eight digits of the clip's SHA-256." });

const judged = z.strictObject({ take, clip });

const inputs = z
  .string()
  .regex(/^v\d+:[0-9a-f]{64}$/)
  .meta({ description: "The fingerprint of the inputs that the clip stands for." });

const shot = z
  .strictObject({
    take: take.optional(),
    clip: clip.optional(),
    rejected: z.array(judged).optional().meta({ description: "Clips that were sent back." }),
    accepted: z
      .array(judged.extend({ inputs }))
      .optional()
      .meta({ description: "Clips that stand, though their inputs were edited." }),
    by: z.string().optional().meta({ description: "Who decided." }),
    note: z.string().optional().meta({ description: "What is said about it." }),
  })
  .refine((one) => (one.take === undefined) === (one.clip === undefined), {
    message: "`take` and `clip` belong together: which take, and which clip of it",
  });

export const choicesSchema = z
  .strictObject({
    version: z.literal(1),
    shots: z.union([z.record(z.string(), shot), z.null()]).optional(),
  })
  .meta({ description: "Which take of a shot counts, and which clips were sent back." });

export type ChoicesFile = z.output<typeof choicesSchema>;
