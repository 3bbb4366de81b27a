import { writeFile } from "node:fs/promises";
import { parse } from "node:path";
import { writeFailure } from "../../../base/files/file-errors.ts";
import type { TimelineFormat } from "../../../cut/timeline/format-names.ts";
import { timelineText } from "../../../cut/timeline/formats.ts";
import { timelineOf } from "../../../cut/timeline/timeline.ts";
import { exportJson } from "../../../report/cut/export-json.ts";
import { countText } from "../../../report/text/text.ts";
import type { CliContext } from "../../context.ts";
import type { ExportFlags } from "../../flags/command-flags.ts";
import { openCut } from "../../open-cut.ts";
import { refuse, refuseCommandLine } from "../../problems.ts";
import { printJson } from "../../terminal.ts";
import { cutRefusal } from "../../words/cut-refusals.ts";
import { exportSheet } from "./export-sheet.ts";

/** `dailies export FILE --format F` */
export async function exportFilm(this: CliContext, flags: ExportFlags, file: string): Promise<void> {
  const { format } = flags;
  if (format === "csv") return await exportSheet(this, flags, file);
  await exportTimeline(this, { ...flags, format }, file);
}

/** A timeline for an editing program. */
async function exportTimeline(
  context: CliContext,
  flags: ExportFlags & { readonly format: TimelineFormat },
  file: string,
): Promise<void> {
  const { format } = flags;
  if (flags.json === true && flags.out === undefined) {
    const message = "--json needs --out FILE: without it the timeline itself goes to standard output";
    return refuseCommandLine(context, message, flags);
  }
  const opened = await openCut(context, file, flags, { ending: format, endings: [] });
  if (opened === undefined) return;
  const { film, items, out } = opened;
  const made = await timelineOf(film.storyboard.title ?? parse(file).name, items);
  if (!made.ok) return refuse(context, cutRefusal(made.error), flags);
  const text = timelineText(made.value, format);
  if (flags.out === undefined) {
    context.process.stdout.write(text);
    return;
  }
  try {
    await writeFile(out.path, text);
  } catch (error) {
    const { message } = writeFailure(out.shown, error);
    return refuse(context, cutRefusal({ kind: "output_unwritable", message }), flags);
  }
  if (flags.json === true) printJson(context, exportJson(made.value, { file: out.shown, format }));
  else context.process.stdout.write(`${out.shown}: ${countText(items.length, "shot")}\n`);
}
