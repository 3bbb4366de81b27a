import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { JsonObject, JsonValue } from "../../src/base/json.ts";
import { checkContract } from "../../src/contracts/check/check-contract.ts";
import { checkParameter } from "../../src/contracts/check/check-parameter.ts";
import { checkRules } from "../../src/contracts/check/check-rules.ts";
import type { Contract } from "../../src/contracts/contract.ts";
import { parseContract } from "../../src/contracts/parse-contract.ts";
import { withValue } from "../../src/contracts/values-at.ts";
import { contractOf } from "../fakes/contracts.ts";

const models = join(import.meta.dirname, "..", "..", "specs", "models");
const ids = readdirSync(models).map((name) => name.replace(/\.yaml$/, ""));

test.each(ids)("%s is consistent", (id) => {
  expect(checkContract(contractOf(id))).toEqual([]);
});

const house = `
model: house-model
revision: 2026-11
title: House model
wire_model: house-model
source: { kind: public_docs, document: a page, dated: "2026-11", read: "2026-11-25" }
client_business_id: false
return_last_frame: false
parameters:
  prompt: { type: string, required: true }
  duration: { type: integer, min: 3, max: 12, default: 5 }
  mode: { type: string, enum: [std, pro], default: std }
  ratio: { type: string, enum: ["16:9"], also: { pattern: "\\\\d+:\\\\d+", named: a ratio } }
  strength: { type: number, min: 0, max: 1 }
  audio: { type: boolean, default: false }
  pictures: { type: list, items: { type: picture }, max_items: 3, counts: [1, 3] }
  roles:
    type: list
    items: { type: object, properties: { url: { type: picture }, role: { type: string, enum: [first, other] } } }
    max_items: 4
  metadata: { type: object, properties: { tone: { type: string, enum: [warm, cold] } } }
frames: { encoding: roles, parameter: roles, first_frame: first }
references: { parameter: pictures, beside_frames: false }
negative_prompt: metadata.tone
rules: []
placeholders: []
output:
  short_side: { parameter: mode, values: { std: 720, pro: 1080 } }
  aspect_ratio: { otherwise: "16:9" }
  seconds: { parameter: duration, otherwise: 5 }
  audio: { parameter: audio }
billing:
  - { parameter: mode, values: { std: 720P, pro: 1080P } }
`;

/** The contract with changes by the path of what they replace. */
function houseModel(changes: Readonly<Record<string, unknown>> = {}): Contract {
  const data = Object.entries(changes).reduce(
    (changed, [path, value]) => withValue(changed, path, value as JsonValue),
    parse(house) as JsonObject,
  );
  const parsed = parseContract(data);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

function faultsOf(contract: Contract): string[] {
  return checkContract(contract).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

test("the contract that the following ones are made from is consistent", () => {
  expect(faultsOf(houseModel())).toEqual([]);
});

const rule = (when: unknown, more: unknown): readonly unknown[] => [
  { when, ...(more as object), message: "x" },
];

describe("what is inconsistent is found, with its place", () => {
  const rows: readonly (readonly [
    name: string,
    changes: Readonly<Record<string, unknown>>,
    fault: string,
  ])[] = [
    ["a default above the range", { "parameters.duration.default": 20 }, "parameters.duration.default: "],
    ["a default that is not listed", { "parameters.mode.default": "best" }, "parameters.mode.default: "],
    ["a default of another type", { "parameters.audio.default": "no" }, "parameters.audio.default: "],
    [
      "a default inside of an object",
      { "parameters.metadata.properties.tone.default": "hot" },
      "parameters.metadata.properties.tone.default: ",
    ],
    [
      "a range that ends before it begins",
      { "parameters.strength.min": 2 },
      "parameters.strength.min: `min`",
    ],
    ["a list of more than it may be", { "parameters.roles.min_items": 9 }, "parameters.roles.min_items: "],
    [
      "a table with a value that is not one",
      { "output.short_side.values": { std: 720, best: 1080 } },
      "output.short_side.values.best: `mode` cannot be best",
    ],
    [
      "a billing table with a value that is not one",
      { billing: [{ parameter: "audio", values: { on: "+Sound" } }] },
      "billing.0.values.on: `audio` cannot be on",
    ],
    [
      "sizes by fewer parameters than values",
      { "output.sizes": { parameters: ["mode"], values: { "std 16:9": "1280x720" } } },
      "output.sizes.values.std 16:9: 2 values, and 1 parameters",
    ],
    [
      "sizes by a value that is not one",
      { "output.sizes": { parameters: ["mode"], values: { best: "1280x720" } } },
      "output.sizes.values.best: `mode` cannot be best",
    ],
    ["a length for the model to choose", { "output.seconds.auto": [-1] }, "output.seconds.auto: "],
    [
      "frames in a text",
      { "frames.parameter": "mode" },
      "frames.parameter: `mode` is not a list of pictures",
    ],
    [
      "a frame in a number",
      { frames: { encoding: "fields", first_frame: "duration" } },
      "frames.first_frame: ",
    ],
    [
      "a role that no item has",
      { "frames.last_frame": "last" },
      "frames.last_frame: no item has the role `last`",
    ],
    [
      "a limit for a role that no item has",
      { "parameters.roles.max_per_role": { last: 1 } },
      "parameters.roles.max_per_role: no item",
    ],
    [
      "a rule about a role that no item has",
      { rules: rule({ roles: { has_role: ["last"] } }, { require: { audio: { is: true } } }) },
      "rules.0.when.roles: no item",
    ],
    ["references in a text", { "references.parameter": "mode" }, "references.parameter: "],
    [
      "a role of references that no item has",
      { references: { parameter: "roles", role: "x", beside_frames: true } },
      "references.role: ",
    ],
    [
      "references with a value that is not one",
      { references: { parameter: "pictures", beside_frames: true, with: { mode: "best" } } },
      "references.with.mode: `mode` cannot be best",
    ],
    ["a negative prompt in a number", { negative_prompt: "duration" }, "negative_prompt: "],
    [
      "a placeholder of a text",
      { placeholders: [{ before: "<", after: ">", list: "mode" }] },
      "placeholders.0.list: ",
    ],
    ["sound by a text", { "output.audio.parameter": "mode" }, "output.audio.parameter: "],
    [
      "a rule that asks for nothing",
      { rules: rule({ audio: { is: true } }, {}) },
      "rules.0: this rule asks for nothing",
    ],
    [
      "a rule for a value that is not one",
      { rules: rule({ mode: { is: "best" } }, { require: { audio: { is: true } } }) },
      "rules.0.when: no request",
    ],
    [
      "a rule for a length beyond the range",
      { rules: rule({ duration: { min: 13 } }, { require: { audio: { is: true } } }) },
      "rules.0.when: no request",
    ],
    [
      "a rule for as many pictures as there cannot be",
      { rules: rule({ pictures: { min_items: 2, max_items: 2 } }, { require: { audio: { is: true } } }) },
      "rules.0.when: no request",
    ],
    [
      "a rule that asks for a length beyond the range",
      { rules: rule({ audio: { is: true } }, { require: { duration: { max: 2 } } }) },
      "rules.0: no request can have what this rule asks for",
    ],
    [
      "a rule that asks for one of two impossible things",
      { rules: rule({}, { require_any: { mode: { is: "best" }, duration: { min: 99 } } }) },
      "rules.0: no request can have what this rule asks for",
    ],
    [
      "a required text that has to be absent",
      { rules: rule({ audio: { is: true } }, { require: { prompt: { present: false } } }) },
      "rules.0: no request can have what this rule asks for",
    ],
    [
      "an item of a role in a list without items",
      { rules: rule({}, { require: { roles: { has_role: ["first"], max_items: 0 } } }) },
      "rules.0: no request can have what this rule asks for",
    ],
    [
      "rules that exclude each other",
      {
        rules: [
          ...rule({ audio: { is: true } }, { require: { duration: { max: 5 } } }),
          ...rule({ audio: { is: true }, mode: { is: "pro" } }, { require: { duration: { min: 10 } } }),
        ],
      },
      "rules.1: no request can keep both this rule and rule 1",
    ],
  ];

  test.each(rows)("%s", (_name, changes, fault) => {
    const faults = faultsOf(houseModel(changes));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });
});

test("a text of a form may be anything, so that nobody calls it impossible", () => {
  const rules = rule({ ratio: { not: ["16:9"], present: true } }, { require: { audio: { is: true } } });
  expect(faultsOf(houseModel({ rules }))).toEqual([]);
});

test("a rule may forbid a value by asking for another one", () => {
  const forbids = rule({ audio: { is: true } }, { require: { audio: { is: false } } });
  const limits = rule({ audio: { is: true } }, { require: { duration: { max: 5 } } });
  expect(faultsOf(houseModel({ rules: [...forbids, ...limits] }))).toEqual([]);
  expect(faultsOf(houseModel({ rules: [...limits, ...forbids] }))).toEqual([]);
});

test("between the numbers that are excluded there are others", () => {
  const rules = rule({ duration: { not: [3, 5, 12] } }, { require: { audio: { is: true } } });
  expect(faultsOf(houseModel({ rules }))).toEqual([]);
});

test("numbers that no memory holds do not end the check", () => {
  expect(faultsOf(houseModel({ "parameters.roles.max_items": 2 ** 52 }))).toEqual([]);
});

describe("whatever a request shows to be possible is not called impossible", () => {
  const condition = {
    duration: fc.oneof(
      fc.record({ min: fc.integer({ min: 0, max: 14 }) }),
      fc.record({ max: fc.integer({ min: 0, max: 14 }) }),
      fc.record({ not: fc.array(fc.integer({ min: 3, max: 12 }), { maxLength: 9 }) }),
      fc.record({ is: fc.integer({ min: 1, max: 14 }) }),
    ),
    strength: fc.record({ min: fc.double({ min: 0, max: 2, noNaN: true }) }),
    mode: fc.oneof(
      fc.record({ one_of: fc.subarray(["std", "pro", "best"]) }),
      fc.record({ not: fc.subarray(["std", "pro"]) }),
      fc.record({ present: fc.boolean() }),
    ),
    audio: fc.oneof(fc.record({ is: fc.boolean() }), fc.record({ present: fc.boolean() })),
    pictures: fc.oneof(
      fc.record({ min_items: fc.integer({ min: 0, max: 4 }) }),
      fc.record({ max_items: fc.integer({ min: 0, max: 4 }) }),
      fc.record({ present: fc.boolean() }),
    ),
  };
  const conditions = fc.record(condition, { requiredKeys: [] });
  const rules = fc.array(
    fc
      .record({ when: conditions, require: conditions, message: fc.constant("x") })
      .filter(({ require }) => Object.keys(require).length > 0),
    { minLength: 1, maxLength: 3 },
  );
  const url = "https://example.com/a.png";
  const request = fc.record(
    {
      duration: fc.integer({ min: 3, max: 12 }),
      strength: fc.double({ min: 0, max: 1, noNaN: true }),
      mode: fc.constantFrom("std", "pro"),
      audio: fc.boolean(),
      pictures: fc.constantFrom([url], [url, url, url]),
    },
    { requiredKeys: [] },
  );

  test("rules that a request meets and keeps are not faults", () => {
    fc.assert(
      fc.property(rules, request, (given, values) => {
        const contract = houseModel({ rules: given });
        const body = { prompt: "x", ...values } as JsonObject;
        for (const [name, value] of Object.entries(body)) {
          const spec = contract.parameters[name];
          if (spec === undefined || value === undefined) throw new Error(`no ${name}`);
          expect(checkParameter(spec, value, { model: "x", path: [name], side: "wire" })).toEqual([]);
        }
        const faults = checkContract(contract);
        contract.rules.forEach((one, index) => {
          const alone = { ...contract, rules: [one] };
          // With a demand that nothing keeps, a rule is broken by exactly the requests that it is for.
          const never = { ...one, require: { prompt: { present: false } } };
          const isFor = checkRules({ ...contract, rules: [never] }, body).length > 0;
          if (!isFor || checkRules(alone, body).length > 0) return;
          const own = faults.filter(({ path }) => path[0] === "rules" && path[1] === index);
          expect(own.filter(({ message }) => !message.includes("both"))).toEqual([]);
        });
        const kept = checkRules(contract, body).length === 0;
        const areAllFor = contract.rules.every(
          (one) =>
            checkRules({ ...contract, rules: [{ ...one, require: { prompt: { present: false } } }] }, body)
              .length > 0,
        );
        if (kept && areAllFor) expect(faults).toEqual([]);
      }),
    );
  });
});
