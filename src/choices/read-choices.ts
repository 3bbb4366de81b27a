import { join, parse } from "node:path";
import { failure, type Result, success } from "../base/result.ts";
import type { Diagnostic, SourceFile } from "../diagnostics/diagnostic.ts";
import { readSource } from "../manifest/read/read-source.ts";
import { schemaFindings } from "../manifest/read/schema-problems.ts";
import { parseYaml } from "../manifest/read/yaml/parse-yaml.ts";
import { Reporter } from "../manifest/reporter.ts";
import { type Choices, noChoices, type ShotChoice } from "./choices.ts";
import { type ChoicesFile, choicesSchema } from "./choices-schema.ts";

/** `film/city.yaml` -> `film/city.picks.yaml` */
export function choicesFile(storyboard: string): string {
  const { dir, name } = parse(storyboard);
  return join(dir, `${name}.picks.yaml`);
}

/** What is in the choices file. */
export interface StoredChoices {
  readonly choices: Choices;
  /** The file; `undefined` where there is none. */
  readonly source?: SourceFile;
}

/** Reads the choices beside a storyboard. Without a file, nothing was decided. */
export function readChoices(storyboard: string): Result<StoredChoices, readonly Diagnostic[]> {
  const source = readSource(choicesFile(storyboard));
  if (!source.ok) {
    return source.error.code === "file_not_found" ? success({ choices: noChoices }) : failure([source.error]);
  }
  const choices = parseChoices(source.value);
  return choices.ok ? success({ choices: choices.value, source: source.value }) : choices;
}

/** The text of a choices file; an empty one decides nothing. */
export function parseChoices(source: SourceFile): Result<Choices, readonly Diagnostic[]> {
  const { tree, problems } = parseYaml(source);
  const reporter = new Reporter();
  for (const { problem, place, labels = [] } of problems) reporter.add(problem, place, { labels });
  if (reporter.failed) return failure(reporter.all());
  if (tree.value === null) return success(noChoices);
  const parsed = choicesSchema.safeParse(tree.value);
  if (parsed.success) return success(toChoices(parsed.data));
  for (const { problem, path, at } of schemaFindings(parsed.error, tree.value, knownKeys)) {
    reporter.add(problem, tree.locate(path, at));
  }
  return failure(reporter.all());
}

const knownKeys = ["version", "shots", "take", "clip", "rejected", "accepted", "by", "note"];

function toChoices({ shots }: ChoicesFile): Choices {
  return new Map(
    Object.entries(shots ?? {}).map(([id, { take, clip, rejected = [], accepted = [], by, note }]) => {
      const choice: ShotChoice = {
        ...(take === undefined || clip === undefined ? {} : { chosen: { take, clip } }),
        rejected,
        accepted,
        ...(by === undefined ? {} : { by }),
        ...(note === undefined ? {} : { note }),
      };
      return [id, choice];
    }),
  );
}
