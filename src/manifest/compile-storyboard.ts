import { isObject, type JsonObject } from "../base/json.ts";
import { failure, type Result, success } from "../base/result.ts";
import type { Finding } from "../contracts/finding.ts";
import type { Diagnostic, SourceFile } from "../diagnostics/diagnostic.ts";
import { LineIndex } from "../diagnostics/line-index.ts";
import { JobBuilder } from "./build-jobs.ts";
import type { ContractLibrary } from "./contract-library.ts";
import { type InspectPicture, inspectPictures } from "./inspect-pictures.ts";
import type { Batch, Job } from "./job.ts";
import { defaultOutput, outputFolder } from "./output-folder.ts";
import type { Prices } from "./prices.ts";
import { priceConflicts, toPrices } from "./read-prices.ts";
import { readStoryboardTree, type StoryboardTree } from "./read-tree.ts";
import { released } from "./released.ts";
import { Reporter } from "./reporter.ts";
import { resolveShots } from "./resolve-shots.ts";
import { schemaFindings } from "./schema-problems.ts";
import { storyboardSchema } from "./storyboard-schema.ts";
import { unknownPrices } from "./unknown-prices.ts";

/** A storyboard without errors; what may still surprise is in `warnings`. */
export interface CompiledStoryboard extends Batch {
  readonly warnings: readonly Diagnostic[];
}

export interface CompileContext {
  /** Absolute path of the folder that local pictures are relative to. */
  readonly folder: string;
  readonly library: ContractLibrary;
  /** The only touch with the world: looks at a local picture. */
  readonly inspect: InspectPicture;
  /** In place of the storyboard's `output`: a folder relative to `folder`, with `/`. */
  readonly output?: string;
  /** Where the storyboard has no `prices`. */
  readonly prices?: Prices;
}

/**
 * Storyboard text to jobs, or every problem that it has, in the order of the file. Nothing is half valid: with one bad
 * shot there are no jobs.
 */
export async function compileStoryboard(
  source: SourceFile,
  context: CompileContext,
): Promise<Result<CompiledStoryboard, readonly Diagnostic[]>> {
  const reporter = new Reporter(source);
  const tree = readStoryboardTree(source.text);
  for (const problem of tree.problems) reporter.add(problem);
  // What follows a syntax error would be guessed at.
  if (tree.problems.some(({ code }) => code === "yaml_syntax" || code === "yaml_alias_bomb"))
    return failure(reporter.all());

  const head = readHead(tree, reporter, source);
  if (head === undefined) return failure(reporter.all());
  const { shots, pictures: uses } = resolveShots(tree, { library: context.library, reporter });
  const { folder, inspect } = context;
  const pictures = await inspectPictures(uses, { folder, inspect, reporter });
  if (reporter.failed) return failure(reporter.all());

  const builder = new JobBuilder(pictures, new LineIndex(source.text));
  const jobs: Job[] = [];
  for (const shot of released(shots)) jobs.push(...builder.jobs(shot));
  if (head.prices !== undefined) {
    for (const finding of unknownPrices(head.prices, { library: context.library, prefix: ["prices"] }))
      reporter.finding(finding, tree.head.locate(finding.path, finding.at), "warning");
  }
  const prices = head.prices ?? context.prices;
  return success({
    ...(head.title !== undefined && { title: head.title }),
    output: context.output ?? head.output,
    jobs,
    ...(prices !== undefined && { prices }),
    warnings: reporter.all(),
  });
}

interface Head {
  readonly title?: string | undefined;
  readonly output: string;
  readonly prices?: Prices;
}

const idInDefaults: Finding = {
  code: "key_unknown",
  message: "an `id` belongs to one shot, not under `defaults`",
  path: ["defaults", "id"],
  at: "key",
};

const headKeys = [...Object.keys(storyboardSchema.shape), "shots"];

/** The settings; `undefined` where the file is none that this release can say anything about. */
function readHead(tree: StoryboardTree, reporter: Reporter, source: SourceFile): Head | undefined {
  const { head } = tree;
  const empty = { code: "storyboard_empty", hint: "add at least one entry to `shots`" } as const;
  if (head.value === null) {
    reporter.add({ ...empty, message: "the storyboard is empty", range: { start: 0, end: 0 } });
    return undefined;
  }
  if (!isObject(head.value)) {
    const message = "a storyboard is a mapping with `version` and `shots`";
    reporter.add({ code: "type_wrong", message, range: head.locate([], "value") });
    return undefined;
  }
  if (!versionSupported(head.value)) {
    const message = "this release reads storyboards of version 1";
    reporter.add({ code: "version_unsupported", message, range: head.locate(["version"], "value") });
    return undefined;
  }
  checkShots(tree, head.value, reporter, source);
  const { shots: _checkedAbove, ...settings } = head.value;
  const parsed = storyboardSchema.safeParse(settings);
  const findings = parsed.success ? [] : schemaFindings(parsed.error, settings, headKeys);
  if (isObject(settings.defaults) && Object.hasOwn(settings.defaults, "id")) findings.push(idInDefaults);
  const prices = parsed.data?.prices ?? undefined;
  const typed = prices === undefined ? undefined : toPrices(prices);
  if (typed !== undefined) findings.push(...priceConflicts(typed, ["prices"]));
  for (const finding of findings) reporter.finding(finding, head.locate(finding.path, finding.at));
  // Looked at apart from the rest, so that a mistake elsewhere does not hide one here.
  const output = typeof settings.output === "string" ? outputFolder(settings.output) : success(defaultOutput);
  if (!output.ok) {
    reporter.add({ code: "output_invalid", message: output.error, range: head.locate(["output"], "value") });
  }
  return {
    title: parsed.data?.title,
    output: output.ok ? output.value : defaultOutput,
    ...(typed !== undefined && { prices: typed }),
  };
}

/** A version that is no number is a wrong type, not a version of the future. */
function versionSupported(head: JsonObject): boolean {
  const version = Object.hasOwn(head, "version") ? head.version : undefined;
  return typeof version !== "number" || version === 1;
}

function checkShots(tree: StoryboardTree, head: JsonObject, reporter: Reporter, source: SourceFile): void {
  const hint = "add at least one entry to `shots`";
  const { shotCount } = tree;
  if (shotCount !== undefined && shotCount > 0) return;
  const has = Object.hasOwn(head, "shots") || shotCount === 0;
  if (has && shotCount === undefined && head.shots !== null) {
    const range = tree.head.locate(["shots"], "value");
    reporter.add({
      code: "type_wrong",
      message: "`shots` is a list",
      hint: "start each shot with `- id:`",
      range,
    });
    return;
  }
  const range = has
    ? tree.head.locate(["shots"], "key")
    : { start: 0, end: Math.max(0, source.text.search(/\r?\n|$/)) };
  reporter.add({ code: "storyboard_empty", message: "there is no shot", hint, range });
}
