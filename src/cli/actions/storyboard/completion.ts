import { listed } from "../../../base/text/suggest.ts";
import { completionScript, isShell, shells } from "../../completion/shells.ts";
import type { CliContext } from "../../context.ts";
import type { OutputFlags } from "../../flags/flags.ts";
import { refuse } from "../../problems.ts";

/** `dailies completion SHELL` */
export function completion(this: CliContext, flags: OutputFlags, shell: string): void {
  if (isShell(shell)) {
    this.process.stdout.write(completionScript(shell));
    return;
  }
  const hint = `There are scripts for ${listed(shells, "and")}.`;
  refuse(this, { reason: "shell_unknown", message: `there is no completion for ${shell}`, hint }, flags);
}
