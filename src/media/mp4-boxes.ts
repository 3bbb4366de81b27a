/** Reads bytes of a file; fewer than asked for only at its end. */
export type ReadAt = (offset: number, length: number) => Uint8Array;

/** What the top level of an MP4 file shows without looking into any box. */
export interface TopLevel {
  readonly types: ReadonlySet<string>;
  /** Where the index is. */
  readonly moov?: { readonly offset: number; readonly length: number };
  /** How many bytes the last box wants beyond the end of the file; 0 when all is there. */
  readonly missingBytes: number;
}

const headerBytes = 16;

/**
 * Walks the boxes of an ISO base media file (ISO 14496-12, 4.2), one small read each. Bytes behind the last box that
 * are no box are let be, as players do.
 */
export function readTopLevel(readAt: ReadAt, fileBytes: number): TopLevel {
  const types = new Set<string>();
  let offset = 0;
  let moov: { offset: number; length: number } | undefined;
  while (offset + 8 <= fileBytes) {
    const header = readAt(offset, headerBytes);
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    const type = Buffer.from(header.subarray(4, 8)).toString("latin1");
    if (!/^[\w ©-]{4}$/.test(type)) break;
    types.add(type);
    const size = boxSize(view, fileBytes - offset);
    if (size < 8) break;
    if (type === "moov") moov = { offset, length: size };
    offset += size;
  }
  return { types, missingBytes: Math.max(0, offset - fileBytes), ...(moov === undefined ? {} : { moov }) };
}

function boxSize(view: DataView, rest: number): number {
  const size = view.getUint32(0);
  if (size === 0) return rest;
  if (size !== 1) return size;
  return view.byteLength < headerBytes ? rest + 1 : Number(view.getBigUint64(8));
}
