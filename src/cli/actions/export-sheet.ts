import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { writeFailure } from "../../base/file-errors.ts";
import { readAuthoredFilm } from "../../manifest/authored-film.ts";
import { sheetOf } from "../../spreadsheet/write-sheet.ts";
import type { CliContext } from "../context.ts";
import type { OutputFlags } from "../flags/flags.ts";
import { open } from "../open.ts";
import { refuse } from "../problems.ts";

/** The shot list as it is written, for a spreadsheet. */
export async function exportSheet(
  context: CliContext,
  flags: OutputFlags & { readonly out?: string },
  file: string,
): Promise<void> {
  const opened = await open(context, file, flags, { purpose: "look" });
  if (!opened.ok) return;
  const { source } = opened.value.film.storyboard;
  const film = await readAuthoredFilm(file, { source });
  if (!film.ok) {
    const message = `${file} is not valid`;
    return refuse(context, { reason: "storyboard_invalid", message, diagnostics: film.error }, flags);
  }
  const sheet = sheetOf(film.value);
  const { out } = flags;
  if (out === undefined) {
    context.process.stdout.write(sheet);
    return;
  }
  const target = resolve(context.cwd, out);
  if (film.value.files.some((one) => resolve(context.cwd, one.source.path) === target)) {
    return refuse(context, { reason: "output_invalid", message: `${out} is the storyboard itself` }, flags);
  }
  try {
    await writeFile(target, sheet);
  } catch (error) {
    refuse(context, { reason: "output_unwritable", message: writeFailure(out, error).message }, flags);
  }
}
