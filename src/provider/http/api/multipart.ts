import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { readWithoutWaiting } from "../../../base/files/plain-file-rules.ts";
import { notPlain, openingProblem } from "../../../base/files/plain-file-sync.ts";
import type { Upload } from "../../provider.ts";

export interface MultipartBody {
  readonly contentType: string;
  readonly contentLength: number;
  readonly stream: Readable;
  /** What became of the file while it was sent. */
  readonly sent: () => SentFile;
}

export type SentFile =
  /** Not all of it has been read yet. */
  | { readonly kind: "unfinished" }
  /** All of it was read, and it is what was checked. */
  | { readonly kind: "whole" }
  /** `message` completes a sentence: `it was written to since it was checked`. */
  | { readonly kind: "changed"; readonly message: string };

/**
 * One `multipart/form-data` field `file`, read from disk while it is sent. Its digest is made on the way: where it is not the
 * one that was checked, the body breaks off before its end, so that no server has a whole request.
 */
export function multipartFile(upload: Upload): MultipartBody {
  const boundary = `dailies-${randomBytes(16).toString("hex")}`;
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${safeFileName(upload.fileName)}"\r\n` +
      `Content-Type: ${/^[\w.+/-]+$/.test(upload.mimeType) ? upload.mimeType : "application/octet-stream"}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  let sent: SentFile = { kind: "unfinished" };
  async function* parts(): AsyncGenerator<Buffer> {
    yield head;
    try {
      yield* checkedContent(upload);
    } catch (error) {
      sent = { kind: "changed", message: changeText(upload.file, error) };
      throw error;
    }
    sent = { kind: "whole" };
    yield tail;
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: head.length + upload.bytes + tail.length,
    stream: Readable.from(parts(), { objectMode: false }),
    sent: () => sent,
  };
}

const pieceBytes = 64 * 1024;

class PictureChanged extends Error {}

/** The file's bytes, and never one more than were checked. Throws `PictureChanged`, or the system's error. */
async function* checkedContent({ file, bytes, sha256 }: Upload): AsyncGenerator<Buffer> {
  const handle = await open(file, readWithoutWaiting);
  try {
    const why = notPlain(await handle.stat());
    if (why !== undefined) throw new PictureChanged(`it ${why} now`);
    const digest = createHash("sha256");
    let left = bytes;
    for await (const piece of piecesOf(handle)) {
      left -= piece.length;
      if (left < 0) break;
      digest.update(piece);
      yield piece;
    }
    if (left !== 0 || digest.digest("hex") !== sha256)
      throw new PictureChanged("it was written to since it was checked");
  } finally {
    await handle.close();
  }
}

async function* piecesOf(handle: FileHandle): AsyncGenerator<Buffer> {
  while (true) {
    // New for each piece: the one before may still be on its way into the network.
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

function changeText(file: string, error: unknown): string {
  if (error instanceof PictureChanged) return error.message;
  const problem = openingProblem(file, error);
  if (problem.kind === "missing") return "it is gone";
  return problem.kind === "unreadable" ? `it ${problem.why}` : "it is too large";
}

/** The name alone, without the folders of this machine, with what would break the header escaped as browsers do. */
function safeFileName(fileName: string): string {
  const name = fileName.split(/[/\\]/).at(-1) ?? "";
  const printable = name.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "").replaceAll('"', "%22");
  return printable === "" ? "picture" : [...printable].slice(-100).join("");
}
