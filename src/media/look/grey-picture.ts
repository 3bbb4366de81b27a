export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A small picture in grey: luma from 0 (black) to 255 (white), a byte a pixel, row by row. */
export interface GreyPicture extends Size {
  readonly data: Uint8Array;
}

/** A picture in colour as decoders give it: red, green, blue, and perhaps one byte more, row by row. */
export interface ColourPicture extends Size {
  readonly data: Uint8Array;
  readonly channels: 3 | 4;
}

/** Longest side of the pictures that are compared, in pixels: details that an encoder may change are gone. */
const longSide = 64;

/** The size that a picture is compared in: its own aspect ratio, 64 pixels on the longer side. */
export function comparedSize({ width, height }: Size): Size {
  const scale = longSide / Math.max(width, height);
  const side = (length: number): number => Math.max(8, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}

/** A picture in grey (BT.709 luma) and small; each pixel is the mean of those that it covers. */
export function greyOf({ data, width, height, channels }: ColourPicture, size: Size): GreyPicture {
  const luma = (pixel: number): number => {
    const at = pixel * channels;
    return 0.2126 * (data[at] ?? 0) + 0.7152 * (data[at + 1] ?? 0) + 0.0722 * (data[at + 2] ?? 0);
  };
  return resized({ width, height }, luma, size);
}

/** The same picture in another size. */
export function shrink({ data, width, height }: GreyPicture, size: Size): GreyPicture {
  return resized({ width, height }, (pixel) => data[pixel] ?? 0, size);
}

function resized(from: Size, levelAt: (pixel: number) => number, to: Size): GreyPicture {
  const data = new Uint8Array(to.width * to.height);
  for (let row = 0; row < to.height; row += 1) {
    const [top, bottom] = covered(row, from.height, to.height);
    for (let column = 0; column < to.width; column += 1) {
      const [left, right] = covered(column, from.width, to.width);
      let sum = 0;
      for (let y = top; y < bottom; y += 1) {
        for (let x = left; x < right; x += 1) sum += levelAt(y * from.width + x);
      }
      data[row * to.width + column] = Math.round(sum / ((bottom - top) * (right - left)));
    }
  }
  return { ...to, data };
}

/** The pixels of a line of `from` that one of `to` covers: from, and up to before. */
function covered(index: number, from: number, to: number): readonly [number, number] {
  const start = Math.floor((index * from) / to);
  return [start, Math.max(start + 1, Math.floor(((index + 1) * from) / to))];
}
