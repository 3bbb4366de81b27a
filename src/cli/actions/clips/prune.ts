import { pruneFilm } from "../../../film/record/prune.ts";
import { countText } from "../../../report/text/text.ts";
import type { CliContext } from "../../context.ts";
import type { PruneFlags } from "../../flags/command-flags.ts";
import { open } from "../../open.ts";
import { refuse } from "../../problems.ts";
import { printJson } from "../../terminal.ts";
import { pruneRefusal } from "../../words/choose-text.ts";

/** `dailies prune FILE`: moves aside what no shot wants any more. */
export async function prune(this: CliContext, flags: PruneFlags, file: string): Promise<void> {
  const opened = await open(this, file, flags, { purpose: "look" });
  if (!opened.ok) return;
  const dryRun = flags.dryRun === true;
  const pruned = await pruneFilm(opened.value.film, { dryRun });
  if (!pruned.ok) return refuse(this, pruneRefusal(pruned.error, file), flags);
  if (flags.json === true) {
    printJson(this, { dry_run: dryRun, moved: pruned.value });
    return;
  }
  const { stdout } = this.process;
  if (pruned.value.length === 0) {
    stdout.write("Every clip is wanted: nothing to move.\n");
    return;
  }
  const verb = dryRun ? "would be moved aside" : "moved aside; the record keeps what was paid for";
  stdout.write(`${countText(pruned.value.length, "clip")} ${verb}:\n`);
  for (const { from, to } of pruned.value) stdout.write(`  ${from} -> ${to}\n`);
}
