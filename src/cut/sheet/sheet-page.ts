import type { SlateFont } from "../../rehearsal/slate/slate-font.ts";
import { clampLines, drawLine, wrapText } from "../../rehearsal/slate/slate-text.ts";

type Colour = readonly [number, number, number];

export const colours = {
  paper: [24, 26, 32],
  empty: [44, 47, 56],
  white: [236, 236, 230],
  grey: [150, 156, 168],
} as const satisfies Record<string, Colour>;

/** A page of pixels, three bytes each. */
export class SheetPage {
  readonly rgb: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly #font: SlateFont | undefined;

  constructor(size: { readonly width: number; readonly height: number }, font: SlateFont | undefined) {
    this.width = size.width;
    this.height = size.height;
    this.#font = font;
    this.rgb = new Uint8Array(size.width * size.height * 3);
    this.fill({ x: 0, y: 0, ...size }, colours.paper);
  }

  fill({ x, y, width, height }: Area, colour: Colour): void {
    for (let row = y; row < y + height; row += 1) {
      for (let column = x; column < x + width; column += 1) this.#set(column, row, colour);
    }
  }

  /** @param rgb three bytes a pixel, as many as the area has */
  picture({ x, y, width, height }: Area, rgb: Uint8Array): void {
    for (let row = 0; row < height; row += 1) {
      this.rgb.set(rgb.subarray(row * width * 3, (row + 1) * width * 3), ((y + row) * this.width + x) * 3);
    }
  }

  /** Words within an area, as many lines of 20 pixels as fit; without the font there are none. */
  words({ x, y, width, height }: Area, text: string, colour: Colour): void {
    const font = this.#font;
    if (font === undefined) return;
    const ink = (column: number, row: number): void => {
      if (column < x + width) this.#set(column, row, colour);
    };
    const lines = clampLines(wrapText(font, text, width), Math.max(1, Math.floor(height / lineStep)));
    for (const [index, line] of lines.entries()) {
      drawLine(font, line, { x, y: y + index * lineStep, scale: 1, ink });
    }
  }

  #set(x: number, y: number, colour: Colour): void {
    if (x >= 0 && x < this.width && y >= 0 && y < this.height) this.rgb.set(colour, (y * this.width + x) * 3);
  }
}

const lineStep = 20;

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
