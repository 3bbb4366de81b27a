import { dirname, resolve } from "node:path";
import type { CliContext } from "./context.ts";

/** Where a rehearsal's clips go: `rehearsal/` beside the storyboard. */
export function rehearsalOutput({ cwd }: CliContext, file: string): string {
  return resolve(cwd, dirname(file), "rehearsal");
}
