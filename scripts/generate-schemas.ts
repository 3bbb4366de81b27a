/**
 * Writes specs/schemas/*.json from the schemas and contracts in the sources, docs/models.md, and the table of codes in
 * docs/storyboard.md; `--check` writes nothing and fails where a file would change.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import * as z from "zod";
import { choicesSchema } from "../src/choices/choices-schema.ts";
import { schemaText } from "../src/editor/schema-text.ts";
import { storyboardJsonSchema } from "../src/editor/storyboard-json-schema.ts";
import { lockfileSchema } from "../src/lockfile/schema.ts";
import { openPackagedContracts } from "../src/manifest/catalogue/packaged-contracts.ts";
import { assembleSchema } from "../src/report/schemas/assemble.ts";
import { checkSchema } from "../src/report/schemas/check.ts";
import { costSchema, costsSchema, pricesSchema } from "../src/report/schemas/cost.ts";
import { eventSchema, finishedRunSchema } from "../src/report/schemas/events.ts";
import { explainSchema } from "../src/report/schemas/explain.ts";
import { exportSchema } from "../src/report/schemas/export.ts";
import { initSchema } from "../src/report/schemas/init.ts";
import { inspectSchema } from "../src/report/schemas/inspect.ts";
import { modelsSchema } from "../src/report/schemas/models.ts";
import { planSchema, plansSchema } from "../src/report/schemas/plan.ts";
import { mistakeSchema, refusalSchema } from "../src/report/schemas/refusal.ts";
import { reportSchema } from "../src/report/schemas/report.ts";
import { sheetSchema } from "../src/report/schemas/sheet.ts";
import { statusesSchema, statusSchema } from "../src/report/schemas/status.ts";
import { withDiagnosticCodes } from "./diagnostic-codes.ts";
import { modelsPage } from "./models-page.ts";

const root = join(import.meta.dirname, "..");
const guide = join(root, "docs", "storyboard.md");

const library = await openPackagedContracts();
const broken = library.broken();
if (broken.length > 0) throw new Error(broken.map(({ message }) => message).join("\n"));

/** File name to what it holds. A new schema is a new line here. */
const schemas: Readonly<Record<string, () => unknown>> = {
  "storyboard.schema.json": () => storyboardJsonSchema(library),
  "lockfile.schema.json": () => z.toJSONSchema(lockfileSchema),
  "picks.schema.json": () => z.toJSONSchema(choicesSchema, { io: "input" }),
  "check.schema.json": () => z.toJSONSchema(checkSchema),
  "plan.schema.json": () => z.toJSONSchema(planSchema),
  "plans.schema.json": () => z.toJSONSchema(plansSchema),
  "explain.schema.json": () => z.toJSONSchema(explainSchema),
  "refusal.schema.json": () => z.toJSONSchema(refusalSchema),
  "mistake.schema.json": () => z.toJSONSchema(mistakeSchema),
  "status.schema.json": () => z.toJSONSchema(statusSchema),
  "statuses.schema.json": () => z.toJSONSchema(statusesSchema),
  "assemble.schema.json": () => z.toJSONSchema(assembleSchema),
  "export.schema.json": () => z.toJSONSchema(exportSchema),
  "sheet.schema.json": () => z.toJSONSchema(sheetSchema),
  "cost.schema.json": () => z.toJSONSchema(costSchema),
  "costs.schema.json": () => z.toJSONSchema(costsSchema),
  "prices.schema.json": () => z.toJSONSchema(pricesSchema),
  "report.schema.json": () => z.toJSONSchema(reportSchema),
  "inspect.schema.json": () => z.toJSONSchema(inspectSchema),
  "models.schema.json": () => z.toJSONSchema(modelsSchema),
  "init.schema.json": () => z.toJSONSchema(initSchema),
  "events.schema.json": () => z.toJSONSchema(eventSchema),
  "finish.schema.json": () => z.toJSONSchema(finishedRunSchema),
};

const generated: (readonly [file: string, text: string])[] = [
  ...Object.entries(schemas).map(
    ([name, generate]) => [join(root, "specs", "schemas", name), schemaText(generate())] as const,
  ),
  [guide, withDiagnosticCodes(currentText(guide) ?? "")],
  [join(root, "docs", "models.md"), modelsPage()],
];

const check = process.argv.includes("--check");
const stale = generated.filter(([file, text]) => text !== currentText(file));
const names = stale.map(([file]) => relative(root, file)).join(", ");

if (stale.length === 0) console.log("all generated files are up to date");
else if (check) {
  console.error(`out of date: ${names}; run npm run schemas`);
  process.exitCode = 1;
} else {
  for (const [file, text] of stale) writeFileSync(file, text);
  console.log(`written: ${names}`);
}

function currentText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
