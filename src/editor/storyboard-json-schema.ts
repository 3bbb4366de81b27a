import { looseShotNamePattern } from "../base/shot-name.ts";
import type { ContractLibrary } from "../manifest/catalogue/contract-library.ts";
import { pricesSchema, sceneSchema, storyboardSchema } from "../manifest/read/storyboard-schema.ts";
import {
  keysOfDefaults,
  keysOfLooks,
  keysOfVariants,
  keysOnScene,
  type ShotKeyName,
} from "../manifest/shot-keys.ts";
import { type Json, json, nullable, propertiesOf, ref, when } from "./json.ts";
import { knownModelDefinitions } from "./known-model.ts";
import {
  anyModelDefinitions,
  callNames,
  keysOfAllModels,
  knownModels,
  modelDefinitions,
  ownDefinitions,
} from "./model-json.ts";

/**
 * The storyboard, or a file that one includes, for editors (draft-07, which yaml-language-server reads): every key with its
 * description, and wherever a model counts, that model's own parameters. Rules across parameters are left to `dailies check`.
 * A contract that is broken is left out, and its model is one of those that are not known.
 */
export function storyboardJsonSchema(library: ContractLibrary): Json {
  const contracts = library.all();
  const models = knownModels(library, contracts);
  const own = ownDefinitions(contracts.flatMap((contract) => callNames(library, contract)));
  const anyModel = anyModelDefinitions(contracts);
  const known = keysIn(anyModel["any shot"]);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    ...when({ type: "object", required: ["scene"] }, { holds: ref("included scene"), fails: ref("film") }),
    definitions: {
      ...own,
      id: { ...own.id, ...named },
      variants: {
        description: own.variants?.description,
        type: ["object", "null"],
        additionalProperties: ref("variant's keys"),
      },
      film: film(),
      scene: scene(),
      "included scene": scene({ isFile: true }),
      defaults: bundle(keysOfDefaults, known, {
        description: "Any shot key but `id`. A parameter counts for the shots whose model has it.",
        otherwise: {},
      }),
      "look's keys": bundle(keysOfLooks, known, { otherwise: ref("any model") }),
      "variant's keys": bundle(keysOfVariants, known, { otherwise: {} }),
      shots: shots(),
      ...knownModelDefinitions(models),
      ...Object.assign({}, ...models.map(modelDefinitions)),
      ...anyModel,
    },
  };
}

/** A pattern of names for readers that do not know the classes of Unicode. */
const named = { pattern: looseShotNamePattern.source };

function keysIn(schema: Json | undefined): string[] {
  const { properties = {} } = schema ?? {};
  return Object.keys(properties as object);
}

function film(): Json {
  const { version, title, output, bible } = propertiesOf(storyboardSchema);
  const keys = {
    version,
    title,
    output,
    prices: nullable(json(pricesSchema)),
    defaults: { allOf: [ref("defaults"), when(ref("names model"), { fails: ref("any model") })] },
    bible: bibleJson(bible),
    looks: looks(),
    shots: ref("shots"),
    scenes: {
      description: "The scenes in film order, in place of `shots`.",
      type: "array",
      minItems: 1,
      items: ref("scene"),
    },
  };
  return {
    type: "object",
    properties: keys,
    additionalProperties: false,
    allOf: [
      // A file that a storyboard includes may do without these.
      when(
        { anyOf: ["shots", "title", "output", "prices", "defaults"].map((key) => ({ required: [key] })) },
        { holds: { required: ["version"], anyOf: [{ required: ["shots"] }, { required: ["scenes"] }] } },
      ),
      ref("rules of a film"),
    ],
  };
}

/** A scene in a film, or in a file of its own. */
function scene({ isFile = false } = {}): Json {
  const required = ["scene", "shots"];
  const { scene: id, title, note } = propertiesOf(sceneSchema);
  const { version, bible } = propertiesOf(storyboardSchema);
  const keys = {
    scene: { ...id, ...named },
    title,
    note,
    defaults: ref("defaults"),
    ...refs(keysOnScene),
    shots: ref("shots"),
  };
  if (isFile) {
    const properties = { version, ...keys, bible: bibleJson(bible), looks: looks() };
    return {
      type: "object",
      properties,
      required,
      additionalProperties: false,
      allOf: [ref("rules of an included scene")],
    };
  }
  const include = { description: "A file with one scene, or with `scenes`.", type: "string" };
  return {
    type: "object",
    ...when(
      { required: ["include"] },
      {
        holds: { properties: { include }, additionalProperties: false },
        fails: { properties: { ...keys, include }, required, additionalProperties: false },
      },
    ),
  };
}

function looks(): Json {
  return {
    description: "Bundles of shot keys by name; `look: NAME` takes one.",
    type: ["object", "null"],
    additionalProperties: ref("look's keys"),
  };
}

/** A mapping of shot keys for many shots: a parameter that its model lacks may be there for shots of another. */
function bundle(
  own: readonly ShotKeyName[],
  known: readonly string[],
  { description, otherwise }: { readonly description?: string; readonly otherwise: Json },
): Json {
  const offered = own.filter((name) => keysOfAllModels.includes(name));
  const notTaken = Object.keys(refs(keysOfDefaults))
    .concat("id")
    .filter((name) => !own.some((key) => key === name));
  const silent = known.filter((name) => !notTaken.includes(name));
  return {
    ...(description !== undefined && { description }),
    type: ["object", "null"],
    properties: refs(offered),
    allOf: [
      when({ type: "object", required: ["model"] }, { holds: ref("own model"), fails: otherwise }),
      when(ref("another model"), { fails: closed([...silent, ...offered]) }),
    ],
  };
}

function closed(names: readonly string[]): Json {
  return { properties: Object.fromEntries(names.map((name) => [name, true])), additionalProperties: false };
}

function refs(keys: readonly string[]): Json {
  return Object.fromEntries(keys.map((key) => [key, ref(key)]));
}

function shots(): Json {
  const byModel = when(ref("names model"), { holds: ref("own model, shot") });
  const { id, ...others } = refs(keysOfAllModels);
  return {
    description: "The shots in film order: a list, or a mapping from id to shot; a text is the prompt.",
    type: ["array", "object"],
    minItems: 1,
    minProperties: 1,
    items: { type: "object", properties: { id, ...others }, required: ["id"], allOf: [byModel] },
    additionalProperties: {
      type: ["object", "string"],
      properties: { ...others, id: false },
      allOf: [byModel],
    },
  };
}

/** The bible with a pattern of names for readers that do not know the classes of Unicode. */
function bibleJson(schema: Json | undefined): Json {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === "propertyNames" ? { pattern: "^[A-Za-z_\\u0080-\\uffff][A-Za-z0-9_\\u0080-\\uffff]*$" } : value,
  );
}
