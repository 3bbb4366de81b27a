import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { basename, extname } from "node:path";
import { pipeline } from "node:stream/promises";

const types: Readonly<Record<string, string>> = {
  ".mp4": "video/mp4",
  ".m4v": "video/mp4",
  ".mov": "video/quicktime",
  ".webm": "video/webm",
  ".mkv": "video/x-matroska",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
  ".gif": "image/gif",
};

/** The clips and pictures that the page was told of. Nothing else is given out, whatever path is asked for. */
export class ServedFiles {
  readonly #byKey = new Map<string, string>();

  /** The address of a file, relative to the page. Another content has another address. */
  urlOf(file: string, sha256: string): string {
    const key = createHash("sha256").update(`${sha256} ${file}`).digest("hex").slice(0, 16);
    this.#byKey.set(key, file);
    return `files/${key}/${encodeURIComponent(basename(file))}`;
  }

  /** Sends the file that `files/KEY/NAME` is about, or the part of it that is asked for. Gives whether there is one. */
  async send(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const [, key = ""] = path.split("/");
    const file = this.#byKey.get(key);
    if (file === undefined) return false;
    // A pipe in its place would hang.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => undefined);
    if (handle === undefined) return false;
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return false;
      const range = wantedRange(request.headers.range, stats.size);
      response.setHeader("accept-ranges", "bytes");
      response.setHeader("content-type", types[extname(file).toLowerCase()] ?? "application/octet-stream");
      response.setHeader("cache-control", "private, max-age=600");
      if (range === "beyond") {
        response.writeHead(416, { "content-range": `bytes */${stats.size}` }).end();
        return true;
      }
      const { start, end } = range ?? { start: 0, end: stats.size - 1 };
      if (range !== undefined) response.setHeader("content-range", `bytes ${start}-${end}/${stats.size}`);
      response.setHeader("content-length", end - start + 1);
      response.writeHead(range === undefined ? 200 : 206);
      if (request.method === "HEAD" || end < start) response.end();
      // A browser that has enough ends the connection, which is no failure.
      else {
        await pipeline(handle.createReadStream({ start, end, autoClose: false }), response).catch(
          () => undefined,
        );
      }
      return true;
    } finally {
      await handle.close();
    }
  }
}

/** One range of bytes, both ends included; `undefined` for all of them (RFC 9110, 14.2: what is not understood is ignored). */
export function wantedRange(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | "beyond" | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  if (from === "") {
    const length = Math.min(Number(to), size);
    return length === 0 ? "beyond" : { start: size - length, end: size - 1 };
  }
  const start = Number(from);
  if (start >= size) return "beyond";
  const end = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return end < start ? undefined : { start, end };
}
