import { type FontTable, tableBeginning, unpackedTable, woffTables } from "./woff-file.ts";

/** A contour's points in font units; every point lies on the outline, since the font's shapes are made of pixels. */
type Contour = readonly { readonly x: number; readonly y: number }[];

/** Packed bytes of the outlines that are unpacked at once: Latin is among the first. */
const beginning = 65_536;

/** Outlines from a WOFF file (W3C WOFF 1.0) that holds TrueType glyphs (OpenType `cmap` format 12, `loca`, `glyf`). */
export class WoffGlyphs {
  private readonly loca: Buffer;
  private readonly packedGlyf: FontTable;
  private glyf: Buffer;
  private readonly hmtx: Buffer;
  private readonly advances: number;
  private readonly groups: readonly {
    readonly first: number;
    readonly last: number;
    readonly glyph: number;
  }[];

  constructor(woff: Buffer) {
    const tables = woffTables(woff);
    const table = (tag: string): Buffer => unpackedTable(tableNamed(tables, tag));
    this.loca = table("loca");
    this.packedGlyf = tableNamed(tables, "glyf");
    this.glyf = tableBeginning(this.packedGlyf, beginning);
    this.hmtx = table("hmtx");
    this.advances = table("hhea").readUInt16BE(34);
    this.groups = characterGroups(table("cmap"));
  }

  /** The glyph's number for a code point; 0, the missing glyph, where the font has none. */
  glyphOf(codePoint: number): number {
    let low = 0;
    let high = this.groups.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const group = this.groups[middle];
      if (group === undefined) return 0;
      if (codePoint < group.first) high = middle - 1;
      else if (codePoint > group.last) low = middle + 1;
      else return group.glyph + codePoint - group.first;
    }
    return 0;
  }

  /** Width in font units. */
  advance(glyph: number): number {
    return this.hmtx.readUInt16BE(Math.min(glyph, this.advances - 1) * 4);
  }

  contours(glyph: number): readonly Contour[] {
    const start = this.loca.readUInt32BE(glyph * 4);
    const end = this.loca.readUInt32BE(glyph * 4 + 4);
    if (end <= start) return [];
    if (end > this.glyf.length) this.glyf = unpackedTable(this.packedGlyf);
    const data = this.glyf.subarray(start, end);
    const count = data.readInt16BE(0);
    return count >= 0 ? simpleContours(data, count) : this.compositeContours(data);
  }

  private compositeContours(data: Buffer): readonly Contour[] {
    const contours: Contour[] = [];
    let at = 10;
    let flags: number;
    do {
      flags = data.readUInt16BE(at);
      const part = data.readUInt16BE(at + 2);
      const wide = (flags & 1) !== 0;
      const dx = wide ? data.readInt16BE(at + 4) : data.readInt8(at + 4);
      const dy = wide ? data.readInt16BE(at + 6) : data.readInt8(at + 5);
      at += wide ? 8 : 6;
      for (const contour of this.contours(part)) {
        contours.push(contour.map(({ x, y }) => ({ x: x + dx, y: y + dy })));
      }
      at += (flags & 8) !== 0 ? 2 : (flags & 64) !== 0 ? 4 : (flags & 128) !== 0 ? 8 : 0;
    } while ((flags & 32) !== 0);
    return contours;
  }
}

function tableNamed(tables: readonly FontTable[], tag: string): FontTable {
  const found = tables.find((table) => table.tag === tag);
  if (found === undefined) throw new Error(`the font has no table ${tag}`);
  return found;
}

function characterGroups(cmap: Buffer): { first: number; last: number; glyph: number }[] {
  const count = cmap.readUInt16BE(2);
  for (let index = 0; index < count; index += 1) {
    const table = cmap.subarray(cmap.readUInt32BE(8 + index * 8));
    if (table.readUInt16BE(0) !== 12) continue;
    return Array.from({ length: table.readUInt32BE(12) }, (_, group) => {
      const at = 16 + group * 12;
      return {
        first: table.readUInt32BE(at),
        last: table.readUInt32BE(at + 4),
        glyph: table.readUInt32BE(at + 8),
      };
    });
  }
  throw new Error("the font has no character map of format 12");
}

function simpleContours(data: Buffer, count: number): readonly Contour[] {
  const ends = Array.from({ length: count }, (_, index) => data.readUInt16BE(10 + index * 2));
  const points = (ends.at(-1) ?? -1) + 1;
  let at = 10 + count * 2;
  at += 2 + data.readUInt16BE(at);
  const flags: number[] = [];
  while (flags.length < points) {
    const flag = data[at++] ?? 0;
    const repeats = (flag & 8) !== 0 ? (data[at++] ?? 0) : 0;
    for (let repeat = 0; repeat <= repeats; repeat += 1) flags.push(flag);
  }
  const axis = (short: number, same: number): number[] => {
    let value = 0;
    return flags.map((flag) => {
      if ((flag & short) !== 0) {
        const delta = data[at++] ?? 0;
        value += (flag & same) !== 0 ? delta : -delta;
      } else if ((flag & same) === 0) {
        value += data.readInt16BE(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = axis(2, 16);
  const ys = axis(4, 32);
  return ends.map((end, index) => {
    const start = index === 0 ? 0 : (ends[index - 1] ?? 0) + 1;
    return xs.slice(start, end + 1).map((x, offset) => ({ x, y: ys[start + offset] ?? 0 }));
  });
}
