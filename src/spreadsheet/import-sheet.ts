import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { realpath, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { writeFailure } from "../base/files/file-errors.ts";
import { failure, type Result, success } from "../base/result.ts";
import { contractKeys } from "../contracts/request/build-request.ts";
import type { Diagnostic, SourceFile } from "../diagnostics/diagnostic.ts";
import { type AuthoredFilm, readAuthoredFilm } from "../manifest/authored-film.ts";
import type { InspectPicture } from "../manifest/bind/inspect-pictures.ts";
import type { ContractLibrary } from "../manifest/catalogue/contract-library.ts";
import { openContracts } from "../manifest/catalogue/project-contracts.ts";
import { compileStoryboard } from "../manifest/compile-storyboard.ts";
import { includesOf } from "../manifest/read/included-files.ts";
import type { ReadInclude } from "../manifest/read/read-film.ts";
import { shotKeys } from "../manifest/shot-keys.ts";
import { checkRows, problemsAt, type ReadSheet } from "./check-import.ts";
import { editStoryboard } from "./edit-storyboard.ts";
import { newStoryboard } from "./new-storyboard.ts";
import type { CellProblem, ImportProblem } from "./problem.ts";
import { readSheet, type Sheet } from "./read-sheet.ts";
import { readRows } from "./row-values.ts";

/** What an import has done. */
export interface Imported {
  /** Was the storyboard made by it? */
  readonly isNew: boolean;
  /** Ids of shots that the sheet added. */
  readonly added: readonly string[];
  /** Ids of shots, and `$name` of the bible, that it changed. */
  readonly changed: readonly string[];
  /** Ids of shots that the sheet does not have, and that stay. */
  readonly kept: readonly string[];
}

/**
 * Brings a sheet into a storyboard, or makes one of it. Either all of it is written or nothing: what would come of it is
 * checked, and read back, before. Pictures need not be there yet.
 */
export async function importSheet(content: Buffer, file: string): Promise<Result<Imported, ImportProblem>> {
  const library = await openContracts(file);
  const keys = keysOf(library);
  const sheet = readSheet(
    content,
    (key) => keys.has(key),
    () => keys,
  );
  if (!sheet.ok) return sheet;
  return existsSync(file)
    ? await intoStoryboard(sheet.value, file, library)
    : await asStoryboard(sheet.value, file, library);
}

/** What may be a column: every key of a shot that is a value of its own. */
function keysOf(library: ContractLibrary): ReadonlySet<string> {
  const parameters = library.all().flatMap((contract) => [...contractKeys(contract)]);
  const own = Object.keys(shotKeys).filter((key) => key !== "variants");
  return new Set([...own, "scene", "negative_prompt", ...parameters]);
}

async function asStoryboard(
  sheet: Sheet,
  file: string,
  library: ContractLibrary,
): Promise<Result<Imported, ImportProblem>> {
  const problems: CellProblem[] = [];
  const rows = readRows(sheet, { library, modelOf: () => undefined, problems });
  const text = newStoryboard(sheet, rows, problems);
  if (problems.length > 0) return failure({ kind: "cells", problems });
  const source: SourceFile = { path: file, text };
  const checked = await check(
    { file, source, library, readInclude: includesOf(file) },
    { sheet, rows, added: new Set() },
  );
  if (!checked.ok) return checked;
  const written = await writeTexts(new Map([[source, text]]));
  if (!written.ok) return written;
  return success({ isNew: true, added: rows.map(({ id }) => id), changed: [], kept: [] });
}

async function intoStoryboard(
  sheet: Sheet,
  file: string,
  library: ContractLibrary,
): Promise<Result<Imported, ImportProblem>> {
  const read = await readAuthoredFilm(file, { library });
  if (!read.ok) return failure({ kind: "storyboard_invalid", diagnostics: read.error });
  const film = read.value;
  const today = await compiles({ file, source: film.source, library, readInclude: includesOf(file) });
  if (!today.ok) return failure({ kind: "storyboard_invalid", diagnostics: today.error });
  const problems: CellProblem[] = [];
  const models = new Map(film.shots.map(({ id, model }) => [id, model]));
  // An id that is there is meant, whatever scene stands beside it.
  const shots = sheet.shots.map((row) => (models.has(row.writtenId) ? { ...row, id: row.writtenId } : row));
  const rows = readRows(
    { ...sheet, shots },
    {
      library,
      modelOf: ({ id }) => models.get(id) ?? film.shots[0]?.model,
      problems,
    },
  );
  const edited = editStoryboard(film, { sheet, rows }, problems);
  if (problems.length > 0) return failure({ kind: "cells", problems });
  const { texts, added, changed } = edited;
  const inSheet = new Set(rows.map(({ id }) => id));
  const kept = film.shots.filter(({ id }) => !inSheet.has(id)).map(({ id }) => id);
  const done = { isNew: false, added, changed, kept };
  if (texts.size === 0) return success(done);
  const source = { path: file, text: texts.get(film.source) ?? film.source.text };
  const checked = await check(
    { file, source, library, readInclude: withTexts(film, texts) },
    { sheet, rows, added: new Set(added) },
  );
  if (!checked.ok) return checked;
  const written = await writeTexts(texts);
  return written.ok ? success(done) : written;
}

/** The included files as they would be. */
function withTexts(film: AuthoredFilm, texts: ReadonlyMap<SourceFile, string>): ReadInclude {
  const byPath = new Map(
    film.files.flatMap(({ path, source }) => (path === undefined ? [] : [[path, source]])),
  );
  return (path) => {
    const source = byPath.get(path);
    if (source === undefined) return failure("is not there");
    return success({ path: source.path, text: texts.get(source) ?? source.text });
  };
}

interface Candidate {
  readonly file: string;
  readonly source: SourceFile;
  readonly library: ContractLibrary;
  readonly readInclude: ReadInclude;
}

/** Would the storyboard be valid, and say what the sheet says? */
async function check(candidate: Candidate, read: ReadSheet): Promise<Result<void, ImportProblem>> {
  const { file, source, library, readInclude } = candidate;
  const film = await readAuthoredFilm(file, { source, library, readInclude });
  if (!film.ok) return failure({ kind: "storyboard_invalid", diagnostics: film.error });
  const compiled = await compiles(candidate);
  if (!compiled.ok) {
    const { problems, others } = problemsAt(compiled.error, film.value, read);
    return others.length > 0 && problems.length === 0
      ? failure({ kind: "storyboard_invalid", diagnostics: others })
      : failure({ kind: "cells", problems });
  }
  const problems = checkRows(film.value, read);
  return problems.length > 0 ? failure({ kind: "cells", problems }) : success(undefined);
}

/** Pictures may come later; whether they are there is `check`'s to say. */
const notLookedAt: InspectPicture = async (file) =>
  success({ sha256: "0".repeat(64), bytes: 0, mimeType: "image/png", width: 1, height: 1, file });

async function compiles({
  file,
  source,
  library,
  readInclude,
}: Candidate): Promise<Result<void, readonly Diagnostic[]>> {
  const folder = dirname(resolve(file));
  const compiled = await compileStoryboard(source, { folder, library, inspect: notLookedAt, readInclude });
  return compiled.ok ? success(undefined) : compiled;
}

async function writeTexts(
  texts: ReadonlyMap<SourceFile, string>,
): Promise<Result<void, Extract<ImportProblem, { readonly kind: "storyboard_unwritable" }>>> {
  const temporary: { readonly from: string; readonly to: string }[] = [];
  try {
    for (const [{ path }, text] of texts) {
      // A link stays one: the file behind it is written.
      const to = existsSync(path) ? await realpath(path) : path;
      const from = join(dirname(to), `.${randomUUID()}.tmp`);
      temporary.push({ from, to });
      await writeFile(from, text, { flag: "wx" });
    }
    for (const { from, to } of temporary) await rename(from, to);
    return success(undefined);
  } catch (error) {
    for (const { from } of temporary) await rm(from, { force: true });
    const [first] = temporary;
    const { message } = writeFailure(first?.to ?? "the storyboard", error);
    return failure({ kind: "storyboard_unwritable", message });
  }
}
