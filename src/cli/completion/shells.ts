import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../editor/packaged-files.ts";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

export function isShell(text: string): text is Shell {
  return shells.some((shell) => shell === text);
}

/** What makes a shell complete the command line. */
export function completionScript(shell: Shell): string {
  return readFileSync(join(packageFolder(), "completions", `dailies.${shell}`), "utf8");
}
