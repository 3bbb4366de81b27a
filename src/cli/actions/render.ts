import { statePaths } from "../../lockfile/paths.ts";
import { makePlan } from "../../plan/make-plan.ts";
import type { CliContext } from "../context.ts";
import type { RenderFlags, RetryFlags } from "../flags/command-flags.ts";
import { openStoryboard, priceOf } from "../load.ts";
import { refuseRun } from "../problems.ts";
import { readService } from "../run/environment.ts";
import { executeRun } from "../run/execute-run.ts";
import { selectShots } from "../selection.ts";

/** `dailies render FILE` */
export async function render(this: CliContext, flags: RenderFlags, file: string): Promise<void> {
  await renderOrRetry(this, "render", flags, file);
}

/** `dailies retry FILE` */
export async function retry(this: CliContext, flags: RetryFlags, file: string): Promise<void> {
  await renderOrRetry(this, "retry", flags, file);
}

async function renderOrRetry(
  context: CliContext,
  command: "render" | "retry",
  flags: RenderFlags,
  file: string,
): Promise<void> {
  const opened = await openStoryboard(context, file, flags);
  if (!opened.ok) return;
  const { storyboard, jobs, output } = opened.value;
  const isNamed = await selectShots(flags.only, jobs);
  if (!isNamed.ok) {
    refuseRun(context, { reason: "selection_invalid", message: isNamed.error }, { flags });
    return;
  }
  const service = await readService(context, file, flags);
  if (!service.ok) {
    refuseRun(context, { reason: "service_invalid", message: service.error }, { flags });
    return;
  }
  await executeRun(
    context,
    {
      file,
      command,
      paths: statePaths(file, { rehearsal: false }),
      output,
      service: service.value,
      userAgent: `dailies/${context.version}`,
      planOf: (known) =>
        makePlan({
          ...known,
          jobs,
          selection: {
            ...(isNamed.value === undefined ? {} : { isNamed: isNamed.value }),
            failedOnly: command === "retry",
            missing: flags.missing === true,
          },
          priceOf: priceOf(storyboard),
        }),
    },
    flags,
  );
}
