import { type PlainFileProblem, plainFileProblemText } from "../base/files/plain-file.ts";
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";

/** A larger lockfile or journal is neither written nor read. That is some hundred thousand shots. */
export const mostStateBytes = 256 * 1024 * 1024;

/** A file that is there and cannot be read. */
export function unreadable(file: string, problem: PlainFileProblem): Diagnostic {
  const detail = plainFileProblemText(problem);
  return diagnose({ kind: "state_file_unreadable", detail }, { source: { path: file, text: "" } });
}
