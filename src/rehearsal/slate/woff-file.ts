import { constants, inflateSync } from "node:zlib";

export interface FontTable {
  readonly tag: string;
  readonly checksum: number;
  /** Bytes as they are in the file, and unpacked. */
  readonly stored: Buffer;
  readonly length: number;
}

/** The tables of a WOFF file (W3C WOFF 1.0), in its order, still packed. */
export function woffTables(woff: Buffer): readonly FontTable[] {
  return Array.from({ length: woff.readUInt16BE(12) }, (_, index) => {
    const entry = 44 + index * 20;
    const offset = woff.readUInt32BE(entry + 4);
    return {
      tag: woff.toString("latin1", entry, entry + 4),
      checksum: woff.readUInt32BE(entry + 16),
      stored: woff.subarray(offset, offset + woff.readUInt32BE(entry + 8)),
      length: woff.readUInt32BE(entry + 12),
    };
  });
}

/** A table's content. */
export function unpackedTable({ stored, length }: Pick<FontTable, "stored" | "length">): Buffer {
  return stored.length < length ? inflateSync(stored) : stored;
}

/** The beginning of a table: what its first packed bytes give. */
export function tableBeginning({ stored, length }: FontTable, packedBytes: number): Buffer {
  if (stored.length >= length || stored.length <= packedBytes) return unpackedTable({ stored, length });
  return inflateSync(stored.subarray(0, packedBytes), { finishFlush: constants.Z_SYNC_FLUSH });
}

/** The font that a WOFF file holds, as a TrueType file (OpenType, "Organization of an OpenType Font"). */
export function unpackedFont(woff: Buffer): Buffer {
  const tables = woffTables(woff);
  const power = 2 ** Math.floor(Math.log2(tables.length));
  const head = Buffer.alloc(12 + 16 * tables.length);
  head.writeUInt32BE(woff.readUInt32BE(4), 0);
  const search = [tables.length, power * 16, Math.log2(power), (tables.length - power) * 16];
  for (const [index, value] of search.entries()) head.writeUInt16BE(value, 4 + index * 2);
  const parts: Buffer[] = [head];
  let offset = head.length;
  for (const [index, table] of tables.entries()) {
    const content = unpackedTable(table);
    const entry = 12 + 16 * index;
    head.write(table.tag, entry, "latin1");
    head.writeUInt32BE(table.checksum, entry + 4);
    head.writeUInt32BE(offset, entry + 8);
    head.writeUInt32BE(content.length, entry + 12);
    const padding = Buffer.alloc((4 - (content.length % 4)) % 4);
    parts.push(content, padding);
    offset += content.length + padding.length;
  }
  return Buffer.concat(parts);
}
