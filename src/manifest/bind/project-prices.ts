import * as z from "zod";
import { failure, type Result, success } from "../../base/result.ts";
import type { Diagnostic, SourceFile } from "../../diagnostics/diagnostic.ts";
import type { ContractLibrary } from "../catalogue/contract-library.ts";
import type { Prices } from "../prices.ts";
import { priceConflicts, toPrices } from "../read/read-prices.ts";
import { schemaFindings } from "../read/schema-problems.ts";
import { pricesSchema } from "../read/storyboard-schema.ts";
import { parseYaml } from "../read/yaml/parse-yaml.ts";
import { Reporter } from "../reporter.ts";
import { unknownPrices } from "./unknown-prices.ts";

/** For now, prices are all that a project file holds. */
const projectSchema = z.strictObject({ prices: z.union([pricesSchema, z.null()]).optional() });

export interface ProjectPrices {
  /** `undefined` where there are none. */
  readonly prices?: Prices;
  readonly warnings: readonly Diagnostic[];
}

const noPrices: ProjectPrices = { warnings: [] };

/** The prices in a project file, if it has any. */
export function projectPrices(
  source: SourceFile | undefined,
  library: ContractLibrary,
): Result<ProjectPrices, readonly Diagnostic[]> {
  if (source === undefined) return success(noPrices);
  const reporter = new Reporter();
  const { tree, problems } = parseYaml(source);
  for (const { problem, place, labels = [] } of problems) reporter.add(problem, place, { labels });
  if (reporter.failed) return failure(reporter.all());
  if (tree.value === null) return success(noPrices);
  const parsed = projectSchema.safeParse(tree.value);
  const findings = parsed.success
    ? []
    : schemaFindings(parsed.error, tree.value, Object.keys(projectSchema.shape));
  const prices = parsed.data?.prices;
  const typed = prices === undefined || prices === null ? undefined : toPrices(prices);
  if (typed !== undefined) findings.push(...priceConflicts(typed, ["prices"]));
  for (const { problem, path, at } of findings) reporter.add(problem, tree.locate(path, at));
  if (reporter.failed) return failure(reporter.all());
  if (typed === undefined) return success(noPrices);
  for (const { problem, path, at } of unknownPrices(typed, { library, prefix: ["prices"] }))
    reporter.add(problem, tree.locate(path, at), { severity: "warning" });
  return success({ prices: typed, warnings: reporter.all() });
}
