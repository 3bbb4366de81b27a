import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { contractFiles } from "../../src/manifest/catalogue/contract-files.ts";

const written = fileURLToPath(new URL("../../specs/models", import.meta.url));
const built = fileURLToPath(new URL("../../dist/models.json", import.meta.url));

test("the contracts that a build carries are those of specs/models", () => {
  const source = contractFiles(written);
  const contracts = source.names.map((name) => {
    const contract = source.read(name);
    if (!contract.ok) throw new Error(contract.error.map(({ message }) => message).join("\n"));
    return contract.value;
  });
  expect(contracts.length).toBeGreaterThan(0);
  expect(JSON.parse(readFileSync(built, "utf8"))).toEqual(contracts);
});
