import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import type { Upload } from "./provider.ts";

export interface MultipartBody {
  readonly contentType: string;
  readonly contentLength: number;
  readonly stream: Readable;
  /** Set when the file, not the network, broke the request off. */
  readonly fileError: () => Error | undefined;
}

/** One `multipart/form-data` field `file`, read from disk while it is sent. */
export function multipartFile(upload: Upload): MultipartBody {
  const boundary = `dailies-${randomBytes(16).toString("hex")}`;
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${safeFileName(upload.fileName)}"\r\n` +
      `Content-Type: ${/^[\w.+/-]+$/.test(upload.mimeType) ? upload.mimeType : "application/octet-stream"}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  let fileError: Error | undefined;
  async function* parts(): AsyncGenerator<Buffer> {
    yield head;
    let bytes = 0;
    try {
      for await (const chunk of createReadStream(upload.file)) {
        bytes += chunk.length;
        yield chunk;
      }
      if (bytes !== upload.bytes)
        throw new Error(`the file has ${bytes} bytes now, ${upload.bytes} when it was checked`);
    } catch (error) {
      fileError = error as Error;
      throw error;
    }
    yield tail;
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: head.length + upload.bytes + tail.length,
    stream: Readable.from(parts(), { objectMode: false }),
    fileError: () => fileError,
  };
}

/** The name alone, without the folders of this machine, with what would break the header escaped as browsers do. */
function safeFileName(fileName: string): string {
  const name = fileName.split(/[/\\]/).at(-1) ?? "";
  const printable = name.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "").replaceAll('"', "%22");
  return printable === "" ? "picture" : [...printable].slice(-100).join("");
}
