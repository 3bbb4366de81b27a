import * as z from "zod";
import { type MediumLimits, mediumLimits } from "./medium-limits.ts";
import {
  type ConditionalDefault,
  conditionalDefault,
  count,
  reference,
  rule,
  scalar,
} from "./rule-schema.ts";

/**
 * The shape of `specs/models/MODEL@REVISION.yaml`: one model's contract as data. Keys are snake_case.
 * A new model is a new file; nothing here names one.
 */

const name = z.string().regex(/^[a-z][a-z0-9_]*$/i);

interface ParameterBase {
  /** Shown by `dailies models` and by editors. */
  readonly doc: string;
  readonly required?: boolean | undefined;
  /** What the provider assumes where nothing is sent; never sent by us. */
  readonly default?: string | number | boolean | undefined;
  /** The same where it depends on what else is given. A value that is equal to it stays in the fingerprint. */
  readonly defaults?: readonly ConditionalDefault[] | undefined;
  /** Other names that the provider takes for it; what is sent has this one. */
  readonly synonyms?: readonly string[] | undefined;
  /** False for what changes nothing in the clip (a tracking id): left out of the fingerprint. */
  readonly affects_clip?: boolean | undefined;
}

/** Texts of one form. */
interface TextForm {
  /** A regular expression for the whole text. */
  readonly pattern: string;
  /** What such a text is called, after "or": `a ratio such as 4:3`. */
  readonly named: string;
}

interface Medium {
  /** URL schemes beside http and https. */
  readonly schemes?: readonly string[] | undefined;
  readonly limits?: MediumLimits | undefined;
}

/** One parameter of a model, or one item or property inside it. */
export type Parameter =
  | (ParameterBase & {
      readonly type: "string";
      readonly enum?: readonly string[] | undefined;
      /** Allowed beside the values of `enum`, such as any ratio beside the common ones. */
      readonly also?: TextForm | undefined;
      readonly max_length?: number | undefined;
    })
  | (ParameterBase & {
      readonly type: "integer" | "number";
      readonly enum?: readonly number[] | undefined;
      readonly min?: number | undefined;
      readonly max?: number | undefined;
      /** Allowed beside the range, such as `-1` for a length that the model chooses. */
      readonly also?: readonly number[] | undefined;
    })
  | (ParameterBase & { readonly type: "boolean" })
  /** A picture or a video: an https URL on the wire; a local path in a storyboard, which is uploaded. */
  | (ParameterBase & Medium & { readonly type: "picture" | "video" })
  /** A sound, or whatever else, by URL; local files are not uploaded for these. */
  | (ParameterBase & { readonly type: "url"; readonly schemes?: readonly string[] | undefined })
  | (ParameterBase & {
      readonly type: "object";
      readonly properties?: { readonly [name: string]: Parameter } | undefined;
      /** Whether keys beyond `properties` are passed on. */
      readonly open?: boolean | undefined;
      /**
       * Whether a property that has its default is left out of the fingerprint, as a parameter is. Contracts that were
       * there before this key keep their fingerprints without it.
       */
      readonly omit_defaults?: boolean | undefined;
    })
  | (ParameterBase & {
      readonly type: "list";
      readonly items: Parameter;
      readonly min_items?: number | undefined;
      readonly max_items?: number | undefined;
      /** The numbers of items that are taken, where they are not a range. */
      readonly counts?: readonly number[] | undefined;
      /** The key that says what an item is for, where that is not `role`. */
      readonly role_key?: string | undefined;
      /** The most items whose role is this. */
      readonly max_per_role?: { readonly [role: string]: number } | undefined;
      /** The most seconds that its videos last, taken together. */
      readonly max_total_seconds?: number | undefined;
    });

const parameterBase = {
  doc: z.string().default(""),
  required: z.boolean().optional(),
  default: scalar.optional(),
  defaults: z.array(conditionalDefault).min(1).optional(),
  synonyms: z.array(name).min(1).optional(),
  affects_clip: z.boolean().optional(),
};
const schemes = z.array(z.string().regex(/^[a-z]+$/)).optional();

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u").source !== "";
  } catch {
    return false;
  }
}

const parameter: z.ZodType<Parameter> = z.lazy(() =>
  z.discriminatedUnion("type", [
    z.strictObject({
      ...parameterBase,
      type: z.literal("string"),
      enum: z.array(z.string()).min(1).optional(),
      also: z.strictObject({ pattern: z.string().refine(isPattern), named: z.string() }).optional(),
      max_length: count.optional(),
    }),
    z.strictObject({
      ...parameterBase,
      type: z.enum(["integer", "number"]),
      enum: z.array(z.number()).min(1).optional(),
      min: z.number().optional(),
      max: z.number().optional(),
      also: z.array(z.number()).optional(),
    }),
    z.strictObject({ ...parameterBase, type: z.literal("boolean") }),
    z.strictObject({
      ...parameterBase,
      type: z.enum(["picture", "video"]),
      schemes,
      limits: mediumLimits.optional(),
    }),
    z.strictObject({ ...parameterBase, type: z.literal("url"), schemes }),
    z.strictObject({
      ...parameterBase,
      type: z.literal("object"),
      properties: z.record(name, parameter).optional(),
      open: z.boolean().optional(),
      omit_defaults: z.boolean().optional(),
    }),
    z.strictObject({
      ...parameterBase,
      type: z.literal("list"),
      items: parameter,
      min_items: count.optional(),
      max_items: count.optional(),
      counts: z.array(count).optional(),
      role_key: z.string().optional(),
      max_per_role: z.record(z.string(), count).optional(),
      max_total_seconds: z.number().positive().optional(),
    }),
  ]),
);

/** What the request needs beside frames or references, where nothing else is written there: `aspect_ratio: adaptive`. */
const beside = z.record(reference, scalar).optional();

/** How `first_frame` and `last_frame` of a storyboard reach the wire. A frame that is not named is not taken. */
const frames = z.discriminatedUnion("encoding", [
  z.strictObject({
    /** URLs in order: the first frame, then the last. */
    encoding: z.literal("list"),
    parameter: name,
    last_frame: z.boolean().default(true),
    with: beside,
  }),
  z.strictObject({
    /** Objects of a picture and its role, such as `{url, role}`, with the roles that the model names. */
    encoding: z.literal("roles"),
    parameter: reference,
    first_frame: z.string(),
    last_frame: z.string().optional(),
    last_frame_alone: z.boolean().default(false),
    with: beside,
  }),
  z.strictObject({
    /** A place of its own for each frame: a parameter, or a property in one. In a list it is the one item. */
    encoding: z.literal("fields"),
    first_frame: reference,
    last_frame: reference.optional(),
    last_frame_alone: z.boolean().default(false),
    with: beside,
  }),
]);

/** Where the portable `references` of a storyboard go. Without it the model takes none. */
const references = z.strictObject({
  /** A list: of pictures, or of objects with a picture in them, which have this `role`, if any. */
  parameter: reference,
  role: z.string().optional(),
  /** Do references and frames go together? */
  beside_frames: z.boolean(),
  with: beside,
});

/** `<<<image_2>>>` in the prompt is the second item of a list. */
const placeholder = z.strictObject({
  /** What is before and after the number in the prompt. */
  before: z.string().min(1),
  after: z.string(),
  /** The list whose items are counted, from 1. */
  list: reference,
});

/** A value looked up in a table by a parameter's (effective) value. */
const looked = <T extends z.ZodType>(value: T) =>
  z.strictObject({ parameter: reference, values: z.record(z.string(), value) });

const output = z.strictObject({
  /** Pixels of the picture's shorter side: 720 makes 1280x720 at 16:9. */
  short_side: z.union([z.int().positive(), looked(z.int().positive())]),
  /** Sizes that do not follow from side and ratio: by the values of these parameters, joined by a space. */
  sizes: z
    .strictObject({
      parameters: z.array(reference).min(1),
      values: z.record(z.string(), z.string().regex(/^\d+x\d+$/)),
    })
    .optional(),
  aspect_ratio: z.strictObject({
    /** Absent where the model has one ratio only. */
    parameter: reference.optional(),
    /** Where the parameter is not given, or lets the model choose. */
    otherwise: z.string().regex(/^\d+:\d+$/),
    /** Where one of these is given, the clip has its ratio: `first_frame`, or a video to edit. */
    taken_from: z.array(reference).default([]),
  }),
  seconds: z.strictObject({
    parameter: reference.optional(),
    /** The values that let the model choose. */
    auto: z.array(z.number()).default([]),
    /** Seconds where the parameter is not given or lets the model choose: the most that may be billed. */
    otherwise: z.number().positive(),
    /** Where one of these is given, the clip may be as long as it: a video to edit. */
    taken_from: z.array(reference).default([]),
  }),
  /** The parameter that decides on sound, or a constant. Absent where the document does not say whether clips have it. */
  audio: z.union([z.boolean(), z.strictObject({ parameter: reference })]).optional(),
});

/** The billing key is the model's name, a space, and these parts one after the other. */
const billingPart = z.union([
  z.string(),
  /**
   * Adds the value itself, or what `values` puts in its place; with `values`, other values add nothing. `otherwise` is
   * added where there is no value and no default.
   */
  z.strictObject({
    parameter: reference,
    values: z.record(z.string(), z.string()).optional(),
    otherwise: z.string().optional(),
  }),
  /** Adds the text where the parameter is present. */
  z.strictObject({ when_present: reference, add: z.string() }),
]);

export const contractSchema = z.strictObject({
  model: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  /** `YYYY-MM`. The oldest revision of a model is its default, so that a new one changes no storyboard. */
  revision: z.string().regex(/^\d{4}-\d{2}$/),
  title: z.string(),
  /** Who renders it; the first provider where it is absent. */
  provider: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .optional(),
  /** What `model` says on the wire. */
  wire_model: z.string(),
  /** Names that the provider takes as equivalent. */
  aliases: z.array(z.string()).default([]),
  source: z.strictObject({
    kind: z.enum(["seed", "public_docs"]),
    /** Page or document. */
    document: z.string(),
    /** Date of the document, `YYYY-MM-DD` or `YYYY-MM`. */
    dated: z.string(),
    /** Day that it was read, `YYYY-MM-DD`. */
    read: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  }),
  /** The first day, `YYYY-MM-DD`, on which the provider no longer has the model, where a document says so. */
  retires: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
  /** Does the document name `client_business_id`, and the look-up by it? */
  client_business_id: z.boolean(),
  /** Does a finished task give `last_frame_url` when asked? */
  return_last_frame: z.boolean(),
  /** In the order of the request's body. */
  parameters: z.record(name, parameter),
  frames: frames.optional(),
  references: references.optional(),
  /**
   * `warning` where a local picture or video that breaks its limits does not keep the storyboard from being valid: for revisions that
   * were there before limits were checked, and have clips that were made without.
   */
  unfit_media: z.literal("warning").optional(),
  /** Where the portable `negative_prompt` goes: a parameter, or a property in one. */
  negative_prompt: reference.optional(),
  rules: z.array(rule).default([]),
  /** How the prompt names media. */
  placeholders: z.array(placeholder).default([]),
  output,
  billing: z.array(billingPart),
  /** Seconds that are billed beside the clip's, where one of these is given: those of reference videos, the most that they may be. */
  billed_beside: z.record(reference, z.number().positive()).optional(),
  /** Prices that the provider's document states, by billing key: to be shown, and never counted with. */
  documented_prices: z
    .strictObject({
      currency: z.string().regex(/^[A-Z]{3}$/),
      per_second: z.record(z.string(), z.number().positive()),
      /** Page and lines, where that is not the contract's source. */
      source: z.string(),
    })
    .optional(),
});

export type ContractData = z.output<typeof contractSchema>;
export type FrameEncoding = z.output<typeof frames>;
