import type { CliContext } from "../../context.ts";
import type { RenderFlags, RetryFlags } from "../../flags/command-flags.ts";
import { givenStoryboards } from "../../flags/given-storyboards.ts";
import { wantedOf } from "../../flags/wanted.ts";
import { open } from "../../open.ts";
import { refuseCommandLine, refuseRun } from "../../problems.ts";
import { readServices } from "../../run/environment.ts";
import { executeRun } from "../../run/execute-run.ts";
import { withRunEnd } from "../../run/run-end.ts";

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
    if (flags.junit !== undefined || flags.onFinish !== undefined) {
      refuseCommandLine(
        context,
        "--junit and --on-finish are about one storyboard: give one at a time",
        flags,
      );
      return;
    }
    const { renderSeveral } = await import("./render-several.ts");
    await renderSeveral(context, command, { flags, files });
    return;
  }
  await withRunEnd(context, { command, file, flags }, async (heard) => {
    const opened = await open(heard, file, flags, { purpose: "run" });
    if (!opened.ok) return;
    const { film, isNamed } = opened.value;
    const services = await readServices(heard, file, flags);
    if (!services.ok) {
      refuseRun(heard, { reason: "service_invalid", message: services.error }, { flags });
      return;
    }
    const selection = { isNamed, ...wantedOf(command, flags) };
    await executeRun(
      heard,
      {
        file,
        command,
        output: film.output,
        services: services.value,
        run: (options) => film.run(selection, options),
      },
      flags,
    );
  });
}
