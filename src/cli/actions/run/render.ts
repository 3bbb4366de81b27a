import type { CliContext } from "../../context.ts";
import type { RenderFlags, RetryFlags } from "../../flags/command-flags.ts";
import { givenStoryboards } from "../../flags/given-storyboards.ts";
import { wantedOf } from "../../flags/wanted.ts";
import { open } from "../../open.ts";
import { refuseRun } from "../../problems.ts";
import { readServices } from "../../run/environment.ts";
import { executeRun } from "../../run/execute-run.ts";

/** `dailies render FILE...` */
export async function render(this: CliContext, flags: RenderFlags, ...given: string[]): Promise<void> {
  await renderOrRetry(this, "render", { flags, given });
}

/** `dailies retry FILE...` */
export async function retry(this: CliContext, flags: RetryFlags, ...given: string[]): Promise<void> {
  await renderOrRetry(this, "retry", { flags, given });
}

async function renderOrRetry(
  context: CliContext,
  command: "render" | "retry",
  { flags, given }: { readonly flags: RenderFlags; readonly given: readonly string[] },
): Promise<void> {
  const files = givenStoryboards(given);
  const [file = "", ...others] = files;
  if (others.length > 0) {
    const { renderSeveral } = await import("./render-several.ts");
    await renderSeveral(context, command, { flags, files });
    return;
  }
  const opened = await open(context, file, flags, { purpose: "run" });
  if (!opened.ok) return;
  const { film, isNamed } = opened.value;
  const services = await readServices(context, file, flags);
  if (!services.ok) {
    refuseRun(context, { reason: "service_invalid", message: services.error }, { flags });
    return;
  }
  const selection = { isNamed, ...wantedOf(command, flags) };
  await executeRun(
    context,
    {
      file,
      command,
      output: film.output,
      services: services.value,
      run: (options) => film.run(selection, options),
    },
    flags,
  );
}
