import fc from "fast-check";
import type { JsonObject, JsonValue } from "../../../src/base/json.ts";
import type { Contract } from "../../../src/contracts/contract.ts";
import type { Parameter } from "../../../src/contracts/contract-schema.ts";
import type { Field } from "../../../src/rehearsal/rules/field.ts";
import type { ModelPage } from "../../../src/rehearsal/rules/model-page.ts";

/** A contract's parameter in the words of the pages, so that values near the limits of both are made in one place. */
function fieldOf(parameter: Parameter): Field {
  switch (parameter.type) {
    case "string":
      return {
        kind: "text",
        ...(parameter.enum && { oneOf: parameter.enum }),
        ...(parameter.max_length !== undefined && { most: parameter.max_length }),
      };
    case "integer":
    case "number":
      return {
        kind: "number",
        whole: parameter.type === "integer",
        ...(parameter.min !== undefined && { from: parameter.min }),
        ...(parameter.max !== undefined && { to: parameter.max }),
        ...((parameter.enum ?? parameter.also) && {
          oneOf: [...(parameter.enum ?? []), ...(parameter.also ?? [])],
        }),
      };
    case "boolean":
      return { kind: "flag" };
    case "picture":
    case "video":
    case "url":
      return { kind: "address" };
    case "object": {
      const properties = Object.entries(parameter.properties ?? {});
      return {
        kind: "parts",
        parts: Object.fromEntries(properties.map(([name, property]) => [name, fieldOf(property)])),
        needs: properties.filter(([, { required }]) => required === true).map(([name]) => name),
        open: parameter.open === true,
      };
    }
    case "list": {
      const most = parameter.max_items;
      return { kind: "list", of: fieldOf(parameter.items), ...(most !== undefined && { most }) };
    }
    default:
      throw new Error("there is no such parameter");
  }
}

const someText = fc.constantFrom("a cat", "雨中的猫 🐈");
const addresses = fc.constantFrom(
  "https://example.com/a.jpg",
  "http://example.com/b.mp4?x=1",
  "https://example.com/c.png",
);
const strangeAddresses = fc.constantFrom(
  "asset://a-1",
  "data:image/png;base64,AAAA",
  "data:audio/mp3;base64,AAAA",
  "ftp://example.com/a.jpg",
  "frames/a.jpg",
  "https://",
);
const strangers: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue>("no such", 3.5, true, { x: 1 }, [
  ["x"],
]);

/** Mostly what the field takes, up to its limits; now and then what is just beyond, or of another kind. */
function valuesOf(field: Field): fc.Arbitrary<JsonValue> {
  return fc.oneof(
    { weight: 40, arbitrary: good(field) },
    { weight: 2, arbitrary: beyond(field) },
    { weight: 1, arbitrary: strangers },
  );
}

function good(field: Field): fc.Arbitrary<JsonValue> {
  switch (field.kind) {
    case "text":
      if (field.oneOf !== undefined) return fc.constantFrom(...field.oneOf);
      if (field.form !== undefined) return fc.constantFrom("16:9", "4:3", "21:9", "1,3");
      return isLong(field.most) ? someText : fc.oneof(someText, fc.constant("🐈".repeat(field.most ?? 1)));
    case "number": {
      const { from, to, oneOf = [] } = field;
      if (from === undefined && to === undefined)
        return oneOf.length > 0 ? fc.constantFrom(...oneOf) : fc.integer();
      const low = from ?? (to ?? 0) - 10;
      const high = to ?? low + 10;
      const between = field.whole ? fc.integer({ min: low, max: high }) : fc.constant((low + high) / 2);
      return fc.oneof(fc.constantFrom(low, high, ...oneOf), between);
    }
    case "flag":
      return fc.boolean();
    case "address":
      return addresses;
    case "list": {
      const { of, most = 10, uses } = field;
      const items = valuesOf(of);
      if (uses === undefined) {
        const lengths = fc.constantFrom(1, 1, 2, 3, most - 1, most).filter((length) => length > 0);
        return lengths.chain((length) =>
          fc.array(items, { minLength: Math.min(length, most), maxLength: Math.min(length, most) }),
        );
      }
      return fc.array(items, { minLength: 1, maxLength: Math.min(most, 10) });
    }
    case "parts":
      return partsOf(field);
    default:
      throw new Error("there is no such field");
  }
}

function partsOf({ parts, needs, open }: Extract<Field, { kind: "parts" }>): fc.Arbitrary<JsonValue> {
  const known = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, valuesOf(part)]));
  const all = fc.record(known, { requiredKeys: [...needs] });
  const more = open ? fc.constantFrom<JsonObject>({}, {}, { of_the_vendor: 1 }) : fc.constant({});
  return fc.tuple(all, more).map(([one, other]): JsonValue => ({ ...one, ...other }));
}

function beyond(field: Field): fc.Arbitrary<JsonValue> {
  switch (field.kind) {
    case "text":
      return field.most === undefined || isLong(field.most)
        ? fc.constantFrom("", "no such", "16x9", "0:9")
        : fc.constantFrom("", "🐈".repeat(field.most + 1));
    case "number": {
      const edges = [...(field.oneOf ?? []), field.from ?? 0, field.to ?? 10];
      return fc.constantFrom(...edges.flatMap((edge) => [edge - 1, edge + 1]), "5", 4.5);
    }
    case "flag":
      return fc.constantFrom("true", 1);
    case "address":
      return strangeAddresses;
    case "list": {
      const length = (field.most ?? 10) + 1;
      const tooLong = fc.array(good(field.of), { minLength: length, maxLength: length });
      return fc.oneof(tooLong, fc.constant([]));
    }
    case "parts":
      return fc.oneof(fc.constant({}), partsOf({ ...field, needs: [] }));
    default:
      throw new Error("there is no such field");
  }
}

/** A text of a megabyte for each body would be tried in vain. */
function isLong(most: number | undefined): boolean {
  return most === undefined || most > 10_000;
}

const prompts = fc.oneof(
  { weight: 12, arbitrary: someText },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      " ",
      "<<<image_1>>> and <<<image_2>>>",
      "<<<video_1>>>",
      "<<<element_1>>>",
      "<<<image_0>>>",
    ),
  },
);

/** The values of each field that the contract or the page has. */
function fields(contract: Contract, page: ModelPage): Readonly<Record<string, fc.Arbitrary<JsonValue>>> {
  const names = new Set([...Object.keys(contract.parameters), ...Object.keys(page.fields)]);
  const known = [...names].map((name): [string, fc.Arbitrary<JsonValue>] => {
    const parameter = contract.parameters[name];
    const field = page.fields[name];
    const sides = [...(parameter ? [valuesOf(fieldOf(parameter))] : []), ...(field ? [valuesOf(field)] : [])];
    return [name, name === "prompt" ? fc.oneof(prompts, ...sides) : fc.oneof(...sides)];
  });
  return Object.fromEntries(known);
}

/** Some of these, mostly few, so that many are sound. */
function someOf(values: Readonly<Record<string, fc.Arbitrary<JsonValue>>>): fc.Arbitrary<JsonObject> {
  const names = Object.keys(values);
  return fc
    .tuple(fc.subarray(names, { maxLength: Math.min(names.length, 6) }), fc.integer({ min: 0, max: 12 }))
    .chain(([chosen, odd]) => {
      const keys = [...new Set([...chosen, ...(odd === 0 ? [] : ["prompt"])])];
      return fc.record(Object.fromEntries(keys.map((key) => [key, values[key] ?? fc.constant(1)])));
    });
}

/** Bodies near the limits of what a contract and the model's page let pass. */
export function bodiesNear(contract: Contract, page: ModelPage): fc.Arbitrary<JsonObject> {
  const values = { ...fields(contract, page), no_such_key: fc.constant("x") };
  return someOf(values).map((body) => ({ model: contract.wire_model, ...body }));
}

/** Shots with the portable keys, too. */
export function shotsNear(contract: Contract, page: ModelPage): fc.Arbitrary<JsonObject> {
  const portable = {
    first_frame: addresses,
    last_frame: addresses,
    references: fc.array(addresses, { minLength: 1, maxLength: 4 }),
    negative_prompt: someText,
  };
  const own = someOf(fields(contract, page));
  return fc
    .tuple(own, fc.record(portable, { requiredKeys: [] }))
    .map(([parameters, keys]) => ({ ...parameters, ...keys }));
}
