import type { ReadAt } from "./mp4-boxes.ts";

const ids = { ebml: 0x1a45dfa3, segment: 0x18538067, void: 0xec } as const;

/** An id of up to 4 bytes and a size of up to 8. */
const headerBytes = 12;

/**
 * How many bytes the elements at the top level of a Matroska or WebM file want beyond its end; 0 when all is there, or
 * where the file does not say how long it is, as one that was written while it was recorded (RFC 8794, 6.2).
 */
export function missingMatroskaBytes(readAt: ReadAt, fileBytes: number): number {
  let offset = 0;
  let segments = 0;
  while (offset + 2 <= fileBytes) {
    const header = readAt(offset, headerBytes);
    const idBytes = Math.clz32((header[0] ?? 0) << 24) + 1;
    const id = numberOf(header.subarray(0, idBytes));
    const isKnown = id === ids.ebml || id === ids.segment || id === ids.void;
    if (!isKnown || idBytes >= header.length) break;
    if (id === ids.segment) segments += 1;
    const size = sizeOf(header.subarray(idBytes));
    if (size === undefined) return 0;
    offset += idBytes + size.bytes + size.value;
  }
  // Not even the beginning of the pictures is there.
  if (segments === 0) return Math.max(1, offset - fileBytes);
  return Math.max(0, offset - fileBytes);
}

/** An element's size; `undefined` where it is marked as unknown, or cut off. */
function sizeOf(header: Uint8Array): { readonly bytes: number; readonly value: number } | undefined {
  const [first = 0] = header;
  const bytes = Math.clz32(first << 24) + 1;
  if (first === 0 || bytes > header.length) return undefined;
  const mask = 2 ** (8 - bytes) - 1;
  const value = (first & mask) * 256 ** (bytes - 1) + numberOf(header.subarray(1, bytes));
  return value === 2 ** (7 * bytes) - 1 ? undefined : { bytes, value };
}

function numberOf(bytes: Uint8Array): number {
  return bytes.reduce((number, byte) => number * 256 + byte, 0);
}
