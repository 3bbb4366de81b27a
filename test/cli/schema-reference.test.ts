import { join } from "node:path";
import { expect, test } from "vitest";
import { schemaReference } from "../../src/cli/schema-reference.ts";

const at = (...names: string[]): string => join("/", ...names);

test("a package of the storyboard's own project is named where it is", () => {
  const installed = at("films", "salt", "node_modules", "dailies");
  expect(schemaReference(at("films", "salt", "reel1"), installed)).toEqual({
    reference: "../node_modules/dailies/specs/schemas/storyboard.schema.json",
  });
});

test.each([
  ["of another project", at("films", "other", "node_modules", "dailies")],
  ["that npx fetched", at("home", "me", ".npm", "_npx", "1f", "node_modules", "dailies")],
  ["that is a clone", at("src", "dailies")],
])("of a package %s a copy is made", (_what, installed) => {
  expect(schemaReference(at("films", "salt"), installed)).toEqual({
    reference: ".dailies/storyboard.schema.json",
    copyFrom: join(installed, "specs", "schemas", "storyboard.schema.json"),
  });
});
