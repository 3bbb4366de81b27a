import type { PixelSize } from "./i420.ts";
import { lineHeight, type SlateFont } from "./slate-font.ts";
import { clampLines, drawLine, lineStep, lineWidth, wrapText } from "./slate-text.ts";

/** Text as it is to be drawn: how much of each pixel is ink, from 0 to 255, row by row. */
export interface SetText extends PixelSize {
  readonly ink: Uint8Array;
  readonly lines: number;
  /** Not all of the text is there; an ellipsis says so. */
  readonly isCut: boolean;
}

/** The place that text has. */
export interface TextBox {
  /** Pixels; lines are broken to it. */
  readonly width: number;
  /** Lines at most; what is more is cut off. */
  readonly lines: number;
  /** Height of the letters, pixels. */
  readonly letter: number;
}

/** Sets text of any script. */
export interface Typesetter {
  set(text: string, box: TextBox): Promise<SetText>;
  /** Lets go of what it holds. */
  close(): Promise<void>;
}

/** Distance of two lines, for letters of a height. */
export function lineDistance(letter: number): number {
  return Math.round(letter * 1.3);
}

export const noText: SetText = { width: 0, height: 0, ink: new Uint8Array(), lines: 0, isCut: false };

/** Sets text with a pixel font, its pixels enlarged by whole numbers. */
export function pixelTypesetter(font: SlateFont): Typesetter {
  return {
    set: async (text, { width: room, lines: most, letter }) => {
      const scale = Math.max(1, Math.floor(letter / lineHeight));
      const wrapped = wrapText(font, text, room / scale);
      const lines = clampLines(wrapped, most);
      const width = Math.max(0, ...lines.map((line) => lineWidth(font, line) * scale));
      const height = lines.length * lineStep(scale);
      const ink = new Uint8Array(width * height);
      for (const [index, line] of lines.entries()) {
        const y = index * lineStep(scale);
        drawLine(font, line, {
          x: 0,
          y,
          scale,
          ink: (x, row) => ink.fill(255, row * width + x, row * width + x + 1),
        });
      }
      return { width, height, ink, lines: lines.length, isCut: lines.length < wrapped.length };
    },
    close: async () => {},
  };
}
