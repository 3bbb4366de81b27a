import { isAbsolute, relative, resolve, sep } from "node:path";
import { failure, type Result, success } from "../../base/result.ts";
import type { WhyNoOutput } from "../../diagnostics/problem.ts";

export const defaultOutput = "clips";

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const unusable = /[\u0000-\u001f\u007f\\:*?"<>|]/;

/**
 * The storyboard's `output`: a folder inside the storyboard's own, since the file is shared and knows no machine.
 * Gives it relative, with `/`, without `.` and empty parts; or why it is not usable.
 */
export function outputFolder(written: string): Result<string, WhyNoOutput> {
  if (written.trim() === "") return failure("empty");
  if (unusable.test(written)) return failure("characters");
  if (isAbsolute(written) || written.startsWith("~")) return failure("absolute");
  const parts: string[] = [];
  for (const part of written.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") return failure("outside");
    parts.push(part);
  }
  return success(parts.length === 0 ? "." : parts.join("/"));
}

/** The folder that `--output` names, in the same form; it may be anywhere. Both paths are absolute. */
export function overriddenOutput(folder: string, output: string): string {
  const path = relative(folder, resolve(folder, output));
  return path === "" ? "." : path.split(sep).join("/");
}
