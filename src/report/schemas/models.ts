import * as z from "zod";
import { count, diagnostic } from "./common.ts";

const model = z.object({
  id: z.string().describe("Model and revision: pins the contract in a storyboard"),
  model: z.string().describe("The model's name alone means its oldest revision"),
  revision: z.string(),
  title: z.string(),
  aliases: z.array(z.string()),
  seconds: z
    .object({
      parameter: z.string().nullable().describe("The key that sets the length; null where it is fixed"),
      values: z.array(z.number()).nullable().describe("The lengths that are taken; null where it is a range"),
      min: z.number().nullable(),
      max: z.number().nullable(),
      otherwise: z.number().describe("The most that is billed where no length is given"),
    })
    .describe("How long a clip can be"),
  takes_frames: z.boolean(),
  frames: z.object({ first: z.boolean(), last: z.boolean() }),
  references: z
    .object({
      parameter: z.string(),
      most: count.nullable(),
      beside_frames: z.boolean().describe("Do references and frames go together?"),
    })
    .nullable()
    .describe("What becomes of `references`; null where the model takes none"),
  sound: z
    .object({
      made: z.enum(["always", "never", "by_parameter", "not_said"]),
      parameter: z.string().nullable().describe("The key that decides on it"),
    })
    .describe("Do clips have sound?"),
  billing: z
    .object({
      keys: z.array(z.string()).describe("As `prices` of a storyboard names them"),
      open: z.boolean().describe("Are other keys possible, too?"),
    })
    .describe("What clips are billed as"),
  client_business_id: z.boolean().describe("Can a submit without an answer be looked up?"),
  source: z.object({
    kind: z.string(),
    document: z.string(),
    dated: z.string().describe("YYYY-MM-DD or YYYY-MM"),
    read: z.string().describe("The day that the document was read, YYYY-MM-DD"),
  }),
  retires: z
    .string()
    .nullable()
    .describe("The first day without the model, YYYY-MM-DD, where a document says so"),
  origin: z
    .object({
      kind: z.enum(["packaged", "project"]),
      file: z.string().describe("`packaged`: inside of the package"),
    })
    .describe("Where the contract is written"),
  offered: z
    .boolean()
    .nullable()
    .optional()
    .describe("With --check: does the service name the model for this key? null where nobody can say"),
});

export type ModelJson = z.output<typeof model>;

/** What came of asking the service for its models. */
const service = z.object({
  outcome: z.enum(["listed", "no_key", "settings_wrong", "key_refused", "unavailable"]),
  host: z.string().nullable(),
  models: count.nullable().describe("How many video models it names for the key"),
  without_contract: z.array(z.string()).describe("Those of them that no contract is for"),
  message: z.string().nullable().describe("Why it did not say"),
});

export type ServiceJson = z.output<typeof service>;

/** `dailies models --json`, also with `--check` */
export const modelsSchema = z
  .object({
    models: z.array(model),
    diagnostics: z
      .array(diagnostic)
      .describe("Contracts of the project that are broken; with --check, all that was found"),
    service: service.optional().describe("With --check"),
  })
  .describe("What `dailies models --json` prints without a name");
