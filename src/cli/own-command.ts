import { accessSync, constants } from "node:fs";
import { delimiter, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { shellWord } from "../report/text/shell.ts";
import type { CliProcess } from "./context.ts";

/** From `src/cli` and from the chunks in `dist/cli` alike. */
const builtCommand = fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));

/**
 * How git starts this command later, from another folder and without the paths that npm puts before others: its name
 * where the user's own path has it, or this very file.
 */
export function ownCommand(env: CliProcess["env"]): string {
  const isInstalled = (env.PATH ?? "")
    .split(delimiter)
    .filter(
      (folder) => folder !== "" && !folder.includes(`node_modules${sep}.bin`) && !folder.includes("_npx"),
    )
    .some((folder) => isExecutable(join(folder, "dailies")));
  if (isInstalled) return "dailies";
  return [process.execPath, builtCommand].map(shellWord).join(" ");
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
