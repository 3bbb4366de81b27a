import { sumOfSpent } from "../../../../film/several/sum-of-spent.ts";
import type { FilmStatus } from "../../../../film/status/shot-status.ts";
import { statusJson } from "../../../../report/status/status-json.ts";
import { statusesText } from "../../../../report/status/statuses-text.ts";
import type { CliContext } from "../../../context.ts";
import type { StatusFlags } from "../../../flags/command-flags.ts";
import { openSeveral } from "../../../open.ts";
import { refuse } from "../../../problems.ts";
import { paletteFor, printJson } from "../../../terminal.ts";
import { filmRefusal } from "../../../words/film-refusals.ts";

/** `status` of several storyboards, and the sum of them. */
export async function statusOfSeveral(
  context: CliContext,
  flags: StatusFlags,
  files: readonly string[],
): Promise<void> {
  const isRehearsal = flags.rehearsal === true;
  const opened = await openSeveral(context, files, flags, { purpose: "look", isRehearsal });
  if (!opened.ok) return;
  const parts: { file: string; status: FilmStatus; shown: string; beside: string }[] = [];
  for (const { film, isNamed } of opened.value) {
    const { file, output } = film;
    const seen = await film.status(isNamed);
    if (!seen.ok) return refuse(context, filmRefusal(seen.error, file), flags);
    parts.push({ file, status: seen.value, shown: output.shown, beside: output.beside });
  }
  const spent = sumOfSpent(parts.map(({ status }) => status));
  if (flags.json === true) {
    const filesJson = parts.map(({ file, status, beside }) => ({ file, ...statusJson(status, beside) }));
    printJson(context, { files: filesJson, spent });
    return;
  }
  const palette = paletteFor(context, "stdout", flags);
  const films = parts.map(({ file, status, shown }) => ({ file, status, output: shown }));
  context.process.stdout.write(statusesText(films, { spent, palette, all: flags.all === true }));
}
