import { errorCode, reason } from "../base/file-errors.ts";
import type { Diagnostic, SourceFile } from "../diagnostics/diagnostic.ts";

/** A file that is there and cannot be read. */
export function unreadable(file: string, cause: unknown): Diagnostic {
  const code = errorCode(cause);
  if (code === undefined) throw cause;
  return unreadableFile(file, reason(code));
}

/** A folder or a device in a file's place. */
export function notAFile(file: string): Diagnostic {
  return unreadableFile(file, "something that is no file stands in its place");
}

function unreadableFile(file: string, why: string): Diagnostic {
  const source: SourceFile = { path: file, text: "" };
  return {
    code: "file_unreadable",
    severity: "error",
    message: `The file cannot be read: ${why}`,
    source,
  };
}
