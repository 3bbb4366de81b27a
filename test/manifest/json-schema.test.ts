import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { withDiagnosticCodes } from "../../scripts/diagnostic-codes.ts";
import { storyboardJsonSchema } from "../../src/editor/storyboard-json-schema.ts";
import { openPackagedContracts } from "../../src/manifest/catalogue/packaged-contracts.ts";

const library = await openPackagedContracts();
const root = join(import.meta.dirname, "..", "..");
const file = join(root, "specs", "schemas", "storyboard.schema.json");

/** An editor reads it anew for each window. */
const largestBytes = 400_000;

/** Two lines of an editor's window at most. */
const longestLine = 170;

describe("the storyboard's JSON Schema", () => {
  it("is the one that its sources give", () => {
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(
      JSON.parse(JSON.stringify(storyboardJsonSchema(library))),
    );
  });

  it("stays under 400 kB", () => {
    expect(statSync(file).size).toBeLessThan(largestBytes);
  });

  it("says of every key of a model three short lines: what and default, price key, source", () => {
    const { definitions } = z
      .object({ definitions: z.record(z.string(), z.record(z.string(), z.unknown())) })
      .parse(JSON.parse(readFileSync(file, "utf8")));
    const texts = Object.entries(definitions).flatMap(([name, { properties }]) => {
      if (!name.startsWith("model ") || typeof properties !== "object" || properties === null) return [];
      const { variants: _own, ...keys } = properties as Record<string, { readonly description?: string }>;
      return Object.entries(keys).map(([key, { description = "" }]) => ({
        key: `${name} ${key}`,
        description,
      }));
    });
    expect(texts.length).toBeGreaterThan(300);
    const wrong = texts.filter(({ description }) => {
      const [what = "", price = "", source = "", ...more] = description.split("\n");
      const isShort = Math.max(what.length, price.length, source.length) <= longestLine;
      return (
        !isShort || !price.startsWith("Price key: ") || !source.startsWith("Source: ") || more.length > 0
      );
    });
    expect(wrong).toEqual([]);
  });

  it("stands beside a guide that lists every diagnostic code", () => {
    const page = readFileSync(join(root, "docs", "storyboard.md"), "utf8");
    expect(page).toBe(withDiagnosticCodes(page));
  });
});
