import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withDiagnosticCodes } from "../../scripts/diagnostic-codes.ts";
import { storyboardJsonSchema } from "../../src/editor/storyboard-json-schema.ts";
import { openPackagedContracts } from "../../src/manifest/catalogue/packaged-contracts.ts";

const library = await openPackagedContracts();
const root = join(import.meta.dirname, "..", "..");
const file = join(root, "specs", "schemas", "storyboard.schema.json");

/** An editor reads it anew for each window. */
const largestBytes = 400_000;

describe("the storyboard's JSON Schema", () => {
  it("is the one that its sources give", () => {
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(
      JSON.parse(JSON.stringify(storyboardJsonSchema(library))),
    );
  });

  it("stays under 400 kB", () => {
    expect(statSync(file).size).toBeLessThan(largestBytes);
  });

  it("stands beside a guide that lists every diagnostic code", () => {
    const page = readFileSync(join(root, "docs", "storyboard.md"), "utf8");
    expect(page).toBe(withDiagnosticCodes(page));
  });
});
