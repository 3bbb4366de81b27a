import { rename, rm, writeFile } from "node:fs/promises";
import { type Document, isMap, isScalar, parseDocument, type YAMLMap } from "yaml";
import { compareTexts } from "../base/compare-texts.ts";
import { type WriteFailure, writeFailure } from "../base/file-errors.ts";
import { failure, type Result, success } from "../base/result.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ShotChoice } from "./choices.ts";
import { choicesFile, readChoices } from "./read-choices.ts";

/** Shots, and what is decided about each, from what was decided before. */
export type ChoiceEdits = ReadonlyMap<string, (before: ShotChoice | undefined) => ShotChoice>;

export type ChoicesNotWritten =
  | { readonly kind: "choices_invalid"; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: "choices_unwritable"; readonly failure: WriteFailure };

/** Changes what is decided about some shots. Comments, and what is said of other shots, stay as they are. */
export async function editChoices(
  storyboard: string,
  edits: ChoiceEdits,
): Promise<Result<void, ChoicesNotWritten>> {
  const stored = readChoices(storyboard);
  if (!stored.ok) return failure({ kind: "choices_invalid", diagnostics: stored.error });
  const { choices, source } = stored.value;
  const after = new Map([...edits].map(([id, edit]) => [id, edit(choices.get(id))]));
  return await write(storyboard, withChoices(source?.text ?? "", after));
}

/** Brings choices to the ids that shots have now. Writes nothing where there are none of the old ids. */
export async function renameChoices(
  storyboard: string,
  renames: readonly { readonly from: string; readonly to: string }[],
): Promise<Result<void, ChoicesNotWritten>> {
  const stored = readChoices(storyboard);
  if (!stored.ok) return failure({ kind: "choices_invalid", diagnostics: stored.error });
  const { choices, source } = stored.value;
  const moved = renames.filter(({ from, to }) => choices.has(from) && !choices.has(to));
  if (source === undefined || moved.length === 0) return success(undefined);
  const document = parseDocument(source.text);
  const shots = shotsOf(document);
  for (const { from, to } of moved) {
    const pair = shots.items.find(({ key }) => isScalar(key) && key.value === from);
    if (pair !== undefined && isScalar(pair.key)) pair.key.value = to;
  }
  return await write(storyboard, document.toString(layout));
}

async function write(storyboard: string, text: string): Promise<Result<void, ChoicesNotWritten>> {
  const file = choicesFile(storyboard);
  const temporary = `${file}.tmp`;
  try {
    await rm(temporary, { force: true });
    await writeFile(temporary, text, { flag: "wx" });
    await rename(temporary, file);
    return success(undefined);
  } catch (error) {
    return failure({ kind: "choices_unwritable", failure: writeFailure(file, error) });
  }
}

/** Lines are as long as they are: a note that is wrapped anew is a change that nobody made. */
const layout = { lineWidth: 0, flowCollectionPadding: true } as const;

/** The text of a choices file with other choices of some shots. The text must be a valid one, or empty. */
export function withChoices(text: string, choices: ReadonlyMap<string, ShotChoice>): string {
  const document = parseDocument(
    text === "" || parseDocument(text).contents === null ? `${text}version: 1\n` : text,
  );
  const shots = shotsOf(document);
  for (const [id, choice] of choices) put(document, shots, id, choice);
  return document.toString(layout);
}

function shotsOf(document: Document): YAMLMap {
  const shots = document.get("shots", true);
  if (isMap(shots)) return shots;
  document.set("shots", document.createNode({}));
  const made = document.get("shots", true);
  if (!isMap(made)) throw new Error("a mapping was just made");
  return made;
}

/** In its place, where it was; among its neighbours by id, where it is new. */
function put(document: Document, shots: YAMLMap, id: string, choice: ShotChoice): void {
  const value = document.createNode(written(choice), { flow: true });
  // An empty mapping is written in braces, and what is put into it would be, too.
  shots.flow = false;
  if (shots.has(id)) {
    shots.set(id, value);
    return;
  }
  const pair = document.createPair(id, value);
  const at = shots.items.findIndex(({ key }) => compareTexts(isScalar(key) ? String(key.value) : "", id) > 0);
  shots.items.splice(at === -1 ? shots.items.length : at, 0, pair);
}

function written({ chosen, rejected, accepted, by, note }: ShotChoice): Record<string, unknown> {
  return {
    ...chosen,
    ...(rejected.length === 0 ? {} : { rejected }),
    ...(accepted.length === 0 ? {} : { accepted }),
    ...(by === undefined ? {} : { by }),
    ...(note === undefined ? {} : { note }),
  };
}
