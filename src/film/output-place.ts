import { basename, dirname, extname, join, resolve } from "node:path";
import { isOthersFolder } from "../clips/claims.ts";
import type { CliContext } from "./context.ts";

/**
 * Where a rehearsal's clips go: `rehearsal/` beside the storyboard, or a folder of the storyboard's name in it where another
 * storyboard rehearses there already.
 */
export async function rehearsalOutput({ cwd }: CliContext, file: string): Promise<string> {
  const storyboard = resolve(cwd, file);
  const folder = resolve(dirname(storyboard), "rehearsal");
  if (!(await isOthersFolder(folder, { storyboard, kind: "rehearsal" }))) return folder;
  return join(folder, basename(storyboard, extname(storyboard)));
}
