/** Boxes that hold other boxes, on the way from `moov` to the tables. */
const containers = new Set(["moov", "trak", "mdia", "minf", "stbl", "edts"]);

interface Table {
  /** The least bytes that an entry takes. */
  readonly entryBytes: number;
  /** How many of an entry's first 32-bit numbers count samples or chunks. */
  readonly counts: number;
}

/** Tables begin with version, flags and the number of entries. */
const tables: ReadonlyMap<string, Table> = new Map([
  ["stsd", { entryBytes: 8, counts: 0 }],
  ["dref", { entryBytes: 8, counts: 0 }],
  ["elst", { entryBytes: 12, counts: 0 }],
  ["stts", { entryBytes: 8, counts: 1 }],
  ["ctts", { entryBytes: 8, counts: 1 }],
  ["stsc", { entryBytes: 12, counts: 2 }],
  ["stss", { entryBytes: 4, counts: 0 }],
  ["stco", { entryBytes: 4, counts: 0 }],
  ["co64", { entryBytes: 8, counts: 0 }],
]);

/** More samples than a clip of a day has: a number beyond it is a mistake that a reader would count through. */
const sampleLimit = 5_000_000;

/**
 * Does every table of a `moov` box fit into its box? A table that claims four thousand million entries would keep a
 * reader busy until the memory is used up, and one wrong byte is enough for that. Layouts: ISO 14496-12, 8.5 to 8.7.
 */
export function tablesFit(moov: Uint8Array): boolean {
  const view = new DataView(moov.buffer, moov.byteOffset, moov.byteLength);
  return boxesFit(view, { start: 0, end: moov.byteLength });
}

function boxesFit(view: DataView, range: { readonly start: number; readonly end: number }): boolean {
  for (let start = range.start; start + 8 <= range.end; ) {
    const size = view.getUint32(start);
    if (size < 8 || start + size > range.end) return false;
    if (!boxFits(view, start, size)) return false;
    start += size;
  }
  return true;
}

function boxFits(view: DataView, start: number, size: number): boolean {
  const type = String.fromCharCode(...[4, 5, 6, 7].map((at) => view.getUint8(start + at)));
  if (containers.has(type)) return boxesFit(view, { start: start + 8, end: start + size });
  if (type === "stsz") return sizesFit(view, start, size);
  const table = tables.get(type);
  if (table === undefined) return true;
  const entries = start + 16;
  const end = start + size;
  if (entries > end) return false;
  const entriesEnd = entries + view.getUint32(start + 12) * table.entryBytes;
  if (entriesEnd > end) return false;
  for (let entry = entries; table.counts > 0 && entry < entriesEnd; entry += table.entryBytes) {
    for (let at = entry; at < entry + table.counts * 4; at += 4) {
      if (view.getUint32(at) > sampleLimit) return false;
    }
  }
  return true;
}

function sizesFit(view: DataView, start: number, size: number): boolean {
  if (size < 20) return false;
  const common = view.getUint32(start + 12);
  const count = view.getUint32(start + 16);
  return common === 0 ? count * 4 <= size - 20 : count <= sampleLimit;
}
