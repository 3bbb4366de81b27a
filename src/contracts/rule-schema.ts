import * as z from "zod";

/** The values that rules and defaults compare with. */
export const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** A parameter, or a property inside one: `metadata.resolution`. */
export const reference = z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/i);

export const count = z.int().min(0);

/** What a rule asks of one parameter. Every key that is written must hold. Values count with their defaults. */
export const condition = z.strictObject({
  /** Whether the request has it; a list counts when it has items. */
  present: z.boolean().optional(),
  is: scalar.optional(),
  one_of: z.array(scalar).optional(),
  not: z.array(scalar).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  min_items: count.optional(),
  max_items: count.optional(),
  /** The list has an item with one of these roles. */
  has_role: z.array(z.string()).optional(),
  /** The list has no item with any of these roles. */
  lacks_role: z.array(z.string()).optional(),
});

export const conditions = z.record(reference, condition);

/** Where `when` holds, all of `require` and one of `require_any` must hold too, and `total` must not be passed. */
export const rule = z.strictObject({
  when: conditions.default({}),
  require: conditions.optional(),
  require_any: conditions.optional(),
  /** The most items over several lists. */
  total: z.strictObject({ of: z.array(reference).min(1), max: count }).optional(),
  message: z.string(),
  hint: z.string().optional(),
});

/** A default that depends on what else is given: the first whose `when` holds counts. */
export const conditionalDefault = z.strictObject({ when: conditions.default({}), value: scalar });

export type Condition = z.output<typeof condition>;
export type Conditions = z.output<typeof conditions>;
export type Rule = z.output<typeof rule>;
export type ConditionalDefault = z.output<typeof conditionalDefault>;
