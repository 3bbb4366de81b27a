import { statusJson } from "../../../report/status/status-json.ts";
import { statusText } from "../../../report/status/status-text.ts";
import type { CliContext } from "../../context.ts";
import type { StatusFlags } from "../../flags/command-flags.ts";
import { givenStoryboards } from "../../flags/given-storyboards.ts";
import { open } from "../../open.ts";
import { refuse } from "../../problems.ts";
import { paletteFor, printJson } from "../../terminal.ts";
import { filmRefusal } from "../../words/film-refusals.ts";

/** `dailies status FILE...`: every shot's state; no network. */
export async function status(this: CliContext, flags: StatusFlags, ...given: string[]): Promise<void> {
  const files = givenStoryboards(given);
  const [file = "", ...others] = files;
  if (others.length > 0) {
    const { statusOfSeveral } = await import("./several/status-of-several.ts");
    return await statusOfSeveral(this, flags, files);
  }
  const opened = await open(this, file, flags, {
    purpose: "look",
    isRehearsal: flags.rehearsal === true,
  });
  if (!opened.ok) return;
  const { film, isNamed } = opened.value;
  const seen = await film.status(isNamed);
  if (!seen.ok) {
    refuse(this, filmRefusal(seen.error, file), flags);
    return;
  }
  const { output } = film;
  if (flags.json === true) printJson(this, statusJson(seen.value, output.beside));
  else {
    const palette = paletteFor(this, "stdout", flags);
    const { now } = seen.value;
    const all = flags.all === true;
    this.process.stdout.write(statusText(seen.value, { file, output: output.shown, palette, now, all }));
  }
}
