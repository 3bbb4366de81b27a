import { isObject, type JsonObject } from "../../base/json.ts";
import { success } from "../../base/result.ts";
import type { SourceFile } from "../../diagnostics/diagnostic.ts";
import type { Prices } from "../prices.ts";
import type { Reporter } from "../reporter.ts";
import { checkFilm, idInDefaults } from "./check-film.ts";
import { defaultOutput, outputFolder } from "./output-folder.ts";
import type { FilmTree } from "./read-film.ts";
import { priceConflicts, toPrices } from "./read-prices.ts";
import { schemaFindings } from "./schema-problems.ts";
import { storyboardSchema } from "./storyboard-schema.ts";

/** The storyboard's settings. */
export interface Head {
  readonly title?: string | undefined;
  readonly output: string;
  readonly prices?: Prices;
}

const headKeys = [...Object.keys(storyboardSchema.shape), "shots", "scenes"];

/** `undefined` where this release can say nothing more about the file. */
export function readHead(film: FilmTree, source: SourceFile, reporter: Reporter): Head | undefined {
  const { head } = film.main;
  if (head.value === null) {
    reporter.add({ kind: "storyboard_empty" }, { source, range: { start: 0, end: 0 } });
    return undefined;
  }
  if (!isObject(head.value)) {
    const text = typeof head.value === "string" ? { text: head.value } : {};
    reporter.add({ kind: "storyboard_not_mapping", ...text }, head.locate([], "value"));
    return undefined;
  }
  if (!versionSupported(head.value)) {
    reporter.add({ kind: "version_unsupported" }, head.locate(["version"], "value"));
    return undefined;
  }
  checkFilm(film, reporter);
  const { shots: _shots, scenes: _scenes, ...settings } = head.value;
  const parsed = storyboardSchema.safeParse(settings);
  const findings = parsed.success ? [] : schemaFindings(parsed.error, settings, headKeys);
  findings.push(...idInDefaults(settings));
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
