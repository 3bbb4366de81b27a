import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { JsonObject } from "../../src/base/json.ts";
import { sentValue } from "../../src/contracts/contract.ts";
import { buildRequest } from "../../src/contracts/request/build-request.ts";
import { contractOf } from "../fakes/contracts.ts";

const specs = join(import.meta.dirname, "..", "..", "specs");
const ids = readdirSync(join(specs, "models")).map((name) => name.replace(/\.yaml$/, ""));

interface Batch {
  readonly defaults?: JsonObject;
  readonly shots: readonly JsonObject[];
}

/** The shots of the batches that break the models' rules, with the batch's defaults, by contract. */
const shots = readdirSync(join(specs, "batches", "invalid"))
  .filter((name) => /^models-.*\.yaml$/.test(name))
  .flatMap((name): JsonObject[] => {
    const batch: Batch = parse(readFileSync(join(specs, "batches", "invalid", name), "utf8"));
    return batch.shots.map((shot) => {
      const given = Object.entries({ ...batch.defaults, ...shot }).filter(([, value]) => value !== null);
      return Object.fromEntries(given);
    });
  });

interface ValidBatch {
  readonly jobs: readonly { readonly inputs: { readonly model: string }; readonly body: JsonObject }[];
}

/** The exact requests of the valid batches, by contract. */
const requests = readdirSync(join(specs, "batches", "valid"))
  .filter((name) => name.endsWith(".expected.json"))
  .flatMap((name) => {
    const batch: ValidBatch = JSON.parse(readFileSync(join(specs, "batches", "valid", name), "utf8"));
    return batch.jobs.map(({ inputs, body }) => ({ id: inputs.model, body }));
  });

test.each(ids)("specs/batches/valid has requests of %s", (id) => {
  const own = requests.filter((request) => request.id === id);
  expect(own.length).toBeGreaterThan(0);
  const { frames, wire_model, aliases } = contractOf(id);
  for (const { body } of own) expect([wire_model, ...aliases]).toContain(body.model);
  if (frames === undefined) return;
  const place = frames.encoding === "fields" ? frames.first_frame : frames.parameter;
  expect(own.some(({ body }) => sentValue(body, place) !== undefined)).toBe(true);
});

test.each(ids)("each rule of %s is broken by a shot of its own in specs/batches/invalid", (id) => {
  const contract = contractOf(id);
  const oldest = ids.filter((other) => other.startsWith(`${contract.model}@`)).toSorted()[0];
  const names = id === oldest ? [id, contract.model] : [id];
  const own = shots.filter(({ model }) => names.includes(String(model)));
  // One rule at a time, since two may say the same.
  const unbroken = contract.rules.filter((rule) => {
    const alone = { ...contract, rules: [rule], placeholders: [] };
    return !own.some(({ id: _id, model: _model, ...shot }) =>
      buildRequest(alone, shot).findings.some(({ problem }) => problem.kind === "rule_broken"),
    );
  });
  expect(unbroken).toEqual([]);
  const unnamed = contract.placeholders.filter((placeholder) => {
    const alone = { ...contract, rules: [], placeholders: [placeholder] };
    return !own.some(({ id: _id, model: _model, ...shot }) =>
      buildRequest(alone, shot).findings.some(({ problem }) => problem.kind === "rule_broken"),
    );
  });
  expect(unnamed).toEqual([]);
});
