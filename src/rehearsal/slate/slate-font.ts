import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { WoffGlyphs } from "./woff-glyphs.ts";

/** A character as pixels: `rows[y]` has bit `x` set where pixel `x` from the left is ink. 16 rows. */
export interface Glyph {
  /** 8 or 16 pixels; 0 for a combining mark. */
  readonly width: number;
  readonly rows: readonly number[];
}

/** Height of every line in pixels, before scaling. */
export const lineHeight = 16;

/** A pixel font. Characters that it lacks come as an empty box. */
export interface SlateFont {
  glyph(character: string): Glyph;
}

/**
 * UnifontEX: one file that has every script that a prompt is likely to be written in, drawn in pixels, so that
 * no system fonts are needed. `undefined` where the package is not installed; slates are then without words.
 */
export async function loadSlateFont(): Promise<SlateFont | undefined> {
  const file = slateFontFile();
  const bytes = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (bytes === undefined) return undefined;
  let woff: WoffGlyphs | undefined;
  const known = new Map<string, Glyph>();
  return {
    glyph(character) {
      const cached = known.get(character);
      if (cached !== undefined) return cached;
      // Unpacked with the first character, since many who load a font draw nothing.
      woff ??= new WoffGlyphs(bytes);
      const number = woff.glyphOf(character.codePointAt(0) ?? 0);
      const glyph = number === 0 ? missing : drawGlyph(woff, number);
      known.set(character, glyph);
      return glyph;
    },
  };
}

/** Where the font's package has it; `undefined` where it is not installed. */
export function slateFontFile(): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    return require.resolve("@fontsource/unifontex/files/unifontex-latin-400-normal.woff");
  } catch {
    return undefined;
  }
}

const missing: Glyph = {
  width: 8,
  rows: Array.from({ length: lineHeight }, (_, row) =>
    row < 3 || row > 13 ? 0 : row === 3 || row === 13 ? 0b0111_1110 : 0b0100_0010,
  ),
};

const unitsPerPixel = 64;
const ascentPixels = 14;

/** Fills the outline, one sample in the middle of each pixel, by the non-zero rule. */
function drawGlyph(glyphs: WoffGlyphs, number: number): Glyph {
  const contours = glyphs.contours(number);
  const width = Math.min(16, Math.round(glyphs.advance(number) / unitsPerPixel));
  const rows = Array.from({ length: lineHeight }, (_, row) => {
    const y = (ascentPixels - row - 0.5) * unitsPerPixel;
    let bits = 0;
    for (let column = 0; column < width; column += 1) {
      if (winding(contours, (column + 0.5) * unitsPerPixel, y) !== 0) bits |= 1 << column;
    }
    return bits;
  });
  return { width, rows };
}

function winding(contours: ReturnType<WoffGlyphs["contours"]>, x: number, y: number): number {
  let count = 0;
  for (const contour of contours) {
    let from = contour.at(-1);
    for (const to of contour) {
      if (from !== undefined && from.y <= y !== to.y <= y) {
        const crossing = from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x);
        if (crossing > x) count += to.y > from.y ? 1 : -1;
      }
      from = to;
    }
  }
  return count;
}
