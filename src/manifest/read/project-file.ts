import { basename, dirname, join } from "node:path";
import { type Result, success } from "../../base/result.ts";
import type { Diagnostic, SourceFile } from "../../diagnostics/diagnostic.ts";
import { readSource } from "./read-source.ts";

/** The file beside a storyboard that holds what all storyboards of the folder share. */
const projectFileName = "dailies.yaml";

/** Where the project file of a storyboard is, or would be. */
export function projectFilePath(storyboard: string): string {
  return join(dirname(storyboard), projectFileName);
}

/** Reads the project file beside a storyboard; `undefined` where there is none. */
export function readProjectFile(storyboard: string): Result<SourceFile | undefined, Diagnostic> {
  // A storyboard may itself have the name; then the folder has no project file.
  if (basename(storyboard) === projectFileName) return success(undefined);
  const source = readSource(projectFilePath(storyboard));
  return !source.ok && source.error.code === "file_not_found" ? success(undefined) : source;
}
