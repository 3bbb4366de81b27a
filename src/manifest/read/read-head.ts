import { isObject, type JsonObject } from "../../base/json.ts";
import { success } from "../../base/result.ts";
import type { Finding } from "../../contracts/finding.ts";
import type { SourceFile } from "../../diagnostics/diagnostic.ts";
import type { Prices } from "../prices.ts";
import type { Reporter } from "../reporter.ts";
import { defaultOutput, outputFolder } from "./output-folder.ts";
import { priceConflicts, toPrices } from "./read-prices.ts";
import type { StoryboardTree } from "./read-storyboard.ts";
import { schemaFindings } from "./schema-problems.ts";
import { storyboardSchema } from "./storyboard-schema.ts";

/** The storyboard's settings. */
export interface Head {
  readonly title?: string | undefined;
  readonly output: string;
  readonly prices?: Prices;
}

const idInDefaults: Finding = {
  problem: { kind: "id_in_defaults" },
  path: ["defaults", "id"],
  at: "key",
};

const headKeys = [...Object.keys(storyboardSchema.shape), "shots"];

/** `undefined` where this release can say nothing more about the file. */
export function readHead(tree: StoryboardTree, source: SourceFile, reporter: Reporter): Head | undefined {
  const { head } = tree;
  if (head.value === null) {
    reporter.add({ kind: "storyboard_empty" }, { source, range: { start: 0, end: 0 } });
    return undefined;
  }
  if (!isObject(head.value)) {
    reporter.add({ kind: "storyboard_not_mapping" }, head.locate([], "value"));
    return undefined;
  }
  if (!versionSupported(head.value)) {
    reporter.add({ kind: "version_unsupported" }, head.locate(["version"], "value"));
    return undefined;
  }
  checkShots(tree, source, reporter);
  const { shots: _checkedAbove, ...settings } = head.value;
  const parsed = storyboardSchema.safeParse(settings);
  const findings = parsed.success ? [] : schemaFindings(parsed.error, settings, headKeys);
  if (isObject(settings.defaults) && Object.hasOwn(settings.defaults, "id")) findings.push(idInDefaults);
  const prices = parsed.data?.prices ?? undefined;
  const typed = prices === undefined ? undefined : toPrices(prices);
  if (typed !== undefined) findings.push(...priceConflicts(typed, ["prices"]));
  for (const { problem, path, at } of findings) reporter.add(problem, head.locate(path, at));
  // Looked at apart from the rest, so that a mistake elsewhere does not hide one here.
  const output = typeof settings.output === "string" ? outputFolder(settings.output) : success(defaultOutput);
  if (!output.ok) {
    reporter.add({ kind: "output_invalid", why: output.error }, head.locate(["output"], "value"));
  }
  return {
    title: parsed.data?.title,
    output: output.ok ? output.value : defaultOutput,
    ...(typed !== undefined && { prices: typed }),
  };
}

/** A version that is not a number is a wrong type, not a version of the future. */
function versionSupported(head: JsonObject): boolean {
  const version = Object.hasOwn(head, "version") ? head.version : undefined;
  return typeof version !== "number" || version === 1;
}

function checkShots({ head, shots }: StoryboardTree, source: SourceFile, reporter: Reporter): void {
  if (shots !== undefined && shots.length > 0) return;
  const written = isObject(head.value) && Object.hasOwn(head.value, "shots") ? head.value.shots : undefined;
  if (shots === undefined && written !== undefined && written !== null) {
    reporter.add({ kind: "shots_not_list" }, head.locate(["shots"], "value"));
    return;
  }
  const isThere = shots !== undefined || written === null;
  const firstLine = { source, range: { start: 0, end: Math.max(0, source.text.search(/\r?\n|$/)) } };
  reporter.add({ kind: "shots_empty" }, isThere ? head.locate(["shots"], "key") : firstLine);
}
