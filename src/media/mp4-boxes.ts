/** Reads bytes of a file; fewer than asked for only at its end. */
export type ReadAt = (offset: number, length: number) => Uint8Array;

/** What the top level of an MP4 or QuickTime file shows without looking into any box. */
export interface TopLevel {
  readonly types: ReadonlySet<string>;
  /** The major brand of the first `ftyp` box. */
  readonly brand?: string;
  /** Where the first index is. */
  readonly moov?: { readonly offset: number; readonly length: number };
  /** How many bytes the last box wants beyond the end of the file; 0 when all is there. */
  readonly missingBytes: number;
}

const headerBytes = 16;

/** What may be at the top level (ISO 14496-12, table 1, and the QuickTime file format). */
const knownTypes: ReadonlySet<string> = new Set(
  "ftyp styp moov mdat moof mfra sidx ssix free skip wide uuid meta meco udta pdin prft emsg imda pnot PICT junk".split(
    " ",
  ),
);

/**
 * Walks the boxes of an ISO base media file (ISO 14496-12, 4.2), one small read each. Bytes behind the last box that
 * are not a box are let be, as players do: where index and pictures are whole, a text is not taken for a box that is
 * cut off.
 */
export function readTopLevel(readAt: ReadAt, fileBytes: number): TopLevel {
  const types = new Set<string>();
  let offset = 0;
  let brand: string | undefined;
  let moov: { offset: number; length: number } | undefined;
  while (offset + 8 <= fileBytes) {
    const header = readAt(offset, headerBytes);
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    const type = Buffer.from(header.subarray(4, 8)).toString("latin1");
    if (!/^[\w ©-]{4}$/.test(type)) break;
    const size = boxSize(view, fileBytes - offset);
    if (!knownTypes.has(type) && isComplete(types) && offset + size > fileBytes) break;
    types.add(type);
    if (size < 8) break;
    if (type === "ftyp") brand ??= Buffer.from(header.subarray(8, 12)).toString("latin1");
    if (type === "moov") moov ??= { offset, length: size };
    offset += size;
  }
  return {
    types,
    missingBytes: Math.max(0, offset - fileBytes),
    ...(brand === undefined ? {} : { brand }),
    ...(moov === undefined ? {} : { moov }),
  };
}

/** Are an index and pictures among these boxes? */
export function isComplete(types: ReadonlySet<string>): boolean {
  return types.has("moov") && (types.has("mdat") || types.has("moof"));
}

function boxSize(view: DataView, rest: number): number {
  const size = view.getUint32(0);
  if (size === 0) return rest;
  if (size !== 1) return size;
  return view.byteLength < headerBytes ? rest + 1 : Number(view.getBigUint64(8));
}
