import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { withDiagnosticCodes } from "../../scripts/diagnostic-codes.ts";
import { storyboardJsonSchema } from "../../scripts/storyboard-json-schema.ts";

const root = join(import.meta.dirname, "..", "..");
const valid = join(root, "specs", "batches", "valid");
const storyboards = readdirSync(valid).filter((name) => name.endsWith(".yaml"));

describe("the storyboard's JSON Schema", () => {
  it("is the one that its sources give", () => {
    const text = readFileSync(join(root, "specs", "schemas", "storyboard.schema.json"), "utf8");
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(storyboardJsonSchema())));
  });

  it("stands beside a guide that lists every diagnostic code", () => {
    const page = readFileSync(join(root, "docs", "storyboard.md"), "utf8");
    expect(page).toBe(withDiagnosticCodes(page));
  });

  // Without the parts that depend on the model, which zod cannot read.
  const schema = z.fromJSONSchema(
    JSON.parse(JSON.stringify(storyboardJsonSchema(), (key, value) => (key === "allOf" ? undefined : value))),
  );

  it.each(storyboards)("accepts %s", (name) => {
    expect(schema.safeParse(parse(readFileSync(join(valid, name), "utf8"))).error).toBeUndefined();
  });

  it("takes any key for a project's own model, and for one that is not checked", () => {
    const takes = (shot: object): boolean =>
      schema.safeParse({ version: 1, shots: [{ id: "a", prompt: "x", sparkle: 2, ...shot }] }).success;
    expect(takes({ model: "house-model" })).toBe(true);
    expect(takes({ model: "kling-v3", unchecked: true })).toBe(true);
    expect(takes({ model: "kling-v3" })).toBe(false);
    expect(takes({ model: "kling-v3@2026-08" })).toBe(false);
  });

  it("refuses a key that no model knows", () => {
    expect(schema.safeParse({ version: 1, shots: [{ id: "a", promt: "x" }] }).success).toBe(false);
  });
});
