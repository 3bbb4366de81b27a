import { resolve } from "node:path";
import { systemClock } from "../../base/clock.ts";
import { ClipFolder } from "../../clips/clip-folder.ts";
import { statePaths } from "../../lockfile/paths.ts";
import { readState } from "../../lockfile/store.ts";
import { makePlan } from "../../plan/make-plan.ts";
import { recordedClips } from "../../plan/recorded-clips.ts";
import { shotStatuses } from "../../report/shot-status.ts";
import { statusJson } from "../../report/status/status-json.ts";
import { statusText } from "../../report/status/status-text.ts";
import { isRunLockHeld } from "../../run-lock/run-lock.ts";
import type { CliContext } from "../context.ts";
import type { StatusFlags } from "../flags/command-flags.ts";
import { openStoryboard } from "../load.ts";
import { refuse } from "../problems.ts";
import { rehearsalOutput } from "../rehearsal-output.ts";
import { selectShots } from "../selection.ts";
import { paletteFor, printJson } from "../terminal.ts";

/** `dailies status FILE`: every shot's state; no network. */
export async function status(this: CliContext, flags: StatusFlags, file: string): Promise<void> {
  const isRehearsal = flags.rehearsal === true;
  const output = flags.output ?? (isRehearsal ? await rehearsalOutput(this, file) : undefined);
  const opened = await openStoryboard(this, file, output === undefined ? flags : { ...flags, output }, {
    changesNothing: true,
  });
  if (!opened.ok) return;
  const { jobs, output: place } = opened.value;
  const isNamed = await selectShots(flags.only, jobs);
  if (!isNamed.ok) {
    refuse(this, { reason: "selection_invalid", message: isNamed.error }, flags);
    return;
  }
  const paths = statePaths(file, { rehearsal: isRehearsal });
  const stored = await readState(paths);
  if (!stored.ok) {
    const message = `the state of ${file} cannot be understood`;
    refuse(this, { reason: "state_invalid", message, diagnostics: stored.error }, flags);
    return;
  }
  const { state } = stored.value;
  const owner = { storyboard: resolve(this.cwd, file), kind: paths.kind };
  const surveyed = await new ClipFolder(place.path, owner).survey(recordedClips(state));
  if (!surveyed.ok) {
    refuse(this, { reason: surveyed.error.code, message: surveyed.error.message }, flags);
    return;
  }
  const now = systemClock.now();
  const { items } = makePlan({ jobs, state, ...surveyed.value, now });
  const statuses = shotStatuses({
    items: items.filter(({ id }) => isNamed.value?.(id) ?? true),
    state,
    output: place.beside,
    isRunning: await isRunLockHeld(paths.runLock),
  });
  if (flags.json === true) printJson(this, statusJson(statuses));
  else
    this.process.stdout.write(
      statusText(statuses, { file, palette: paletteFor(this, "stdout", flags), now }),
    );
}
