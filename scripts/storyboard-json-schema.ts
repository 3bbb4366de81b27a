import { z } from "zod";
import { looseShotNamePattern } from "../src/base/shot-name.ts";
import type { Contract } from "../src/contracts/contract.ts";
import type { Parameter } from "../src/contracts/contract-schema.ts";
import { frameKeys, takesFrame } from "../src/contracts/request/encode-frames.ts";
import { openPackagedContracts } from "../src/manifest/catalogue/packaged-contracts.ts";
import { pricesSchema, sceneSchema, storyboardSchema } from "../src/manifest/read/storyboard-schema.ts";
import {
  keysOfDefaults,
  keysOfLooks,
  keysOfVariants,
  keysOnScene,
  shotKeys,
} from "../src/manifest/shot-keys.ts";

type Json = { readonly [key: string]: unknown };

const library = await openPackagedContracts();

/**
 * The storyboard for editors (draft-07, which yaml-language-server reads): every key with its description, and for a
 * shot that names its model, that model's own parameters. Rules across parameters are left to `dailies check`.
 */
export function storyboardJsonSchema(): Json {
  const broken = library.broken();
  if (broken.length > 0) throw new Error(broken.map(({ message }) => message).join("\n"));
  const contracts = library.all();
  const { version, title, output, bible } = properties(storyboardSchema);
  const keys = shotJson(contracts);
  const shot = Object.fromEntries(Object.keys(keys).map((key) => [key, { $ref: `#/definitions/${key}` }]));
  /** A mapping of shot keys; of those that are dailies' own, these. */
  const bundle = (own: readonly string[]): Json => {
    const isLeftOut = (key: string): boolean => Object.hasOwn(shotKeys, key) && !own.includes(key);
    const taken = Object.entries(shot).filter(([key]) => !isLeftOut(key));
    return {
      anyOf: [{ type: "object", properties: Object.fromEntries(taken), additionalProperties: false }, null_],
    };
  };
  const description = "Any shot key but `id`. A parameter counts for the shots whose model has it.";
  const defaults = { description, ...bundle(keysOfDefaults) };
  const looks = {
    description: "Bundles of shot keys by name; `look: NAME` takes one.",
    anyOf: [{ type: "object", additionalProperties: bundle(keysOfLooks) }, null_],
  };
  const { id: _key, ...withoutId } = shot;
  const shotOf = (properties: Json, required: readonly string[]): Json => ({
    anyOf: [
      {
        type: "object",
        properties,
        required,
        additionalProperties: false,
        allOf: conditionals(contracts),
      },
      ...otherShots(contracts, required),
    ],
  });
  const shots = {
    description: "The shots in film order: a list, or a mapping from id to shot; a text is the prompt.",
    anyOf: [
      { type: "array", minItems: 1, items: shotOf(shot, ["id"]) },
      {
        type: "object",
        minProperties: 1,
        additionalProperties: { anyOf: [{ type: "string" }, shotOf(withoutId, [])] },
      },
    ],
  };
  const { scene, title: sceneTitle, note } = properties(sceneSchema);
  const ofScene = {
    scene: nameJson(scene),
    title: sceneTitle,
    note,
    defaults,
    ...pick(shot, keysOnScene),
    shots,
  };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "dailies storyboard",
    type: "object",
    properties: {
      version,
      title,
      output,
      prices: { anyOf: [json(pricesSchema), null_] },
      defaults,
      bible: bibleJson(bible),
      looks,
      shots,
      scenes: {
        description: "The scenes in film order, in place of `shots`.",
        type: "array",
        minItems: 1,
        items: {
          anyOf: [
            {
              type: "object",
              properties: ofScene,
              required: ["scene", "shots"],
              additionalProperties: false,
            },
            {
              type: "object",
              properties: {
                include: { description: "A file with one scene, or with `scenes`.", type: "string" },
              },
              required: ["include"],
              additionalProperties: false,
            },
          ],
        },
      },
    },
    required: ["version"],
    anyOf: [{ required: ["shots"] }, { required: ["scenes"] }],
    additionalProperties: false,
    definitions: { ...keys, variants: variantsJson(keys.variants, bundle(keysOfVariants)) },
  };
}

const null_ = { type: "null" };

function variantsJson(own: Json | undefined, bundle: Json): Json {
  return { description: own?.description, anyOf: [{ type: "object", additionalProperties: bundle }, null_] };
}

function pick(shot: Json, keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(shot).filter(([key]) => keys.includes(key)));
}

/** The bible with a pattern of names for readers that do not know the classes of Unicode. */
function bibleJson(schema: Json | undefined): Json {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === "propertyNames" ? { pattern: "^[A-Za-z_\\u0080-\\uffff][A-Za-z0-9_\\u0080-\\uffff]*$" } : value,
  );
}

/** The pattern of names, for readers that do not know the classes of Unicode. */
function nameJson(schema: Json | undefined): Json {
  return { ...schema, pattern: looseShotNamePattern.source };
}

/** Every key that any model knows, as loosely as their union. */
function shotJson(contracts: readonly Contract[]): Record<string, Json> {
  const names = [...new Set(contracts.flatMap((contract) => callNames(contract)))];
  const keys: Record<string, Json> = {};
  for (const [key, { schema }] of Object.entries(shotKeys)) {
    const own = json(schema);
    if (key === "id") keys[key] = nameJson(own);
    else if (key === "model") keys[key] = { ...own, anyOf: [{ enum: names }, { type: "string" }] };
    else keys[key] = nullable(own);
  }
  for (const name of new Set(contracts.flatMap((contract) => Object.keys(contract.parameters)))) {
    const uses = contracts.flatMap((contract) => {
      const parameter = contract.parameters[name];
      return parameter === undefined ? [] : [{ contract, parameter }];
    });
    const shapes = new Map(uses.map(({ parameter }) => [JSON.stringify(shape(parameter)), shape(parameter)]));
    const docs = uses.map(({ contract, parameter }) => `${contract.id}: ${parameter.doc}`);
    keys[name] = { description: docs.join("\n\n"), anyOf: [...shapes.values(), { type: "null" }] };
  }
  return keys;
}

/** For each contract: where a shot names it, its parameters exactly. */
function conditionals(contracts: readonly Contract[]): Json[] {
  return contracts.map((contract) => {
    const own = Object.entries(contract.parameters).map(([name, parameter]) => [
      name,
      nullable({ description: describe(parameter), ...shape(parameter) }),
    ]);
    const refused = frameKeys
      .filter((key) => !takesFrame(contract, key))
      .map((key) => [key, { type: "null" }]);
    return {
      if: { properties: { model: { enum: callNames(contract) } }, required: ["model"] },
      // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema
      then: { properties: Object.fromEntries([...own, ...refused]) },
    };
  });
}

/** A shot of a project's own model, or of one that is not checked, may have any key. */
function otherShots(contracts: readonly Contract[], required: readonly string[]): Json[] {
  const names = [...new Set(contracts.flatMap(({ model, aliases }) => [model, ...aliases]))];
  const known = names.map((name) => name.replaceAll(".", "\\.")).join("|");
  const open = (key: string, schema: Json): Json => ({
    type: "object",
    properties: { [key]: schema },
    required: [...required, key],
  });
  return [
    open("unchecked", { const: true }),
    open("model", { type: "string", pattern: `^(?!(?:${known})(?:@|$))` }),
  ];
}

/** The names by which a shot calls exactly this contract; the bare model name is its oldest revision's. */
function callNames(contract: Contract): string[] {
  const called = [contract.model, ...contract.aliases].flatMap((name) => [
    name,
    `${name}@${contract.revision}`,
  ]);
  return called.filter((name) => {
    const found = library.find(name);
    return found.ok && found.value.id === contract.id;
  });
}

function describe(parameter: Parameter): string {
  return parameter.default === undefined ? parameter.doc : `${parameter.doc} Default: ${parameter.default}.`;
}

function shape(parameter: Parameter): Json {
  switch (parameter.type) {
    case "string":
      return textShape(parameter);
    case "integer":
    case "number": {
      const { type, enum: allowed, min, max, also } = parameter;
      if (allowed !== undefined) return { type, enum: [...allowed, ...(also ?? [])] };
      const range = {
        type,
        ...(min !== undefined && { minimum: min }),
        ...(max !== undefined && { maximum: max }),
      };
      return also === undefined ? range : { anyOf: [range, { enum: also }] };
    }
    case "boolean":
      return { type: "boolean" };
    case "picture":
    case "url":
      return { type: "string" };
    case "object":
      return {
        type: "object",
        properties: Object.fromEntries(
          Object.entries(parameter.properties ?? {}).map(([name, inner]) => [
            name,
            { description: describe(inner), ...shape(inner) },
          ]),
        ),
        additionalProperties: parameter.open === true,
      };
    case "list":
      return {
        type: "array",
        items: shape(parameter.items),
        minItems: parameter.min_items ?? 1,
        ...(parameter.max_items !== undefined && { maxItems: parameter.max_items }),
      };
  }
}

function textShape({ enum: allowed, also }: Extract<Parameter, { type: "string" }>): Json {
  if (allowed === undefined) return { type: "string" };
  const named = { type: "string", enum: allowed };
  return also === undefined
    ? named
    : { anyOf: [named, { type: "string", pattern: `^(?:${also.pattern})$` }] };
}

function nullable({ description, ...rest }: Json): Json {
  return { description, anyOf: [rest, { type: "null" }] };
}

function properties(schema: z.ZodType): Readonly<Record<string, Json>> {
  const { properties: found } = json(schema);
  return z.record(z.string(), z.record(z.string(), z.unknown())).parse(found);
}

function json(schema: z.ZodType): Json {
  const { $schema: _draft, ...rest } = z.toJSONSchema(schema, { target: "draft-7" });
  return rest;
}
