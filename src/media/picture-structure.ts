import { crc32 } from "node:zlib";
import { unreachable } from "../base/unreachable.ts";

export type PictureFormat = "jpeg" | "png" | "webp" | "gif";

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The format that the first bytes show, whatever the file is called. */
export function sniffPicture(content: Buffer): PictureFormat | undefined {
  if (content.length >= 3 && content[0] === 0xff && content[1] === 0xd8 && content[2] === 0xff) return "jpeg";
  if (content.subarray(0, 8).equals(pngSignature)) return "png";
  if (ascii(content, 0, 4) === "RIFF" && ascii(content, 8, 12) === "WEBP") return "webp";
  return /^GIF8[79]a$/.test(ascii(content, 0, 6)) ? "gif" : undefined;
}

const cut = "is cut off before its end";

/** What is wrong with the file as a container; `undefined` where it is whole. Pixels are not decoded. */
export function structureFault(format: PictureFormat, content: Buffer): string | undefined {
  switch (format) {
    case "jpeg":
      return jpegFault(content);
    case "png":
      return pngFault(content);
    case "webp":
      return content.length >= 20 && content.readUInt32LE(4) + 8 <= content.length ? undefined : cut;
    case "gif":
      return gifFault(content);
    default:
      return unreachable(format);
  }
}

/**
 * Walks the segments to the picture data, so that the end of an embedded thumbnail does not count as the picture's.
 * Bytes after the end are fine: phones append films and maps there.
 */
function jpegFault(content: Buffer): string | undefined {
  let at = 2;
  while (at + 4 <= content.length) {
    if (content[at] !== 0xff) return "is corrupt: a JPEG segment does not start where it should";
    const marker = content[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
    } else if (marker === 0xda) {
      return content.indexOf(Buffer.from([0xff, 0xd9]), at) === -1 ? cut : undefined;
    } else if (marker === 0xd9) {
      return "is corrupt: it ends before its picture data";
    } else {
      const standalone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
      at += standalone ? 2 : 2 + content.readUInt16BE(at + 2);
    }
  }
  return cut;
}

function pngFault(content: Buffer): string | undefined {
  let at = pngSignature.length;
  while (at + 12 <= content.length) {
    const length = content.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > content.length) return cut;
    if (content.readUInt32BE(end - 4) !== crc32(content.subarray(at + 4, end - 4))) {
      return "is corrupt: a PNG chunk does not match its checksum";
    }
    if (ascii(content, at + 4, at + 8) === "IEND") return undefined;
    at = end;
  }
  return cut;
}

function gifFault(content: Buffer): string | undefined {
  let last = content.length - 1;
  // Some writers pad the file with zeros after its trailer.
  while (last > 0 && content[last] === 0) last -= 1;
  return content[last] === 0x3b ? undefined : cut;
}

function ascii(content: Buffer, start: number, end: number): string {
  return content.toString("latin1", start, Math.min(end, content.length));
}
