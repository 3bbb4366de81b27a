import { inspectFilm } from "../../../film/status/inspect.ts";
import { loadClipEye } from "../../../media/look/clip-eye.ts";
import { inspectionJson, inspectionText } from "../../../report/inspection.ts";
import type { CliContext } from "../../context.ts";
import type { InspectFlags } from "../../flags/command-flags.ts";
import { open } from "../../open.ts";
import { refuse } from "../../problems.ts";
import { isLive, paletteFor, printJson } from "../../terminal.ts";
import { pruneRefusal } from "../../words/choose-text.ts";

/** `dailies inspect FILE`: decodes clips and compares them with what was asked for; no network. */
export async function inspect(this: CliContext, flags: InspectFlags, file: string): Promise<void> {
  const opened = await open(this, file, flags, {
    purpose: "look",
    isRehearsal: flags.rehearsal === true,
  });
  if (!opened.ok) return;
  const { film, isNamed } = opened.value;
  const eye = await loadClipEye();
  if (!eye.ok) {
    const { code: reason, message } = eye.error;
    refuse(this, { reason, message }, flags);
    return;
  }
  const { stderr, stdout } = this.process;
  const isShown = isLive(this);
  const inspected = await inspectFilm(film, {
    eye: eye.value,
    isNamed,
    again: flags.again === true,
    onClip: ({ nth, of, file: clip }) => {
      if (isShown) stderr.write(`\r\u001b[K${nth} of ${of}: ${clip}`);
    },
  });
  if (isShown) stderr.write("\r\u001b[K");
  if (!inspected.ok) {
    refuse(this, pruneRefusal(inspected.error, file), flags);
    return;
  }
  if (flags.json === true) printJson(this, inspectionJson(inspected.value, film.output.beside));
  else stdout.write(inspectionText(inspected.value, { palette: paletteFor(this, "stdout", flags) }));
}
