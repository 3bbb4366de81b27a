import { planJson } from "../../../report/plan/plan-json.ts";
import { planMarkdown } from "../../../report/plan/plan-markdown.ts";
import { planText } from "../../../report/plan/plan-text.ts";
import { exitCodes } from "../../../run/exit-code.ts";
import type { CliContext } from "../../context.ts";
import type { PlanFlags } from "../../flags/command-flags.ts";
import { givenStoryboards } from "../../flags/given-storyboards.ts";
import { spendingLimits } from "../../flags/spending.ts";
import { open } from "../../open.ts";
import { refuse, refuseCommandLine } from "../../problems.ts";
import { paletteFor, printJson } from "../../terminal.ts";
import { filmRefusal, outputRefusal } from "../../words/film-refusals.ts";

/** `dailies plan FILE...`: storyboard, state and the names of the clips on disk; no network. */
export async function plan(this: CliContext, flags: PlanFlags, ...given: string[]): Promise<void> {
  if (flags.format !== undefined && flags.json === true) {
    refuseCommandLine(this, "--format and --json are two forms of one answer: give one", flags);
    return;
  }
  const files = givenStoryboards(given);
  const [file = "", ...others] = files;
  if (others.length > 0) {
    if (flags.format !== undefined) {
      refuseCommandLine(this, "--format writes about one storyboard: give one at a time", flags);
      return;
    }
    const { planSeveral } = await import("./several/plan-several.ts");
    return await planSeveral(this, flags, files);
  }
  const opened = await open(this, file, flags, { purpose: "look" });
  if (!opened.ok) return;
  const { film, isNamed } = opened.value;
  const { missing = false, rejected = false } = flags;
  const planned = await film.plan({ isNamed, missing, rejected }, spendingLimits(flags));
  if (!planned.ok) {
    refuse(this, filmRefusal(planned.error, file), flags);
    return;
  }
  const { plan: made, held } = planned.value;
  if (held?.verdict.kind === "exceeds") this.process.exitCode = exitCodes.stopped;
  const foreseen = planned.value.refusal;
  const refusal =
    foreseen === undefined ? undefined : outputRefusal(foreseen, { file, output: film.output.shown });
  if (refusal !== undefined) this.process.exitCode = refusal.exitCode ?? exitCodes.invalid;
  if (flags.json === true) {
    printJson(this, planJson(made, { held, refusal }));
    return;
  }
  const { stdout } = this.process;
  if (flags.format === "markdown") {
    stdout.write(planMarkdown(made, { file, held, refusal }));
    return;
  }
  const palette = paletteFor(this, "stdout", flags);
  const columns = stdout.isTTY === true ? { columns: stdout.columns } : {};
  stdout.write(planText(made, { file, palette, held, refusal, all: flags.all === true, ...columns }));
}
