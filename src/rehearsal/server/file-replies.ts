import type { IncomingHttpHeaders } from "node:http";
import { type ClipContent, contentLength, sliceContent } from "../clips.ts";
import { errorReply, type Reply } from "./replies.ts";

export interface ServedFile {
  readonly content: ClipContent;
  readonly contentType: string;
  /** A strong validator, in quotes. */
  readonly etag: string;
}

/** A file, or the part that `Range` and `If-Range` ask for. One range is understood; several give the whole file. */
export function fileReply(file: ServedFile, headers: IncomingHttpHeaders): Reply {
  const size = contentLength(file.content);
  const common = { "content-type": file.contentType, etag: file.etag, "accept-ranges": "bytes" };
  const whole = { status: 200, headers: common, content: file.content };
  const ifRange = headers["if-range"];
  if (headers.range === undefined) return whole;
  if (ifRange !== undefined && ifRange !== file.etag) return whole;
  const range = /^bytes=(\d*)-(\d*)$/.exec(headers.range.trim());
  if (range === null || (range[1] === "" && range[2] === "")) return whole;
  const start = range[1] === "" ? Math.max(0, size - Number(range[2])) : Number(range[1]);
  const end = range[1] === "" || range[2] === "" ? size : Math.min(size, Number(range[2]) + 1);
  if (start >= size || start >= end) {
    return errorReply(416, {
      code: "range_not_satisfiable",
      message: "The range is outside the file",
      headers: { "content-range": `bytes */${size}` },
    });
  }
  return {
    status: 206,
    headers: { ...common, "content-range": `bytes ${start}-${end - 1}/${size}` },
    content: sliceContent(file.content, start, end),
  };
}
