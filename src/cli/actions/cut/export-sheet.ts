import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { writeFailure } from "../../../base/files/file-errors.ts";
import { readAuthoredFilm } from "../../../manifest/authored-film.ts";
import { countText } from "../../../report/text/text.ts";
import { sheetOf } from "../../../spreadsheet/write-sheet.ts";
import type { CliContext } from "../../context.ts";
import type { CutFlags } from "../../flags/command-flags.ts";
import { openCut } from "../../open-cut.ts";
import { refuse, refuseCommandLine } from "../../problems.ts";
import { printJson } from "../../terminal.ts";

/** `dailies export FILE --format csv`: the shots that are named, or all of them with those that are skipped. */
export async function exportSheet(context: CliContext, flags: CutFlags, file: string): Promise<void> {
  if (flags.json === true && flags.out === undefined) {
    const message = "--json needs --out FILE: without it the sheet itself goes to standard output";
    return refuseCommandLine(context, message, flags);
  }
  const opened = await openCut(context, file, flags, { ending: "csv", endings: [] });
  if (opened === undefined) return;
  const { film, items, out } = opened;
  const { source } = film.storyboard;
  const authored = await readAuthoredFilm(file, { source });
  if (!authored.ok) {
    const message = `${file} is not valid`;
    return refuse(context, { reason: "storyboard_invalid", message, diagnostics: authored.error }, flags);
  }
  const { shots, files } = authored.value;
  const isSelective = [flags.only, flags.except, flags.tag, flags.since].some((flag) => flag !== undefined);
  const named = new Set(items.map(({ id }) => id));
  const selected = isSelective ? shots.filter(({ id }) => named.has(id)) : shots;
  const sheet = sheetOf({ ...authored.value, shots: selected });
  if (flags.out === undefined) {
    context.process.stdout.write(sheet);
    return;
  }
  if (files.some((one) => resolve(context.cwd, one.source.path) === out.path)) {
    return refuseCommandLine(
      context,
      `--out ${out.shown} is a part of the storyboard: it would be lost`,
      flags,
    );
  }
  try {
    await writeFile(out.path, sheet);
  } catch (error) {
    const { message } = writeFailure(out.shown, error);
    return refuse(context, { reason: "output_unwritable", message }, flags);
  }
  if (flags.json === true) {
    printJson(context, { file: out.shown, format: "csv", shots: selected.map(({ id }) => ({ id })) });
  } else context.process.stdout.write(`${out.shown}: ${countText(selected.length, "shot")}\n`);
}
