import type { PixelSize } from "./i420.ts";
import type { SetText } from "./typesetter.ts";

export type Colour = readonly [number, number, number];

/** A picture that is drawn: three bytes a pixel, black at first. */
export class Canvas {
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

  /** Text with soft edges, its upper left corner at `x`, `y`. What is outside of the picture is left out. */
  text(text: SetText, { x, y }: { readonly x: number; readonly y: number }, colour: Colour): void {
    const width = Math.min(text.width, this.size.width - x);
    const height = Math.min(text.height, this.size.height - y);
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        const share = (text.ink[row * text.width + column] ?? 0) / 255;
        if (share === 0) continue;
        const at = ((y + row) * this.size.width + x + column) * 3;
        for (const [channel, value] of colour.entries()) {
          const under = this.rgb[at + channel] ?? 0;
          this.rgb[at + channel] = Math.round(under + (value - under) * share);
        }
      }
    }
  }
}
