import * as z from "zod";
import { shotNamePattern } from "../base/shot-name.ts";

/** One key of a shot that is dailies' own; all others are parameters, which belong to the model's contract. */
interface ShotKey {
  readonly schema: z.ZodType;
  /** May `defaults` have it? A look and a variant may have the same. */
  readonly inDefaults: boolean;
  /** May a scene have it beside its `defaults`, with the same meaning? */
  readonly onScene: boolean;
  /**
   * What reads it. `dailies`: it decides which clips there are, and reaches no fingerprint. `text`: it dissolves into the
   * prompt, or into other keys. `contract`: it decides which contract the shot is checked with. `request`: it goes to the
   * provider like a parameter, in the contract's terms. `pictures`: it decides what is made of a picture before the provider
   * gets it, and reaches the fingerprint of those shots that it changes a picture of.
   */
  readonly readBy: "dailies" | "text" | "contract" | "request" | "pictures";
}

/** The name of a shot or a scene, before the limit in bytes. */
export const shotName = z.string().regex(shotNamePattern).max(128);

/** A mapping of shot keys, whose own checks are made where it is used. */
const bundle = z.union([z.record(z.string(), z.unknown()), z.null()]);

const sharedFrame = z.union([
  z.string(),
  z.strictObject({ last_frame_of: z.string() }),
  z.strictObject({ first_frame_of: z.string() }),
  z.strictObject({ end_of_clip: z.string() }),
  z.strictObject({ start_of_clip: z.string() }),
]);

/** One path or address, or a list of them. */
export const pictures = z.union([z.string(), z.array(z.string()).min(1)]);

/**
 * Every own key of a shot, declared once: the checks of the storyboard, the JSON Schema for editors, what `defaults` may
 * have, and what is left out of the request follow from this table.
 */
export const shotKeys = {
  id: {
    schema: shotName.meta({ description: "Names the shot and its clip; unique in the film." }),
    inDefaults: false,
    onScene: false,
    readBy: "dailies",
  },
  model: {
    schema: z
      .string()
      .optional()
      .meta({ description: "The model: `kling-v3`, or with a dated contract, `kling-v3@2026-08`." }),
    inDefaults: true,
    onScene: false,
    readBy: "contract",
  },
  unchecked: {
    schema: z.boolean().optional().meta({
      description:
        "`true` applies no contract: the parameters go to the model as written, and the service alone says what is wrong.",
    }),
    inDefaults: true,
    onScene: false,
    readBy: "contract",
  },
  takes: {
    schema: z
      .int()
      .min(1)
      .max(999)
      .optional()
      .meta({ description: "How many takes to render from the same inputs; 1 where it is not given." }),
    inDefaults: true,
    onScene: false,
    readBy: "dailies",
  },
  title: {
    schema: z.string().optional().meta({ description: "A name for people. Renders nothing again." }),
    inDefaults: true,
    onScene: false,
    readBy: "dailies",
  },
  note: {
    schema: z.string().optional().meta({ description: "A remark for people. Renders nothing again." }),
    inDefaults: true,
    onScene: false,
    readBy: "dailies",
  },
  tags: {
    schema: z
      .array(z.string().min(1))
      .optional()
      .meta({ description: "Words to select by; those of defaults, scene, look and shot are united." }),
    inDefaults: true,
    onScene: true,
    readBy: "dailies",
  },
  skip: {
    schema: z
      .boolean()
      .optional()
      .meta({ description: "`true` leaves the shot out, and keeps the clips that it has." }),
    inDefaults: true,
    onScene: true,
    readBy: "dailies",
  },
  in: {
    schema: z
      .number()
      .min(0)
      .optional()
      .meta({ description: "Seconds into the clip at which the cut begins with it. Renders nothing again." }),
    inDefaults: true,
    onScene: false,
    readBy: "dailies",
  },
  out: {
    schema: z
      .number()
      .min(0)
      .optional()
      .meta({ description: "Seconds into the clip at which the cut leaves it. Renders nothing again." }),
    inDefaults: true,
    onScene: false,
    readBy: "dailies",
  },
  look: {
    schema: z
      .string()
      .optional()
      .meta({ description: "The look whose keys count for the shot: a name under `looks`." }),
    inDefaults: true,
    onScene: true,
    readBy: "text",
  },
  variants: {
    schema: z.record(z.string(), bundle).optional().meta({
      description:
        "Name to keys: each variant is a shot of its own, `ID.NAME`, with these keys before all others.",
    }),
    inDefaults: true,
    onScene: true,
    readBy: "text",
  },
  style: {
    schema: z
      .string()
      .optional()
      .meta({ description: "Text behind the prompt, a sentence of its own; `null` takes it away." }),
    inDefaults: true,
    onScene: true,
    readBy: "text",
  },
  references: {
    schema: pictures.optional().meta({
      description:
        "Pictures to go by that are not frames: paths or URLs. The model's contract says where they go.",
    }),
    inDefaults: true,
    onScene: false,
    readBy: "request",
  },
  first_frame: {
    schema: sharedFrame.optional().meta({
      description:
        "The picture that the clip starts from: a local path, relative to this file, an https URL, or another shot's picture, `{ last_frame_of: ID }`.",
    }),
    inDefaults: true,
    onScene: false,
    readBy: "request",
  },
  fit: {
    schema: z.enum(["crop", "pad"]).optional().meta({
      description:
        "What becomes of a local frame whose aspect is not the shot's, before it is uploaded: cut around its middle, or given black bars.",
    }),
    inDefaults: true,
    onScene: false,
    readBy: "pictures",
  },
  last_frame: {
    schema: sharedFrame
      .optional()
      .meta({ description: "The picture that the clip ends on. It needs a first frame." }),
    inDefaults: true,
    onScene: false,
    readBy: "request",
  },
} as const satisfies Readonly<Record<string, ShotKey>>;

export type ShotKeyName = keyof typeof shotKeys;

function namesWhere(test: (key: ShotKey) => boolean): ShotKeyName[] {
  return Object.entries(shotKeys)
    .filter(([, key]) => test(key))
    .map(([name]) => name as ShotKeyName);
}

/** The keys that go no further than this module: the contract never sees them. */
export const ownKeys: readonly ShotKeyName[] = namesWhere(({ readBy }) => readBy !== "request");

const own: ReadonlySet<string> = new Set(ownKeys);

export function isOwnKey(key: string): boolean {
  return own.has(key);
}

export const keysOfDefaults: readonly ShotKeyName[] = namesWhere(({ inDefaults }) => inDefaults);

/** What a look or a variant may not have: looks are not put into one another, nor variants. */
const notInBundles: ReadonlySet<string> = new Set(["variants"]);

export const keysOfVariants = keysOfDefaults.filter((name) => !notInBundles.has(name));
export const keysOfLooks = keysOfVariants.filter((name) => name !== "look");
export const keysOnScene = namesWhere(({ onScene }) => onScene);

type OwnKey = {
  [Name in ShotKeyName]: (typeof shotKeys)[Name]["readBy"] extends "request" ? never : Name;
}[ShotKeyName];

/** The own keys' schemas, as one mapping; what `defaults` gives counts as written on the shot. */
export const shotSchema = z.looseObject(
  Object.fromEntries(ownKeys.map((name) => [name, shotKeys[name].schema])) as {
    readonly [Name in OwnKey]: (typeof shotKeys)[Name]["schema"];
  },
);

/** Keys whose value may be taken away: `null` counts as a value there. */
function orNull(schema: z.ZodType): z.ZodType {
  return z.union([schema, z.null()]).optional();
}

/** The schemas of these keys, where they are written once for many shots. */
export function bundleSchema(keys: readonly ShotKeyName[]): z.ZodType {
  const shape = keys.filter(isOwnKey).map((name) => [name, orNull(shotKeys[name].schema)]);
  return z.looseObject(Object.fromEntries(shape));
}

/** The same keys where `defaults` may have them. */
export const defaultsSchema = bundleSchema(keysOfDefaults).meta({
  description: "Any shot key but `id`. A parameter counts for the shots whose model has it.",
});
