import { errorCode, reason } from "../base/files/file-errors.ts";
import { failure, type Result, success } from "../base/result.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { largestSourceBytes } from "../manifest/read/read-source.ts";

/** Reads standard input to its end: the storyboard of `dailies check -`. Stops at more than any storyboard has. */
export async function readInput(stdin: AsyncIterable<Uint8Array>): Promise<Result<Buffer, Diagnostic>> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of stdin) {
      bytes += piece.length;
      if (bytes > largestSourceBytes) return failure(unreadable("standard input gives more than 256 MB"));
      pieces.push(piece);
    }
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return failure(unreadable(`standard input cannot be read: ${reason(code)}`));
  }
  return success(Buffer.concat(pieces));
}

function unreadable(message: string): Diagnostic {
  return { code: "file_unreadable", severity: "error", message, source: { path: "-", text: "" } };
}
