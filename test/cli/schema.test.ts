import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { dailies, writeFiles } from "./dailies.ts";

const specs = join(import.meta.dirname, "..", "..", "specs");
const schemas = join(specs, "schemas");
const contract = readFileSync(join(specs, "models", "sora-2-official@2026-08.yaml"), "utf8");

test("schema prints the packaged schema of the storyboard, byte for byte", async () => {
  const printed = await dailies(["schema"], { cwd: temporaryFolder() });
  const stdout = readFileSync(join(schemas, "storyboard.schema.json"), "utf8");
  expect(printed).toMatchObject({ code: 0, stderr: "", stdout });
});

test.each(readdirSync(schemas))("schema prints %s by its name", async (file) => {
  const name = file.slice(0, -".schema.json".length);
  const printed = await dailies(["schema", name, "--json"], { cwd: temporaryFolder() });
  expect(printed).toMatchObject({ code: 0, stderr: "", stdout: readFileSync(join(schemas, file), "utf8") });
});

test("schema refuses a name that it does not know, and says what is near", async () => {
  const refused = await dailies(["schema", "plam"], { cwd: temporaryFolder() });
  expect(refused).toMatchObject({
    code: 2,
    stdout: "",
    stderr: "dailies: there is no schema plam\nDid you mean plan?\n",
  });
  const forPrograms = await dailies(["schema", "nothing-near", "--json"], { cwd: temporaryFolder() });
  expect(JSON.parse(forPrograms.stdout)).toMatchObject({
    refused: { reason: "schema_unknown", hint: expect.stringContaining("lockfile") },
  });
  const both = await dailies(["schema", "plan", "--project", "film"], { cwd: temporaryFolder() });
  expect(both).toMatchObject({ code: 2, stdout: "" });
});

test("schema knows the contracts of the project, of this folder or of another", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, {
    "film/models/our-own@2026-11.yaml": contract
      .replace(/^model: .*$/m, "model: our-own")
      .replace(/^revision: .*$/m, "revision: 2026-11"),
  });
  const elsewhere = await dailies(["schema", "--project", "film"], { cwd });
  expect(elsewhere).toMatchObject({ code: 0, stderr: "" });
  const schema: unknown = JSON.parse(elsewhere.stdout);
  expect(schema).toHaveProperty(["definitions", "shot our-own@2026-11"]);
  expect(schema).toHaveProperty(["definitions", "shot kling-v3@2026-08"]);
  expect((await dailies(["schema"], { cwd: join(cwd, "film") })).stdout).toBe(elsewhere.stdout);
  expect((await dailies(["schema"], { cwd })).stdout).not.toContain("our-own");
});

test("schema leaves out a broken contract, and says what is wrong with it", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "models/our-own@2026-11.yaml": "model: our-own\nrevision: 2026-11\n" });
  const printed = await dailies(["schema"], { cwd });
  expect(printed.code).toBe(0);
  expect(printed.stderr).toContain("contract_invalid");
  expect(printed.stdout).toBe(readFileSync(join(schemas, "storyboard.schema.json"), "utf8"));
});
