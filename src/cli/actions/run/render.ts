import type { CliContext } from "../../context.ts";
import type { RenderFlags, RetryFlags } from "../../flags/command-flags.ts";
import { open } from "../../open.ts";
import { refuseRun } from "../../problems.ts";
import { readServices } from "../../run/environment.ts";
import { executeRun } from "../../run/execute-run.ts";
import { withRunEnd } from "../../run/run-end.ts";

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
  await withRunEnd(context, { command, file, flags }, async (heard) => {
    const opened = await open(heard, file, flags, { purpose: "run" });
    if (!opened.ok) return;
    const { film, isNamed } = opened.value;
    const services = await readServices(heard, file, flags);
    if (!services.ok) {
      refuseRun(heard, { reason: "service_invalid", message: services.error }, { flags });
      return;
    }
    const { missing = false, rejected = false } = flags;
    const selection = { isNamed, failedOnly: command === "retry", missing, rejected };
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
