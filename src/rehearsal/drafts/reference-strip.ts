import { type I420Picture, type PixelSize, pasteInto, rgbToI420 } from "../slate/i420.ts";

/** Side of a reference as it is shown, with its white edge; pixels. */
const tile = 64;
const edge = 2;
const gap = 8;
const top = 40;
const mostShown = 4;

/** The room at the right that a strip of references takes; pixels. */
export const stripWidth = tile + 2 * gap;

/** References as small pictures. `decode` fills a size with one, three bytes a pixel. */
export async function referenceTiles(
  references: readonly Uint8Array[],
  decode: (bytes: Uint8Array, size: PixelSize) => Promise<Uint8Array>,
): Promise<readonly I420Picture[]> {
  const inner = { width: tile - 2 * edge, height: tile - 2 * edge };
  const tiles: I420Picture[] = [];
  for (const bytes of references.slice(0, mostShown)) {
    const framed = rgbToI420(new Uint8Array(tile * tile * 3).fill(232), { width: tile, height: tile });
    pasteInto(framed, rgbToI420(await decode(bytes, inner), inner), { x: edge, y: edge });
    tiles.push(framed);
  }
  return tiles;
}

/** Puts them one below the other along the right edge of a frame. */
export function withReferences(frame: I420Picture, tiles: readonly I420Picture[]): I420Picture {
  if (tiles.length === 0) return frame;
  const shown = { ...frame, data: Uint8Array.from(frame.data) };
  const room = Math.max(0, Math.floor((frame.height - top - 30) / (tile + gap)));
  for (const [index, one] of tiles.slice(0, room).entries()) {
    pasteInto(shown, one, { x: frame.width - tile - gap, y: top + index * (tile + gap) });
  }
  return shown;
}
