import { readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { FileStamps, nextChange } from "../../../base/files/next-change.ts";
import { choicesFile } from "../../../choices/read-choices.ts";
import { exitCodes } from "../../../run/exit-code.ts";
import type { CliContext } from "../../context.ts";
import type { CheckFlags } from "../../flags/command-flags.ts";
import { refuse } from "../../problems.ts";
import { listenForInterrupt } from "../../run/interrupt.ts";

/**
 * Checks, and checks again whenever a file changes that the check before has read or looked for, until the process is
 * interrupted: exit code 130, as of all that Ctrl-C ends.
 *
 * @param check gives each such file before it is read, by its absolute path
 */
export async function watchChecks(
  context: CliContext,
  files: readonly string[],
  { flags, check }: { readonly flags: CheckFlags; readonly check: (onFile: OnFile) => Promise<void> },
): Promise<void> {
  const { stderr } = context.process;
  const say = (text: string): void => {
    if (flags.json !== true) stderr.write(text);
  };
  const interrupt = listenForInterrupt({
    onFirst: () => {},
    exit: () => process.exit(exitCodes.interrupted),
  });
  try {
    while (!interrupt.signal.aborted) {
      const stamps = new FileStamps();
      for (const file of files) for (const one of beside(resolve(context.cwd, file))) stamps.take(one);
      await check((file) => stamps.take(file));
      say("Watching for changes; Ctrl-C ends.\n");
      const change = await nextChange(stamps, interrupt.signal);
      if (!change.ok) {
        const { folder, code } = change.error;
        const message = `the folder ${folder} cannot be watched (${code})`;
        return refuse(context, { reason: "folder_unwatchable", message }, flags);
      }
      if (!interrupt.signal.aborted) say("\nChecking again.\n");
    }
  } finally {
    interrupt.dispose();
  }
  context.process.exitCode = exitCodes.interrupted;
}

type OnFile = (file: string) => void;

/** What people change beside a storyboard: its choices, and the project's own contracts. */
function beside(storyboard: string): string[] {
  const models = join(dirname(storyboard), "models");
  return [choicesFile(storyboard), models, ...contractsIn(models)];
}

function contractsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
