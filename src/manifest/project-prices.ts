import { basename, dirname, join } from "node:path";
import * as z from "zod";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { failure, type Result, success } from "../diagnostics/result.ts";
import { parseYaml } from "./parse-yaml.ts";
import type { Prices } from "./prices.ts";
import { priceConflicts, toPrices } from "./read-prices.ts";
import { readSource } from "./read-source.ts";
import { Reporter } from "./reporter.ts";
import { schemaFindings } from "./schema-problems.ts";
import { pricesSchema } from "./storyboard-schema.ts";

/** The file beside a storyboard that holds what all storyboards of the folder share: for now, prices. */
const projectFileName = "dailies.yaml";

const projectSchema = z.strictObject({ prices: z.union([pricesSchema, z.null()]).optional() });

/** The prices of the project file beside a storyboard; `undefined` where there is no such file, or none in it. */
export async function loadProjectPrices(
  storyboard: string,
): Promise<Result<Prices | undefined, readonly Diagnostic[]>> {
  // A storyboard may itself bear the name; then the folder has no project file.
  if (basename(storyboard) === projectFileName) return success(undefined);
  const source = await readSource(join(dirname(storyboard), projectFileName));
  if (!source.ok)
    return source.error.code === "file_not_found" ? success(undefined) : failure([source.error]);
  const reporter = new Reporter(source.value);
  const { tree, problems } = parseYaml(source.value.text);
  for (const problem of problems) reporter.add(problem);
  if (reporter.failed) return failure(reporter.all());
  if (tree.value === null) return success(undefined);
  const parsed = projectSchema.safeParse(tree.value);
  const findings = parsed.success
    ? []
    : schemaFindings(parsed.error, tree.value, Object.keys(projectSchema.shape));
  const prices = parsed.data?.prices;
  const typed = prices === undefined || prices === null ? undefined : toPrices(prices);
  if (typed !== undefined) findings.push(...priceConflicts(typed, ["prices"]));
  for (const finding of findings) reporter.finding(finding, tree.locate(finding.path, finding.at));
  return reporter.failed ? failure(reporter.all()) : success(typed);
}
