import { systemClock } from "../../../base/time/clock.ts";
import { costOfFilm, neededPrices } from "../../../film/cost.ts";
import { costText, pricesText } from "../../../report/cost-text.ts";
import type { CliContext } from "../../context.ts";
import type { CostFlags } from "../../flags/command-flags.ts";
import type { FolderFlags, OutputFlags } from "../../flags/flags.ts";
import { givenStoryboards } from "../../flags/given-storyboards.ts";
import { open } from "../../open.ts";
import { refuse } from "../../problems.ts";
import { printJson } from "../../terminal.ts";
import { costRefusal } from "../../words/film-refusals.ts";

/** `dailies cost FILE...` */
export async function cost(this: CliContext, flags: CostFlags, ...given: string[]): Promise<void> {
  const files = givenStoryboards(given);
  const [file = "", ...others] = files;
  if (others.length > 0) {
    const { costOfSeveral } = await import("./several/cost-of-several.ts");
    return await costOfSeveral(this, flags, files);
  }
  const opened = await open(this, file, flags, { purpose: "look" });
  if (!opened.ok) return;
  const by = flags.by ?? "model";
  const found = await costOfFilm(opened.value.film, by);
  if (!found.ok) {
    refuse(this, costRefusal(found.error, file), flags);
    return;
  }
  if (flags.json === true) printJson(this, found.value);
  else this.process.stdout.write(costText(found.value, by));
}

/** `dailies prices FILE`: the price block to fill in. */
export async function prices(
  this: CliContext,
  flags: OutputFlags & FolderFlags,
  file: string,
): Promise<void> {
  const opened = await open(this, file, flags, { purpose: "look" });
  if (!opened.ok) return;
  const { film } = opened.value;
  const needed = neededPrices(film);
  if (flags.json === true) {
    printJson(this, {
      prices: needed.map(({ known = null, documented = null, ...one }) => ({ ...one, known, documented })),
    });
    return;
  }
  const known = film.storyboard.prices;
  const today = new Date(systemClock.now()).toISOString().slice(0, 10);
  const head = { currency: known?.currency ?? "USD", date: known?.date ?? today };
  this.process.stdout.write(pricesText(needed, head));
}
