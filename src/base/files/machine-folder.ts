import { lstatSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorCode } from "./file-errors.ts";

/** `film/city.yaml` -> `film/.dailies`: what this machine keeps of a storyboard for itself; git ignores it. */
export function machineFolder(storyboardFile: string): string {
  return join(dirname(storyboardFile), ".dailies");
}

/**
 * Git carries links: one in somebody's project must not turn reads and writes on a folder of the user's. What is inside is
 * made new (`wx`) or renamed into place, which follows no link.
 */
export function isOwnFolder(folder: string): boolean {
  return lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Makes the folder where there is none, and keeps it out of git; false where it is not one of our own. Throws system errors. */
export function makeMachineFolder(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  if (!isOwnFolder(folder)) return false;
  ignoreIn(folder);
  return true;
}

/** What the folder's `.gitignore` says unless somebody has changed it. */
export const ignoresAll = "*\n";

/** Whatever the project's own ignores say. What is there already stays as it is. */
function ignoreIn(folder: string): void {
  try {
    writeFileSync(join(folder, ".gitignore"), ignoresAll, { flag: "wx" });
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
}
