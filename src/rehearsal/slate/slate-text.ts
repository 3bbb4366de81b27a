import { type Glyph, lineHeight, type SlateFont } from "./slate-font.ts";

/** Something with pixels that text is drawn into: called for every pixel of ink. */
export type Ink = (x: number, y: number) => void;

/** Draws one line with its upper left corner at `x`, `y`; each pixel of the font becomes `scale` pixels square. */
export function drawLine(
  font: SlateFont,
  text: string,
  place: { readonly x: number; readonly y: number; readonly scale: number; readonly ink: Ink },
): void {
  let pen = place.x;
  for (const character of text) {
    const glyph = font.glyph(character);
    drawGlyph(glyph, pen, place);
    pen += glyph.width * place.scale;
  }
}

function drawGlyph(
  glyph: Glyph,
  left: number,
  { y, scale, ink }: { readonly y: number; readonly scale: number; readonly ink: Ink },
): void {
  for (const [row, bits] of glyph.rows.entries()) {
    for (let column = 0; column < glyph.width; column += 1) {
      if (((bits >> column) & 1) === 0) continue;
      for (let dy = 0; dy < scale; dy += 1) {
        for (let dx = 0; dx < scale; dx += 1) ink(left + column * scale + dx, y + row * scale + dy);
      }
    }
  }
}

/** Width of a line in pixels at scale 1. */
export function lineWidth(font: SlateFont, text: string): number {
  let width = 0;
  for (const character of text) width += font.glyph(character).width;
  return width;
}

/**
 * Breaks text into lines that fit: between words where there are spaces, between any two characters of scripts
 * without them, and inside a word only when it is longer than a line. Line breaks in the text are kept.
 */
export function wrapText(font: SlateFont, text: string, maxWidth: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split(/\r?\n/)) {
    let line = "";
    for (const piece of pieces(font, paragraph, maxWidth)) {
      const longer = line + piece;
      const mayStart = !closing.test(piece);
      if (line !== "" && mayStart && lineWidth(font, longer.trimEnd()) > maxWidth) {
        lines.push(line.trimEnd());
        line = piece.trimStart();
      } else line = longer;
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

/** Punctuation that stays with the character before it, even if it juts out. */
const closing = /^[，。、；：？！）」』》”’]/u;

function pieces(font: SlateFont, paragraph: string, maxWidth: number): string[] {
  const words = paragraph
    .replace(/\t/g, " ")
    .match(/ +|[\u2e80-\u9fff\uac00-\ud7af\uff00-\uff60]|[^ \u2e80-\u9fff\uac00-\ud7af\uff00-\uff60]+/gu);
  return (words ?? []).flatMap((word) => (lineWidth(font, word) > maxWidth ? [...word] : [word]));
}

/** At most `count` lines; what is cut off is marked by an ellipsis. */
export function clampLines(lines: readonly string[], count: number): readonly string[] {
  if (lines.length <= count) return lines;
  const kept = lines.slice(0, Math.max(1, count));
  const end = kept.at(-1) ?? "";
  return [...kept.slice(0, -1), `${[...end].slice(0, -1).join("")}…`];
}

/** Height of a line of text in pixels. */
export function lineStep(scale: number): number {
  return (lineHeight + 4) * scale;
}
