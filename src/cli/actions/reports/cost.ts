import { systemClock } from "../../../base/time/clock.ts";
import { costOfFilm, neededPrices } from "../../../film/cost.ts";
import { costText, pricesText } from "../../../report/cost-text.ts";
import type { CliContext } from "../../context.ts";
import type { CostFlags } from "../../flags/command-flags.ts";
import type { FolderFlags, OutputFlags } from "../../flags/flags.ts";
import { open } from "../../open.ts";
import { refuse } from "../../problems.ts";
import { printJson } from "../../terminal.ts";
import { filmRefusal } from "../../words/film-refusals.ts";

/** `dailies cost FILE` */
export async function cost(this: CliContext, flags: CostFlags, file: string): Promise<void> {
  const opened = await open(this, file, flags, { purpose: "look" });
  if (!opened.ok) return;
  const by = flags.by ?? "model";
  const found = await costOfFilm(opened.value.film, by);
  if (!found.ok) {
    const { error } = found;
    const refusal =
      error.kind === "currencies_mixed"
        ? {
            reason: error.kind,
            message: `the record has prices in ${error.currencies.join(" and ")}, which have no sum`,
          }
        : filmRefusal(error, file);
    refuse(this, refusal, flags);
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
