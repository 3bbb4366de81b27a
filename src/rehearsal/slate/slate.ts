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

type Colour = readonly [number, number, number];

const paper: Colour = [24, 26, 32];
const white: Colour = [236, 236, 230];
const grey: Colour = [150, 156, 168];
const margin = 24;
const stripesHeight = 28;

/** A dark card in the manner of a clapperboard; its stripes are tinted by the title, so that shots look different. */
export function drawSlate(size: PixelSize, words: SlateWords, font: SlateFont | undefined): I420Picture {
  return rgbToI420(paintSlate(size, words, font), size);
}

/** The same card, three bytes a pixel. */
export function paintSlate(size: PixelSize, words: SlateWords, font: SlateFont | undefined): Uint8Array {
  const canvas = new Canvas(size);
  canvas.fill(paper);
  canvas.stripes(stripesHeight, tint(words.title), white);
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
    write(line, titleScale, white);
  for (const line of clampLines(wrapText(font, words.facts, width), 3)) write(line, 1, grey);
  y += 12;
  const room = size.height - margin - 32 - y;
  const large = wrapText(font, words.text, width / 2);
  const scale = large.length <= Math.floor(room / lineStep(2)) ? 2 : 1;
  const lines = scale === 2 ? large : wrapText(font, words.text, width);
  for (const line of clampLines(lines, Math.floor(room / lineStep(scale)))) write(line, scale, white);
}

/** A colour that always belongs to the same title. */
function tint(title: string): Colour {
  let hash = 7;
  for (const character of title) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  const channel = (shift: number): number =>
    Math.round(120 + 90 * Math.cos(((hash + shift) / 180) * Math.PI));
  return [channel(0), channel(120), channel(240)];
}

class Canvas {
  readonly rgb: Uint8Array;
  private readonly size: PixelSize;

  constructor(size: PixelSize) {
    this.size = size;
    this.rgb = new Uint8Array(size.width * size.height * 3);
  }

  fill(colour: Colour): void {
    for (let at = 0; at < this.rgb.length; at += 3) this.rgb.set(colour, at);
  }

  /** Slanted stripes along the upper edge. */
  stripes(height: number, one: Colour, other: Colour): void {
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < this.size.width; x += 1) {
        this.rgb.set(Math.floor((x + y) / 32) % 2 === 0 ? one : other, (y * this.size.width + x) * 3);
      }
    }
  }

  ink(colour: Colour): (x: number, y: number) => void {
    const { width, height } = this.size;
    return (x, y) => {
      if (x >= 0 && x < width && y >= 0 && y < height) this.rgb.set(colour, (y * width + x) * 3);
    };
  }
}
