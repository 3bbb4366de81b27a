import { Canvas, type Colour } from "./canvas.ts";
import { type I420Picture, type PixelSize, rgbToI420 } from "./i420.ts";
import type { SlateFont } from "./slate-font.ts";
import { clampLines, drawLine, lineStep, lineWidth, wrapText } from "./slate-text.ts";

/** What a slate says. */
export interface SlateWords {
  /** The shot's id. */
  readonly title: string;
  /** Model, length and the like, one short line. */
  readonly facts: string;
  /** The prompt, wrapped and cut to what fits. */
  readonly text: string;
}

export const colours = {
  paper: [24, 26, 32],
  white: [236, 236, 230],
  grey: [150, 156, 168],
} as const satisfies Record<string, Colour>;
export const margin = 24;
export const stripesHeight = 28;

/** A dark card in the manner of a clapperboard; its stripes are tinted by the title, so that shots look different. */
export function drawSlate(size: PixelSize, words: SlateWords, font: SlateFont | undefined): I420Picture {
  return rgbToI420(paintSlate(size, words, font), size);
}

/** The same card, three bytes a pixel. */
export function paintSlate(size: PixelSize, words: SlateWords, font: SlateFont | undefined): Uint8Array {
  const canvas = new Canvas(size);
  canvas.fill(colours.paper);
  canvas.stripes(stripesHeight, tint(words.title), colours.white);
  if (font !== undefined) writeWords(canvas, size, words, font);
  return canvas.rgb;
}

function writeWords(canvas: Canvas, size: PixelSize, words: SlateWords, font: SlateFont): void {
  const width = size.width - 2 * margin;
  let y = stripesHeight + margin;
  const write = (text: string, scale: number, colour: Colour): void => {
    drawLine(font, text, { x: margin, y, scale, ink: canvas.ink(colour) });
    y += lineStep(scale);
  };
  const titleScale = lineWidth(font, words.title) * 2 <= width ? 2 : 1;
  for (const line of clampLines(wrapText(font, words.title, width / titleScale), 2))
    write(line, titleScale, colours.white);
  for (const line of clampLines(wrapText(font, words.facts, width), 3)) write(line, 1, colours.grey);
  y += 12;
  const room = size.height - margin - 32 - y;
  const large = wrapText(font, words.text, width / 2);
  const scale = large.length <= Math.floor(room / lineStep(2)) ? 2 : 1;
  const lines = scale === 2 ? large : wrapText(font, words.text, width);
  for (const line of clampLines(lines, Math.floor(room / lineStep(scale)))) write(line, scale, colours.white);
}

/** A colour that always belongs to the same title. */
export function tint(title: string): Colour {
  let hash = 7;
  for (const character of title) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  const channel = (shift: number): number =>
    Math.round(120 + 90 * Math.cos(((hash + shift) / 180) * Math.PI));
  return [channel(0), channel(120), channel(240)];
}
