import type { Contract } from "../contracts/contract.ts";
import { contractKeys } from "../contracts/request/build-request.ts";
import { frameKeys, takesFrame } from "../contracts/request/encode-frames.ts";
import { portableKeys } from "../contracts/request/encode-references.ts";
import { synonymsOf } from "../contracts/request/preferred-names.ts";
import type { ContractLibrary } from "../manifest/catalogue/contract-library.ts";
import { type ShotKeyName, shotKeys } from "../manifest/shot-keys.ts";
import { parameterText, portableText } from "./hover-text.ts";
import { type Json, json, nullable, ref, when } from "./json.ts";
import { shape } from "./parameter-json.ts";

/** A model's contract, and a pattern of the names that a storyboard has for it. */
export interface KnownModel {
  readonly contract: Contract;
  readonly pattern: string;
}

/** The names by which a shot calls exactly this contract; the bare model name is its oldest revision's. */
export function callNames(library: ContractLibrary, contract: Contract): string[] {
  const called = [contract.model, ...contract.aliases].flatMap((name) => [
    name,
    `${name}@${contract.revision}`,
  ]);
  return called.filter((name) => {
    const found = library.find(name);
    return found.ok && found.value.id === contract.id;
  });
}

/** The models that an editor has to distinguish: revisions that differ in nothing that it shows are one, under the oldest's name. */
export function knownModels(library: ContractLibrary, contracts: readonly Contract[]): KnownModel[] {
  const groups = new Map<string, { readonly contract: Contract; readonly names: string[] }>();
  for (const contract of contracts) {
    const shown = JSON.stringify(modelDefinitions({ contract: { ...contract, id: contract.model } }));
    const names = callNames(library, contract).map(literally);
    const known = groups.get(shown);
    if (known === undefined) groups.set(shown, { contract, names });
    else known.names.push(...names);
  }
  return [...groups.values()].map(({ contract, names }) => ({
    contract,
    pattern: `^(?:${names.join("|")})$`,
  }));
}

/** Of a project's own models an alias may be any text. */
function literally(name: string): string {
  return name.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Own keys that only some models have a use for. They are offered with the model's parameters, not with the others. */
const keysOfSomeModels: readonly string[] = [...frameKeys, ...portableKeys, "fit"];

export const keysOfAllModels = (Object.keys(shotKeys) as ShotKeyName[]).filter(
  (name) => !keysOfSomeModels.includes(name),
);

const negativePrompt = "What to avoid. The model's contract says where it goes.";

/** Definitions for one model: what it has, for any mapping; the same closed, for a shot; and for a variant of such a shot. */
export function modelDefinitions({ contract }: Pick<KnownModel, "contract">): Record<string, Json> {
  const { id } = contract;
  const own = ownKeysOf(contract);
  const parameters = Object.entries(contract.parameters)
    .filter(([name]) => !Object.hasOwn(own, name))
    .flatMap(([name, parameter]) => {
      const describe = (inner: typeof parameter, path: string) => parameterText(contract, inner, path);
      const usual = parameter.default === undefined ? {} : { default: parameter.default };
      const text = { description: describe(parameter, name), ...usual };
      const accepted = shape(parameter, name, describe);
      const others = synonymsOf(parameter).map((synonym) => {
        return [
          synonym,
          nullable({ description: portableText(contract, `Another name of \`${name}\`.`), ...accepted }),
        ] as const;
      });
      return [[name, nullable({ ...text, ...accepted })] as const, ...others];
    });
  const names = [...new Set([...Object.keys(shotKeys), ...portableKeys, ...contractKeys(contract)])];
  const refused = frameKeys.filter((key) => !takesFrame(contract, key));
  const known = names.filter((name) => !refused.some((key) => key === name));
  const variant = when({ required: ["model"] }, { fails: ref(`model ${id}`) });
  return {
    [`model ${id}`]: {
      properties: {
        ...Object.fromEntries(parameters),
        ...own,
        variants: { type: ["object", "null"], additionalProperties: variant },
      },
    },
    [`shot ${id}`]: {
      allOf: [ref(`model ${id}`)],
      properties: {
        ...Object.fromEntries(known.map((name) => [name, true])),
        // Where a default gives one, `null` takes it away.
        ...Object.fromEntries(refused.map((key) => [key, refusedFrame(contract, key)])),
      },
      additionalProperties: false,
    },
  };
}

function refusedFrame({ model }: Contract, key: string): Json {
  return { type: "null", doNotSuggest: true, errorMessage: `${model} takes no ${key.replace("_", " ")}.` };
}

/** The keys that are dailies' own and that this model has a use for, with texts of the model. */
function ownKeysOf(contract: Contract): Record<string, Json> {
  const taken = contractKeys(contract);
  const own: Record<string, Json> = {};
  for (const key of keysOfSomeModels) {
    const isTaken = key === "fit" ? takesFrame(contract, "first_frame") : taken.has(key);
    if (!isTaken || Object.hasOwn(contract.parameters, key)) continue;
    const schema = Object.hasOwn(shotKeys, key) ? json(shotKeys[key as ShotKeyName].schema) : undefined;
    const description = portableText(contract, String(schema?.description ?? negativePrompt));
    own[key] = { description, allOf: [ref(key)] };
  }
  return own;
}

/** The definitions of the keys that are dailies' own; those that depend on the model have their text there. */
export function ownDefinitions(names: readonly string[]): Record<string, Json> {
  const keys: Record<string, Json> = { negative_prompt: { type: ["string", "null"] } };
  for (const [key, { schema }] of Object.entries(shotKeys)) {
    const { description, ...own } = json(schema);
    if (key === "model") keys[key] = { description, anyOf: [{ type: "string" }, offered(names)] };
    else if (keysOfSomeModels.includes(key)) keys[key] = nullable(own);
    else keys[key] = nullable({ description, ...own });
  }
  return keys;
}

/** Matches nothing, so that a project's own models are fine and a hover does not list all models; editors offer the names. */
function offered(names: readonly string[]): Json {
  return { type: "string", enum: names, not: {} };
}

/** Where the model is not known: every key that any model has, with any value. */
export function anyModelDefinitions(contracts: readonly Contract[]): Record<string, Json> {
  const names = [...new Set(contracts.flatMap((contract) => [...contractKeys(contract)]))];
  const properties = Object.fromEntries(
    names.map((name) => {
      const having = contracts.filter((contract) => contractKeys(contract).has(name));
      const first = having.slice(0, 3).map(({ model }) => model);
      const more = having.length > first.length ? ` and ${having.length - first.length} more` : "";
      const whose =
        having.length === contracts.length ? "every model" : `${[...new Set(first)].join(", ")}${more}`;
      const own = Object.hasOwn(shotKeys, name) || name === "negative_prompt" ? { allOf: [ref(name)] } : {};
      return [name, { description: `A key of ${whose}; name the model for what it accepts.`, ...own }];
    }),
  );
  const keys = [...new Set([...Object.keys(shotKeys), ...portableKeys, ...names])];
  return {
    "any model": { properties },
    "any shot": {
      allOf: [ref("any model")],
      properties: Object.fromEntries(keys.map((key) => [key, true])),
      additionalProperties: false,
    },
  };
}
