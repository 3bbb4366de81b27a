import { adoptClip } from "../../../film/record/adopt.ts";
import { shellWord } from "../../../report/text/shell.ts";
import { shotText } from "../../../report/text/text.ts";
import type { CliContext } from "../../context.ts";
import type { AdoptFlags } from "../../flags/command-flags.ts";
import { open } from "../../open.ts";
import { refuse } from "../../problems.ts";
import { printJson } from "../../terminal.ts";
import { adoptRefusal } from "../../words/choose-text.ts";

/** `dailies adopt FILE SHOT CLIP`: a clip that was made elsewhere. */
export async function adopt(
  this: CliContext,
  flags: AdoptFlags,
  file: string,
  shot: string,
  clip: string,
): Promise<void> {
  const opened = await open(this, file, flags, { purpose: "look" });
  if (!opened.ok) return;
  const { film } = opened.value;
  const take = flags.take ?? 1;
  const adopted = await adoptClip(film, { id: shot, take, clip });
  if (!adopted.ok) return refuse(this, adoptRefusal(adopted.error, file), flags);
  const { file: name, sha256 } = adopted.value;
  if (flags.json === true) {
    printJson(this, { id: shot, take, clip: `${film.output.beside}/${name}`, sha256 });
    return;
  }
  this.process.stdout.write(
    `${shotText({ id: shot, take })} has the clip ${clip}, kept as ${film.output.shown}/${name}. The next render puts it into its place, unpaid:\n  dailies render ${shellWord(file)}\n`,
  );
}
