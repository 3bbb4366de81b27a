import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { schemaReference } from "../../src/editor/schema-reference.ts";
import { writeFiles } from "../cli/dailies.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

const schema = "specs/schemas/storyboard.schema.json";
const installed = { [`node_modules/dailies/${schema}`]: "{}" };
const asked = JSON.stringify({ devDependencies: { dailies: "^1.0.0" } });
const copy = { reference: ".dailies/storyboard.schema.json", isCopy: true };

/** Of a storyboard in `films/salt` of a project with these files. */
function reference(files: Readonly<Record<string, string>>) {
  const project = temporaryFolder();
  writeFiles(project, files);
  const folder = join(project, "films", "salt");
  mkdirSync(folder, { recursive: true });
  return schemaReference(folder, join(project, "..", "elsewhere"));
}

test("a package that the project depends on is named where everybody has it", () => {
  expect(reference({ ...installed, "package.json": asked })).toEqual({
    reference: `../../node_modules/dailies/${schema}`,
    isCopy: false,
  });
});

test("a member of a workspace asks for the package that its root holds", () => {
  expect(reference({ ...installed, "package.json": "{}", "films/package.json": asked })).toEqual({
    reference: `../../node_modules/dailies/${schema}`,
    isCopy: false,
  });
});

test.each([
  ["is there, but nobody asks for it", { ...installed, "package.json": "{}" }],
  ["is there without any package.json", installed],
  ["is there beside a broken package.json", { ...installed, "package.json": "{" }],
  ["is asked for and not there", { "package.json": asked }],
])("where the package %s, there is a copy", (_what, files) => {
  expect(reference(files)).toEqual(copy);
});

test("in a clone of the package its own file is named, and beside it a copy is made", () => {
  const clone = temporaryFolder();
  expect(schemaReference(join(clone, "films", "salt"), clone)).toEqual({
    reference: `../../${schema}`,
    isCopy: false,
  });
  expect(schemaReference(`${clone}-2`, clone)).toEqual(copy);
});
