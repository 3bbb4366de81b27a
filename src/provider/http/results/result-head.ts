import type { IncomingHttpHeaders } from "node:http";

/** What the head of a result file's answer says about the body that follows. */
export interface BodyExtent {
  /** Position of the body's first byte in the file. */
  readonly offset: number;
  /** Length of this body. */
  readonly bodyBytes?: number;
  /** Length of the whole file. */
  readonly totalBytes?: number;
}

/** Reads status 200 and 206; `undefined` where a 206 does not say, or contradicts itself about, what it holds. */
export function readExtent(status: number, headers: IncomingHttpHeaders): BodyExtent | undefined {
  const length = readLength(headers["content-length"]);
  if (status !== 206)
    return { offset: 0, ...(length === undefined ? {} : { bodyBytes: length, totalBytes: length }) };
  const match = /^\s*bytes\s+(\d+)-(\d+)\/(\d+|\*)\s*$/i.exec(headers["content-range"] ?? "");
  if (match === null) return undefined;
  const [offset, last] = [Number(match[1]), Number(match[2])];
  const total = match[3] === "*" ? undefined : Number(match[3]);
  const bodyBytes = last - offset + 1;
  if (bodyBytes <= 0 || (length !== undefined && length !== bodyBytes)) return undefined;
  // A range that ends before the file does would pass for the whole file.
  if (total !== undefined && last + 1 !== total) return undefined;
  return { offset, bodyBytes, ...(total === undefined ? {} : { totalBytes: total }) };
}

/** The total length that a 416 names, `bytes *∕1234`. */
export function readRefusedTotal(headers: IncomingHttpHeaders): number | undefined {
  const match = /^\s*bytes\s+\*\/(\d+)\s*$/i.exec(headers["content-range"] ?? "");
  return match === null ? undefined : Number(match[1]);
}

/**
 * A validator that is strong enough for `If-Range`: an ETag that is not weak, or a `Last-Modified` that lies at least
 * one second before the answer's `Date` (RFC 9110, 8.8.2.2 and 13.1.5).
 */
export function readValidator({
  etag,
  date,
  "last-modified": modified,
}: IncomingHttpHeaders): string | undefined {
  if (etag !== undefined && /^"[\x21\x23-\x7e]*"$/.test(etag)) return etag;
  if (modified === undefined || date === undefined) return undefined;
  return Date.parse(date) - Date.parse(modified) >= 1000 ? modified : undefined;
}

function readLength(value: string | undefined): number | undefined {
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}
