import { readPlainFileSync } from "../base/plain-file-sync.ts";
import { failure, type Result, success } from "../base/result.ts";
import { unreachable } from "../base/unreachable.ts";
import type { Diagnostic, SourceFile } from "../diagnostics/diagnostic.ts";

/** No storyboard is larger: 100,000 shots with long prompts make some 60 MB. */
export const largestSourceBytes = 256 * 1024 * 1024;
const tooLarge = "the file is larger than 256 MB";

/**
 * Reads a text file of the user's: UTF-8, with or without a byte order mark. Synchronous: nothing can be done before it is
 * read.
 */
export function readSource(path: string): Result<SourceFile, Diagnostic> {
  const read = readPlainFileSync(path, { maxBytes: largestSourceBytes, links: "follow" });
  if (read.ok) return textSource(path, read.value);
  const problem = read.error;
  switch (problem.kind) {
    case "missing":
      return sourceFault(path, { code: "file_not_found", message: "the file does not exist" });
    case "too_large":
      return sourceFault(path, { code: "file_unreadable", message: tooLarge });
    case "unreadable":
      return sourceFault(path, { code: "file_unreadable", message: `the file ${problem.why}` });
    default:
      return unreachable(problem);
  }
}

/** Bytes as a text that can be read as YAML. `path` is how the user calls where they come from. */
export function textSource(path: string, content: Buffer): Result<SourceFile, Diagnostic> {
  // YAML has no NUL, and what is full of them (a disk image, a file cut off by a crash) takes long to refuse otherwise.
  if (content.includes(0))
    return sourceFault(path, {
      code: "file_unreadable",
      message: "the file is not a text: it has NUL bytes",
    });
  try {
    // The decoder takes the byte order mark away.
    return success({ path, text: new TextDecoder("utf-8", { fatal: true }).decode(content) });
  } catch {
    return sourceFault(path, { code: "file_unreadable", message: "the file is not UTF-8 text" });
  }
}

function sourceFault(
  path: string,
  { code, message }: { readonly code: "file_not_found" | "file_unreadable"; readonly message: string },
): { readonly ok: false; readonly error: Diagnostic } {
  return failure({ code, severity: "error", message, source: { path, text: "" } });
}
