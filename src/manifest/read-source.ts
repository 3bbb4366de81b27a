import { readFileSync, statSync } from "node:fs";
import { failure, type Result, success } from "../base/result.ts";
import type { Diagnostic, SourceFile } from "../diagnostics/diagnostic.ts";

/** No storyboard is larger: 100,000 shots with long prompts make some 60 MB. */
const largestSourceBytes = 256 * 1024 * 1024;

/**
 * Reads a text file of the user's: UTF-8, with or without a byte order mark. Synchronous: nothing can be done before it is
 * read.
 */
export function readSource(path: string): Result<SourceFile, Diagnostic> {
  const fault = (
    code: "file_not_found" | "file_unreadable",
    message: string,
  ): { ok: false; error: Diagnostic } =>
    failure({ code, severity: "error", message, source: { path, text: "" } });
  let content: Buffer;
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return fault("file_unreadable", "this is a folder, not a file");
    if (!stats.isFile()) return fault("file_unreadable", "this is no regular file");
    if (stats.size > largestSourceBytes) return fault("file_unreadable", "the file is larger than 256 MB");
    content = readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    if (code === "ENOENT" || code === "ENOTDIR") return fault("file_not_found", "the file does not exist");
    return fault("file_unreadable", `the file cannot be read (${code})`);
  }
  try {
    // The decoder takes the byte order mark away.
    return success({ path, text: new TextDecoder("utf-8", { fatal: true }).decode(content) });
  } catch {
    return fault("file_unreadable", "the file is no UTF-8 text");
  }
}
