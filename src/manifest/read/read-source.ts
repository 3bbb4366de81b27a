import { readPlainFileSync } from "../../base/files/plain-file-sync.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { unreachable } from "../../base/unreachable.ts";
import { type Diagnostic, diagnose, type SourceFile } from "../../diagnostics/diagnostic.ts";
import type { Problem } from "../../diagnostics/problem.ts";

/** No storyboard is larger: 100,000 shots with long prompts make some 60 MB. */
export const largestSourceBytes = 256 * 1024 * 1024;

/**
 * Reads a text file of the user's: UTF-8, with or without a byte order mark. Synchronous: nothing can be done before it is
 * read.
 */
export function readSource(path: string): Result<SourceFile, Diagnostic> {
  const read = readPlainFileSync(path, { mostBytes: largestSourceBytes, links: "follow" });
  if (read.ok) return textSource(path, read.value);
  const problem = read.error;
  switch (problem.kind) {
    case "missing":
      return fault(path, { kind: "file_not_found" });
    case "too_large":
      return fault(path, { kind: "file_unreadable", why: { kind: "too_large" } });
    case "unreadable":
      return fault(path, { kind: "file_unreadable", why: { kind: "refused", detail: problem.why } });
    default:
      return unreachable(problem);
  }
}

/** Bytes as a text that can be read as YAML. `path` is how the user calls where they come from. */
export function textSource(path: string, content: Buffer): Result<SourceFile, Diagnostic> {
  // YAML has no NUL, and what is full of them (a disk image, a file cut off by a crash) takes long to refuse otherwise.
  if (content.includes(0)) return fault(path, { kind: "file_unreadable", why: { kind: "nul_bytes" } });
  try {
    // The decoder takes the byte order mark away.
    return success({ path, text: new TextDecoder("utf-8", { fatal: true }).decode(content) });
  } catch {
    return fault(path, { kind: "file_unreadable", why: { kind: "not_text" } });
  }
}

function fault(path: string, problem: Problem): { readonly ok: false; readonly error: Diagnostic } {
  return failure(diagnose(problem, { source: { path, text: "" } }));
}
