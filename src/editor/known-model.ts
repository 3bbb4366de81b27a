import { unreachable } from "../base/unreachable.ts";
import { type Json, ref, when } from "./json.ts";
import type { KnownModel } from "./model-json.ts";

/**
 * Which model's keys count for a shot, as conditions on the file: the shot's own model, or else its scene's, or else the
 * file's. A look goes between scene and shot. JSON Schema cannot follow the look's name, so where a look of the file names a
 * model, shots with a look count as shots of that model, or, where looks name several, as shots of any.
 */

/** Shots that a model of scene or file counts for. Where no look names a model, that is all shots without one. */
type Sort = "all" | "without look" | "with look";
const sorts: readonly Sort[] = ["all", "without look", "with look"];

const any = "any";

const mapping = (...names: string[]): Json => ({ type: "object", required: names });
const inDefaults = (condition: Json): Json => ({
  ...mapping("defaults"),
  properties: { defaults: condition },
});

/** A mapping that names a model, or that says that no contract is applied. */
const namesModel: Json = {
  type: "object",
  anyOf: [{ required: ["model"], properties: { model: { type: "string" } } }, ref("is unchecked")],
};
const unchecked: Json = { ...mapping("unchecked"), properties: { unchecked: { const: true } } };
const checked: Json = { unchecked: { not: { const: true } } };
const hasLook: Json = { ...mapping("look"), properties: { look: { type: "string" } } };
/** A mapping of mappings of which one names a model. */
const oneNamesModel: Json = { type: "object", not: { additionalProperties: { not: ref("names model") } } };
const variesModel: Json = { ...mapping("variants"), properties: { variants: ref("one names model") } };

function of(sort: Sort, model: string): string {
  return sort === "all" ? model : `${model} ${sort}`;
}

/** Definitions of conditions, of the choice by a mapping's own model, and for each model what shots and scenes inherit. */
export function knownModelDefinitions(models: readonly KnownModel[]): Record<string, Json> {
  const definitions: Record<string, Json> = {
    "is unchecked": unchecked,
    "another model": {
      anyOf: [
        ref("is unchecked"),
        { ...mapping("model"), properties: { model: { not: { pattern: anyOf(models) } } } },
      ],
    },
    "names model": namesModel,
    "one names model": oneNamesModel,
    "defaults name model": inDefaults(ref("names model")),
    "own model counts": { anyOf: [ref("names model"), variesModel] },
    "own model or look": { anyOf: [ref("own model counts"), hasLook] },
    "shots have look": { anyOf: [hasLook, inDefaults(hasLook)] },
    "own model": oneFound(models, "is", (id) => `model ${id}`),
    "own model, shot": when(ref("is unchecked"), { fails: shotByOwnModel(models) }),
    "scene by its model": scenesByTheirModel(models, "all"),
    "scene by its model, without look": when(ref("shots have look"), {
      fails: scenesByTheirModel(models, "without look"),
    }),
    "a look has another model": {
      ...mapping("looks"),
      properties: { looks: { type: "object", not: { additionalProperties: { not: ref("another model") } } } },
    },
    "looks agree": { anyOf: models.map(({ contract }) => ref(`looks are ${contract.id}`)) },
    "rules of a film": filmRules(models),
    // The looks, and the defaults of the film that includes it, are not in the file.
    "rules of an included scene": {
      allOf: [
        ref(`scene of ${of("without look", any)}`),
        ref(`scene of ${of("with look", any)}`),
        ref("scene by its model, without look"),
      ],
    },
  };
  for (const { contract, pattern } of models) {
    const named = { properties: { model: { pattern }, ...checked } };
    definitions[`is ${contract.id}`] = { ...mapping("model"), ...named };
    definitions[`defaults are ${contract.id}`] = inDefaults(ref(`is ${contract.id}`));
    definitions[`looks are ${contract.id}`] = { properties: { looks: { additionalProperties: named } } };
  }
  for (const model of [...models.map(({ contract }) => contract.id), any]) {
    for (const sort of sorts) Object.assign(definitions, inheritDefinitions(model, sort));
  }
  return definitions;
}

/** Of models that are not known here nothing is asked. */
function oneFound(models: readonly KnownModel[], condition: string, found: (id: string) => string): Json {
  return {
    allOf: models.map(({ contract: { id } }) => when(ref(`${condition} ${id}`), { holds: ref(found(id)) })),
  };
}

function anyOf(models: readonly KnownModel[]): string {
  return models.map(({ pattern }) => pattern).join("|");
}

/** A tree of conditions rather than a list: for each of many hundred shots a handful of them is tried. */
function shotByOwnModel(models: readonly KnownModel[]): Json {
  const [only, ...others] = models;
  if (only === undefined) return {};
  const { id } = only.contract;
  if (others.length === 0) return when(ref(`is ${id}`), { holds: ref(`shot ${id}`) });
  const middle = Math.ceil(models.length / 2);
  const [left, right] = [models.slice(0, middle), models.slice(middle)];
  return when(
    { properties: { model: { pattern: anyOf(left) } } },
    { holds: shotByOwnModel(left), fails: shotByOwnModel(right) },
  );
}

function inheritDefinitions(model: string, sort: Sort): Record<string, Json> {
  const key = of(sort, model);
  const keys = ref(`${model === any ? "any model" : `model ${model}`}`);
  const shot = ref(`${model === any ? "any shot" : `shot ${model}`}`);
  const shots = ref(`shots of ${key}`);
  const defaults = when(ref("names model"), { fails: keys });
  return {
    [`shots of ${key}`]: { items: ref(`shot of ${key}`), additionalProperties: ref(`shot of ${key}`) },
    [`shot of ${key}`]: shotOf(sort, shot),
    [`scene of ${key}`]: sceneOf(sort, { defaults, shots, allShots: ref(`shots of ${model}`) }),
    [`film of ${key}`]: { properties: { shots, scenes: { items: ref(`scene of ${key}`) } } },
  };
}

function shotOf(sort: Sort, shot: Json): Json {
  switch (sort) {
    case "all":
      return when(ref("own model counts"), { fails: shot });
    case "without look":
      return when(ref("own model or look"), { fails: shot });
    case "with look":
      return when(ref("own model counts"), { fails: when(hasLook, { holds: shot }) });
    default:
      return unreachable(sort);
  }
}

function sceneOf(
  sort: Sort,
  inherited: { readonly defaults: Json; readonly shots: Json; readonly allShots: Json },
): Json {
  const { defaults, shots, allShots } = inherited;
  const hasOwn = ref("defaults name model");
  switch (sort) {
    case "all":
      return when(hasOwn, { fails: { properties: { defaults, shots } } });
    case "without look":
      return when(hasOwn, {
        fails: {
          properties: { defaults },
          ...when(ref("shots have look"), { fails: { properties: { shots } } }),
        },
      });
    case "with look":
      return when(ref("shots have look"), {
        holds: { properties: { shots: allShots } },
        fails: { properties: { shots } },
      });
    default:
      return unreachable(sort);
  }
}

/** Of scenes whose `defaults` name a model. */
function scenesByTheirModel(models: readonly KnownModel[], sort: Sort): Json {
  return {
    allOf: models.map(({ contract: { id } }) =>
      when(ref(`defaults are ${id}`), { holds: { properties: { shots: ref(`shots of ${of(sort, id)}`) } } }),
    ),
  };
}

function filmRules(models: readonly KnownModel[]): Json {
  const byDefaults = (sort: Sort): Json =>
    when(ref("defaults name model"), {
      holds: oneFound(models, "defaults are", (id) => `film of ${of(sort, id)}`),
      fails: ref(`film of ${of(sort, any)}`),
    });
  const byLooks = (sort: Sort): Json =>
    when(ref("a look has another model"), {
      fails: when(ref("looks agree"), {
        holds: oneFound(models, "looks are", (id) => `film of ${of(sort, id)}`),
        fails: ref(`film of ${of(sort, any)}`),
      }),
    });
  const looksNameModel = { ...mapping("looks"), properties: { looks: ref("one names model") } };
  const scenes = (name: string): Json => ({ properties: { scenes: { items: ref(name) } } });
  return when(looksNameModel, {
    holds: when(inDefaults(hasLook), {
      holds: byLooks("all"),
      fails: {
        allOf: [byDefaults("without look"), byLooks("with look"), scenes("scene by its model, without look")],
      },
    }),
    fails: { allOf: [byDefaults("all"), scenes("scene by its model")] },
  });
}
