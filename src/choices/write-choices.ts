import { rename, rm, writeFile } from "node:fs/promises";
import { type WriteFailure, writeFailure } from "../base/files/file-errors.ts";
import { failure, type Result, success } from "../base/result.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { choicesToMove, type RenamedShot, type ShotChoice } from "./choices.ts";
import { withChoices, withShotsRenamed } from "./choices-text.ts";
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
  renames: readonly RenamedShot[],
): Promise<Result<void, ChoicesNotWritten>> {
  const stored = readChoices(storyboard);
  if (!stored.ok) return failure({ kind: "choices_invalid", diagnostics: stored.error });
  const { choices, source } = stored.value;
  const moved = choicesToMove(choices, renames);
  if (source === undefined || moved.length === 0) return success(undefined);
  return await write(storyboard, withShotsRenamed(source.text, moved));
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
