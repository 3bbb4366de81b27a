import * as z from "zod";

/** A piece of JSON Schema, draft-07. */
export type Json = { readonly [key: string]: unknown };

const null_ = { type: "null" };

export function ref(definition: string): Json {
  return { $ref: `#/definitions/${definition}` };
}

export function when(condition: Json, branches: { readonly holds?: Json; readonly fails?: Json }): Json {
  const { holds, fails } = branches;
  // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema
  return { if: condition, ...(holds && { then: holds }), ...(fails && { else: fails }) };
}

export function json(schema: z.ZodType): Json {
  const { $schema: _draft, ...rest } = z.toJSONSchema(schema, { target: "draft-7" });
  return rest;
}

export function propertiesOf(schema: z.ZodType): Readonly<Record<string, Json>> {
  const { properties: found } = json(schema);
  return z.record(z.string(), z.record(z.string(), z.unknown())).parse(found);
}

/** The same, or `null`, which takes away what is written farther off. */
export function nullable({ description, default: usual, ...rest }: Json): Json {
  const isPlain = typeof rest.type === "string" && rest.enum === undefined && rest.pattern === undefined;
  const shape = isPlain ? { ...rest, type: [rest.type, "null"] } : { anyOf: [rest, null_] };
  return {
    ...(description !== undefined && { description }),
    ...(usual !== undefined && { default: usual }),
    ...shape,
  };
}
