import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { JsonObject } from "../../src/base/json.ts";
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

test.each(ids)("each rule of %s is broken by a shot of its own in specs/batches/invalid", (id) => {
  const contract = contractOf(id);
  const oldest = ids.filter((other) => other.startsWith(`${contract.model}@`)).toSorted()[0];
  const names = id === oldest ? [id, contract.model] : [id];
  const broken = shots.flatMap(({ id: _id, model, ...shot }) => {
    if (!names.includes(String(model))) return [];
    return buildRequest(contract, shot).findings.flatMap(({ problem }) =>
      problem.kind === "rule_broken" ? [problem.message] : [],
    );
  });
  for (const { message } of contract.rules) expect(broken).toContain(message);
});
