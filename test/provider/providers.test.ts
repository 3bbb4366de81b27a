import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { firstProvider, pictureLimit, providerNamed, providers } from "../../src/provider/providers.ts";
import { contractOf } from "../fakes/contracts.ts";

const models = join(import.meta.dirname, "..", "..", "specs", "models");

test("every contract of the catalogue is rendered by a provider of this release", () => {
  const named = readdirSync(models).map((name) => contractOf(name.replace(/\.yaml$/, "")).provider);
  expect(named.filter((name) => providerNamed(name) === undefined)).toEqual([]);
  // It needs no name, and lockfiles of earlier releases have none.
  expect(named).not.toContain(firstProvider.facts.name);
});

test("providers differ in their names and in their names in the environment", () => {
  const names = providers.flatMap(({ facts, environment }) => [
    facts.name,
    environment.apiKey,
    environment.baseUrl,
  ]);
  expect(new Set(names).size).toBe(names.length);
});

test("of a provider of another release nothing is known", () => {
  expect(providerNamed("someone-else")).toBeUndefined();
  expect(pictureLimit("someone-else")).toBe(Number.POSITIVE_INFINITY);
});
