export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** A picture as encoders want it: a plane of luma, and two planes of chroma of half the width and height. */
export interface I420Picture extends PixelSize {
  /** Y, U and V one after the other; `width * height * 3 / 2` bytes. */
  readonly data: Uint8Array;
}

/** BT.601 in video range, which players assume for pictures of this size. `rgb` has three bytes a pixel. */
export function rgbToI420(rgb: Uint8Array, { width, height }: PixelSize): I420Picture {
  const data = new Uint8Array((width * height * 3) / 2);
  const pixels = width * height;
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const [red, green, blue] = rgbAt(rgb, pixel);
    data[pixel] = (66 * red + 129 * green + 25 * blue + 4224) >> 8;
  }
  const chromaWidth = width / 2;
  for (let row = 0; row < height / 2; row += 1) {
    for (let column = 0; column < chromaWidth; column += 1) {
      const [red, green, blue] = rgbAt(rgb, row * 2 * width + column * 2);
      const at = pixels + row * chromaWidth + column;
      data[at] = (-38 * red - 74 * green + 112 * blue + 32896) >> 8;
      data[at + pixels / 4] = (112 * red - 94 * green - 18 * blue + 32896) >> 8;
    }
  }
  return { width, height, data };
}

function rgbAt(rgb: Uint8Array, pixel: number): readonly [number, number, number] {
  const at = pixel * 3;
  return [rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0];
}

/** The three planes of a picture, each with its size. */
export function planesOf(picture: I420Picture): readonly (PixelSize & { readonly samples: Uint8Array })[] {
  const { width, height, data } = picture;
  const luma = width * height;
  const half = { width: width / 2, height: height / 2 };
  return [
    { width, height, samples: data.subarray(0, luma) },
    { ...half, samples: data.subarray(luma, (luma * 5) / 4) },
    { ...half, samples: data.subarray((luma * 5) / 4) },
  ];
}

const inkLuma = 225;
const shadowLuma = 24;

/** Draws text into a picture's luma, light with a dark shadow; what is outside of the picture is left out. */
export function inkOnLuma(
  { width, height, data }: I420Picture,
  text: PixelSize & { readonly ink: Uint8Array },
  place: { readonly x: number; readonly y: number },
): void {
  for (const [aside, luma] of [
    [1, shadowLuma],
    [0, inkLuma],
  ] as const) {
    for (let row = 0; row < text.height; row += 1) {
      const y = place.y + row + aside;
      if (y < 0 || y >= height) continue;
      for (let column = 0; column < text.width; column += 1) {
        const x = place.x + column + aside;
        const ink = text.ink[row * text.width + column] ?? 0;
        if (ink === 0 || x < 0 || x >= width) continue;
        const under = data[y * width + x] ?? 0;
        data[y * width + x] = under + Math.round(((luma - under) * ink) / 255);
      }
    }
  }
}

/** Copies a picture into another, its upper left corner at an even place. */
export function pasteInto(
  picture: I420Picture,
  pasted: I420Picture,
  place: { readonly x: number; readonly y: number },
): void {
  const targets = planesOf(picture);
  for (const [index, plane] of planesOf(pasted).entries()) {
    const target = targets[index];
    const [x, y] = index === 0 ? [place.x, place.y] : [place.x / 2, place.y / 2];
    if (target === undefined) continue;
    for (let row = 0; row < plane.height && y + row < target.height; row += 1) {
      const line = plane.samples.subarray(row * plane.width, (row + 1) * plane.width);
      target.samples.set(line.subarray(0, Math.max(0, target.width - x)), (y + row) * target.width + x);
    }
  }
}
