import * as z from "zod";

/** One key of a shot that is dailies' own; all others are parameters, which belong to the model's contract. */
interface ShotKey {
  readonly schema: z.ZodType;
  /** May `defaults` have it? */
  readonly inDefaults: boolean;
  /**
   * What reads it. `dailies`: it decides which clips there are, and reaches no fingerprint. `contract`: it decides which
   * contract the shot is checked with. `request`: it goes to the provider like a parameter, in the contract's terms.
   */
  readonly readBy: "dailies" | "contract" | "request";
}

/** What a shot may be called: safe as a file name everywhere, and never a path. */
const shotIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * Every own key of a shot, declared once: the checks of the storyboard, the JSON Schema for editors, what `defaults` may
 * have, and what is left out of the request follow from this table.
 */
export const shotKeys = {
  id: {
    schema: z
      .string()
      .regex(shotIdPattern)
      .max(128)
      .meta({ description: "Names the shot and its clip; unique in the file." }),
    inDefaults: false,
    readBy: "dailies",
  },
  model: {
    schema: z
      .string()
      .optional()
      .meta({ description: "The model: `kling-v3`, or with a dated contract, `kling-v3@2026-08`." }),
    inDefaults: true,
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
    readBy: "dailies",
  },
  first_frame: {
    schema: z.string().optional().meta({
      description:
        "The picture that the clip starts from: a local path, relative to this file, or an https URL.",
    }),
    inDefaults: true,
    readBy: "request",
  },
  last_frame: {
    schema: z
      .string()
      .optional()
      .meta({ description: "The picture that the clip ends on. It needs a first frame." }),
    inDefaults: true,
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

type OwnKey = {
  [Name in ShotKeyName]: (typeof shotKeys)[Name]["readBy"] extends "request" ? never : Name;
}[ShotKeyName];

/** The own keys' schemas, as one mapping; what `defaults` gives counts as written on the shot. */
export const shotSchema = z.looseObject(
  Object.fromEntries(ownKeys.map((name) => [name, shotKeys[name].schema])) as {
    readonly [Name in OwnKey]: (typeof shotKeys)[Name]["schema"];
  },
);

/** The same keys where `defaults` may have them. */
export const defaultsSchema = z
  .looseObject(
    Object.fromEntries(
      ownKeys.filter((name) => shotKeys[name].inDefaults).map((name) => [name, shotKeys[name].schema]),
    ),
  )
  .meta({ description: "Any shot key but `id`. A parameter counts for the shots whose model has it." });
