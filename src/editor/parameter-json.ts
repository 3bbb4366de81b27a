import { unreachable } from "../base/unreachable.ts";
import type { Parameter } from "../contracts/contract-schema.ts";
import type { Json } from "./json.ts";

/** What a parameter accepts. `describe` gives the text for a property of this path, such as `metadata.resolution`. */
export function shape(parameter: Parameter, path: string, describe: Describe): Json {
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
    case "video":
    case "url":
      return { type: "string" };
    case "object":
      return {
        type: "object",
        properties: Object.fromEntries(
          Object.entries(parameter.properties ?? {}).map(([name, inner]) => {
            const innerPath = `${path}.${name}`;
            return [name, { description: describe(inner, innerPath), ...shape(inner, innerPath, describe) }];
          }),
        ),
        ...(parameter.open !== true && { additionalProperties: false }),
      };
    case "list":
      return {
        type: "array",
        items: shape(parameter.items, path, ({ doc }) => doc),
        minItems: parameter.min_items ?? 1,
        ...(parameter.max_items !== undefined && { maxItems: parameter.max_items }),
      };
    default:
      return unreachable(parameter);
  }
}

export type Describe = (parameter: Parameter, path: string) => string;

function textShape({ enum: allowed, also }: Extract<Parameter, { type: "string" }>): Json {
  if (allowed === undefined) return { type: "string" };
  const named = { type: "string", enum: allowed };
  return also === undefined
    ? named
    : { anyOf: [named, { type: "string", pattern: `^(?:${also.pattern})$` }] };
}
