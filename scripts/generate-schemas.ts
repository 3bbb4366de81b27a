/**
 * Writes specs/schemas/*.json from the schemas and contracts in the sources; `--check` writes nothing and fails where a
 * file would change.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { lockfileSchema } from "../src/lockfile/schema.ts";
import { checkSchema } from "../src/report/schemas/check.ts";
import { eventSchema } from "../src/report/schemas/events.ts";
import { planSchema } from "../src/report/schemas/plan.ts";
import { statusSchema } from "../src/report/schemas/status.ts";
import { storyboardJsonSchema } from "./storyboard-json-schema.ts";

/** File name to what it holds. A new schema is a new line here. */
const schemas: Readonly<Record<string, () => unknown>> = {
  "storyboard.schema.json": storyboardJsonSchema,
  "lockfile.schema.json": () => z.toJSONSchema(lockfileSchema),
  "check.schema.json": () => z.toJSONSchema(checkSchema),
  "plan.schema.json": () => z.toJSONSchema(planSchema),
  "status.schema.json": () => z.toJSONSchema(statusSchema),
  "events.schema.json": () => z.toJSONSchema(eventSchema),
};

const folder = join(import.meta.dirname, "..", "specs", "schemas");
const check = process.argv.includes("--check");
const stale: string[] = [];

for (const [name, generate] of Object.entries(schemas)) {
  const text = `${JSON.stringify(generate(), null, 2)}\n`;
  const file = join(folder, name);
  if (text === currentText(file)) continue;
  stale.push(name);
  if (!check) writeFileSync(file, text);
}

if (stale.length === 0) console.log("specs/schemas is up to date");
else if (!check) console.log(`written: ${stale.join(", ")}`);
else {
  console.error(`specs/schemas is out of date (${stale.join(", ")}): run npm run schemas`);
  process.exitCode = 1;
}

function currentText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
