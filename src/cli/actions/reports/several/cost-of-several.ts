import { type Cost, costOfFilm } from "../../../../film/cost.ts";
import { sumOfCosts } from "../../../../film/several/sum-costs.ts";
import { costsText } from "../../../../report/cost-text.ts";
import type { CliContext } from "../../../context.ts";
import type { CostFlags } from "../../../flags/command-flags.ts";
import { openSeveral } from "../../../open.ts";
import { refuse } from "../../../problems.ts";
import { paletteFor, printJson } from "../../../terminal.ts";
import { costRefusal } from "../../../words/film-refusals.ts";

/** `cost` of several storyboards, and the sum of them. */
export async function costOfSeveral(
  context: CliContext,
  flags: CostFlags,
  files: readonly string[],
): Promise<void> {
  const opened = await openSeveral(context, files, flags, { purpose: "look" });
  if (!opened.ok) return;
  const by = flags.by ?? "model";
  const costs: { file: string; cost: Cost }[] = [];
  for (const { film } of opened.value) {
    const found = await costOfFilm(film, by);
    if (!found.ok) return refuse(context, costRefusal(found.error, film.file), flags);
    costs.push({ file: film.file, cost: found.value });
  }
  const total = sumOfCosts(
    costs.map(({ cost }) => cost),
    by,
  );
  if (flags.json === true) {
    printJson(context, { files: costs.map(({ file, cost }) => ({ file, ...cost })), total: total ?? null });
    return;
  }
  context.process.stdout.write(
    costsText(costs, { by, total, palette: paletteFor(context, "stdout", flags) }),
  );
}
