import { openRehearsal } from "../../film/rehearsal.ts";
import { firstProvider } from "../../provider/providers.ts";
import type { CliContext } from "../context.ts";
import type { RunFlags } from "../flags/flags.ts";
import { open } from "../open.ts";
import { executeRun } from "../run/execute-run.ts";

/** `dailies rehearse FILE`: the same run on an embedded server, into its own state and output. */
export async function rehearse(this: CliContext, flags: RunFlags, file: string): Promise<void> {
  const opened = await open(this, file, flags, { purpose: "run", isRehearsal: true });
  if (!opened.ok) return;
  const { film, isNamed } = opened.value;
  const rehearsal = await openRehearsal(film.jobs);
  if (rehearsal.encoderAbsent !== undefined) {
    // Not a failure: the rehearsal is the same, but for what is in its clips.
    const { installCommand } = rehearsal.encoderAbsent;
    this.process.stderr.write(
      `Plain drafts: cards with each shot's id. For pictures and movement:\n  ${installCommand}\n`,
    );
  }
  try {
    await executeRun(
      this,
      {
        file,
        command: "rehearse",
        output: film.output,
        // The embedded server takes everybody's shots.
        services: () => ({ ...rehearsal, provider: firstProvider }),
        pollIntervalMs: rehearsal.pollIntervalMs,
        // Drafts cost nothing: what is gone is made again.
        run: (options) => film.run({ isNamed, missing: true }, options, rehearsal.recall),
      },
      { submitRate: "off", queryRate: "off", ...flags },
    );
  } finally {
    await rehearsal.close();
  }
}
