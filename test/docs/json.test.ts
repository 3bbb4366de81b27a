import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { assembleSchema } from "../../src/report/schemas/assemble.ts";
import { checkSchema } from "../../src/report/schemas/check.ts";
import { costSchema, costsSchema, pricesSchema } from "../../src/report/schemas/cost.ts";
import { eventSchema } from "../../src/report/schemas/events.ts";
import { explainSchema } from "../../src/report/schemas/explain.ts";
import { exportSchema } from "../../src/report/schemas/export.ts";
import { initSchema } from "../../src/report/schemas/init.ts";
import { inspectSchema } from "../../src/report/schemas/inspect.ts";
import { modelsSchema } from "../../src/report/schemas/models.ts";
import { planSchema } from "../../src/report/schemas/plan.ts";
import { mistakeSchema, refusalSchema } from "../../src/report/schemas/refusal.ts";
import { reportSchema } from "../../src/report/schemas/report.ts";
import { sheetSchema } from "../../src/report/schemas/sheet.ts";
import { statusSchema } from "../../src/report/schemas/status.ts";

const page = readFileSync(new URL("../../docs/json.md", import.meta.url), "utf8");
const schemas = {
  check: checkSchema,
  plan: planSchema,
  status: statusSchema,
  explain: explainSchema,
  assemble: assembleSchema,
  sheet: sheetSchema,
  export: exportSchema,
  inspect: inspectSchema,
  cost: costSchema,
  costs: costsSchema,
  prices: pricesSchema,
  report: reportSchema,
  models: modelsSchema,
  init: initSchema,
  events: eventSchema.array(),
  refusal: refusalSchema,
  mistake: mistakeSchema,
};

test.each(Object.entries(schemas))(
  "the example of %s in docs/json.md is what its schema takes",
  (name, schema) => {
    const text = new RegExp(`<!-- schema: ${name} -->\n\`\`\`json\n(.*?)\`\`\``, "s").exec(page)?.[1] ?? "";
    const example: unknown =
      name === "events"
        ? text
            .trim()
            .split("\n")
            .map((line): unknown => JSON.parse(line))
        : JSON.parse(text);
    // What a schema does not know it drops, so that a forgotten key would show.
    expect(schema.parse(example)).toEqual(example);
  },
);

test("docs/json.md tells of every type of event", () => {
  const types = eventSchema.options.map(({ shape }) => shape.type.value);
  expect(types.length).toBeGreaterThan(10);
  for (const type of types) expect(page).toContain(`\`${type}\``);
});

test("docs/json.md tells of every reason in a plan", () => {
  const { action, reason } = planSchema.shape.jobs.element.shape;
  for (const word of [...action.options, ...reason.options]) expect(page).toContain(`\`${word}\``);
});
