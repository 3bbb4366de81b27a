import { systemClock } from "../../base/clock.ts";
import { ClipFolder } from "../../clips/clip-folder.ts";
import { statePaths } from "../../lockfile/paths.ts";
import { readState } from "../../lockfile/store.ts";
import { makePlan } from "../../plan/make-plan.ts";
import { checkSpending } from "../../plan/spending.ts";
import { planJson } from "../../report/plan-json.ts";
import { planText } from "../../report/plan-text.ts";
import type { PlanFlags } from "../command-flags.ts";
import type { CliContext } from "../context.ts";
import { openStoryboard, priceOf } from "../load.ts";
import { refuse } from "../problems.ts";
import { selectShots } from "../selection.ts";
import { priceUnknown, spendingLimits } from "../spending.ts";
import { paletteFor, printJson } from "../terminal.ts";

/** `dailies plan FILE`: storyboard, state and the names of the clips on disk; no network. */
export async function plan(this: CliContext, flags: PlanFlags, file: string): Promise<void> {
  const opened = await openStoryboard(this, file, flags, { changesNothing: true });
  if (!opened.ok) return;
  const { storyboard, jobs, output } = opened.value;
  const isNamed = await selectShots(flags.only, jobs);
  if (!isNamed.ok) {
    refuse(this, { reason: "selection_invalid", message: isNamed.error }, flags);
    return;
  }
  const stored = await readState(statePaths(file, { rehearsal: false }));
  if (!stored.ok) {
    const message = `the state of ${file} cannot be understood`;
    refuse(this, { reason: "state_invalid", message, diagnostics: stored.error }, flags);
    return;
  }
  const onDisk = await new ClipFolder(output.path).list();
  const made = makePlan({
    jobs,
    state: stored.value.state,
    selection: {
      ...(isNamed.value === undefined ? {} : { isNamed: isNamed.value }),
      missing: flags.missing === true,
    },
    isOnDisk: (clip) => onDisk.has(clip),
    now: systemClock.now(),
    priceOf: priceOf(storyboard),
  });
  const limits = spendingLimits(flags);
  const verdict = checkSpending(made, limits);
  if (verdict.kind === "price_unknown") {
    refuse(this, priceUnknown(verdict.billingKeys), flags);
    return;
  }
  const held = Object.keys(limits).length === 0 ? undefined : { limits, verdict };
  if (flags.json === true) printJson(this, planJson(made, held));
  else this.process.stdout.write(planText(made, { file, palette: paletteFor(this, "stdout", flags), held }));
}
