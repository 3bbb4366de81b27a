import { resolve } from "node:path";
import { systemClock } from "../../base/clock.ts";
import { ClipFolder } from "../../clips/clip-folder.ts";
import { statePaths } from "../../lockfile/paths.ts";
import { readState } from "../../lockfile/store.ts";
import { makePlan } from "../../plan/make-plan.ts";
import type { Plan } from "../../plan/plan.ts";
import { recordedClips } from "../../plan/recorded-clips.ts";
import { checkSpending } from "../../plan/spending.ts";
import { planJson } from "../../report/plan/plan-json.ts";
import { planText } from "../../report/plan/plan-text.ts";
import { claimsOf, idsOf } from "../../run/claims.ts";
import { exitCodes } from "../../run/exit-code.ts";
import type { CliContext } from "../context.ts";
import type { PlanFlags } from "../flags/command-flags.ts";
import { priceUnknown, spendingLimits } from "../flags/spending.ts";
import { openStoryboard, priceOf } from "../load.ts";
import { type Refusal, refuse } from "../problems.ts";
import { sharedRefusal, unrecordedRefusal } from "../run/output-refusals.ts";
import { selectShots } from "../selection.ts";
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
  const folder = new ClipFolder(output.path, { storyboard: resolve(this.cwd, file), kind: "render" });
  const surveyed = await folder.survey(recordedClips(stored.value.state));
  if (!surveyed.ok) {
    refuse(this, { reason: surveyed.error.code, message: surveyed.error.message }, flags);
    return;
  }
  const made = makePlan({
    jobs,
    state: stored.value.state,
    selection: {
      ...(isNamed.value === undefined ? {} : { isNamed: isNamed.value }),
      missing: flags.missing === true,
    },
    ...surveyed.value,
    now: systemClock.now(),
    priceOf: priceOf(storyboard),
  });
  const limits = spendingLimits(flags);
  const verdict = checkSpending(made, limits);
  if (verdict.kind === "price_unknown") {
    refuse(this, priceUnknown(verdict.billingKeys), flags);
    return;
  }
  if (verdict.kind === "exceeds") this.process.exitCode = exitCodes.stopped;
  const held = Object.keys(limits).length === 0 ? undefined : { limits, verdict };
  const refusal = await foreseenRefusal(made, folder, { file, output: output.shown });
  if (refusal !== undefined) this.process.exitCode = refusal.exitCode ?? exitCodes.invalid;
  if (flags.json === true) {
    printJson(this, planJson(made, { held, refusal }));
    return;
  }
  const { stdout } = this.process;
  const palette = paletteFor(this, "stdout", flags);
  const columns = stdout.isTTY === true ? { columns: stdout.columns } : {};
  stdout.write(planText(made, { file, palette, held, refusal, all: flags.all === true, ...columns }));
}

/** Why a render of this plan would not begin, as far as the output folder goes. */
async function foreseenRefusal(
  made: Plan,
  folder: ClipFolder,
  named: { readonly file: string; readonly output: string },
): Promise<Refusal | undefined> {
  const { render, resume, download } = made.totals;
  if (render + resume + download === 0) return undefined;
  const claims = claimsOf(made);
  const shared = await folder.sharedWith(claims.map(({ name }) => name));
  if (!shared.ok) return { reason: shared.error.code, message: shared.error.message };
  if (shared.value !== undefined) return sharedRefusal(shared.value, idsOf(claims, shared.value), named);
  return made.unrecordedClips.length > 0 ? unrecordedRefusal(made.unrecordedClips, named) : undefined;
}
