import { renameShot } from "../../../film/record/rename-shot.ts";
import { countText } from "../../../report/text/text.ts";
import type { CliContext } from "../../context.ts";
import type { FolderFlags, OutputFlags } from "../../flags/flags.ts";
import { open } from "../../open.ts";
import { refuse } from "../../problems.ts";
import { printJson } from "../../terminal.ts";
import { renameRefusal } from "../../words/choose-text.ts";

/** `dailies rename FILE OLD NEW` */
export async function rename(
  this: CliContext,
  flags: OutputFlags & FolderFlags,
  file: string,
  from: string,
  to: string,
): Promise<void> {
  const opened = await open(this, file, flags, { purpose: "look" });
  if (!opened.ok) return;
  const renamed = await renameShot(opened.value.film, { from, to });
  if (!renamed.ok) return refuse(this, renameRefusal(renamed.error, file), flags);
  const { takes, clips } = renamed.value;
  if (flags.json === true) {
    printJson(this, { from, to, takes, clips });
    return;
  }
  const { stdout } = this.process;
  stdout.write(`${from} is ${to} now: ${countText(takes, "take")} on record, nothing paid.\n`);
  for (const clip of clips) stdout.write(`  ${clip.from} -> ${clip.to}\n`);
}
