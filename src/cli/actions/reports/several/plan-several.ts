import { planFilms } from "../../../../film/several/plan-films.ts";
import { plansJson } from "../../../../report/plan/plans-json.ts";
import { plansText } from "../../../../report/plan/plans-text.ts";
import { exitCodes } from "../../../../run/exit-code.ts";
import type { CliContext } from "../../../context.ts";
import type { PlanFlags } from "../../../flags/command-flags.ts";
import { spendingLimits } from "../../../flags/spending.ts";
import { openSeveral } from "../../../open.ts";
import { refuse } from "../../../problems.ts";
import { paletteFor, printJson } from "../../../terminal.ts";
import { filmRefusal, outputRefusal } from "../../../words/film-refusals.ts";

/** `plan` of several storyboards: each one's plan, and what they come to together, which is what limits are held against. */
export async function planSeveral(
  context: CliContext,
  flags: PlanFlags,
  files: readonly string[],
): Promise<void> {
  const opened = await openSeveral(context, files, flags, { purpose: "look" });
  if (!opened.ok) return;
  const { missing = false, rejected = false } = flags;
  const films = opened.value.map(({ film, isNamed }) => ({
    film,
    selection: { isNamed, missing, rejected },
  }));
  const planned = await planFilms(films, spendingLimits(flags));
  if (!planned.ok) {
    const { problem, film } = planned.error;
    refuse(context, filmRefusal(problem, film?.file ?? files.join(", ")), flags);
    return;
  }
  const { plans, hash, totals, held } = planned.value;
  const parts = plans.map(({ film, plan, refusal }) => {
    const { file, output } = film;
    const foreseen =
      refusal === undefined ? undefined : outputRefusal(refusal, { file, output: output.shown });
    return { file, plan, refusal: foreseen };
  });
  if (held?.verdict.kind === "exceeds") context.process.exitCode = exitCodes.stopped;
  const [refusal] = parts.flatMap((part) => part.refusal ?? []);
  if (refusal !== undefined) context.process.exitCode = refusal.exitCode ?? exitCodes.invalid;
  if (flags.json === true) {
    printJson(context, plansJson(parts, { hash, totals, held }));
    return;
  }
  const { stdout } = context.process;
  const palette = paletteFor(context, "stdout", flags);
  const columns = stdout.isTTY === true ? { columns: stdout.columns } : {};
  stdout.write(plansText(parts, { totals, held, palette, all: flags.all === true, ...columns }));
}
