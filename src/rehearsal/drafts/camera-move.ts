import { type I420Picture, planesOf } from "../slate/i420.ts";

/** How far the camera goes in: the picture ends 8 % larger than it began. */
const pushIn = 0.08;
/** The share of the clip during which the first picture gives way to the last. */
const fade = { from: 0.3, to: 0.7 };

/**
 * One frame of a slow push-in on `first`, which dissolves into `last` where there is one. `time` runs from 0 to 1;
 * the very first and very last frames are the pictures as given, so that consecutive shots join.
 */
export function movedFrame(
  pictures: { readonly first: I420Picture; readonly last?: I420Picture | undefined },
  time: number,
): I420Picture {
  const { first, last } = pictures;
  if (last === undefined) return zoomed(first, 1 + pushIn * time);
  const share = smooth((time - fade.from) / (fade.to - fade.from));
  const settling = (picture: I420Picture): I420Picture => zoomed(picture, 1 + pushIn * (1 - time));
  if (share <= 0) return zoomed(first, 1 + pushIn * time);
  if (share >= 1) return settling(last);
  return mixed(zoomed(first, 1 + pushIn * time), settling(last), share);
}

function smooth(value: number): number {
  const clamped = Math.min(1, Math.max(0, value));
  return clamped * clamped * (3 - 2 * clamped);
}

function zoomed(picture: I420Picture, zoom: number): I420Picture {
  if (zoom === 1) return picture;
  const result = { ...picture, data: new Uint8Array(picture.data.length) };
  const targets = planesOf(result);
  for (const [index, plane] of planesOf(picture).entries()) {
    const target = targets[index];
    if (target !== undefined) zoomPlane(plane, target.samples, zoom);
  }
  return result;
}

/** Bilinear, in whole numbers: positions and weights in 1/256 pixel. */
function zoomPlane(
  plane: { readonly width: number; readonly height: number; readonly samples: Uint8Array },
  target: Uint8Array,
  zoom: number,
): void {
  const { width, height, samples } = plane;
  const columns = positions(width, zoom);
  const rows = positions(height, zoom);
  for (let y = 0; y < height; y += 1) {
    const row = rows[y] ?? 0;
    const above = (row >> 8) * width;
    const below = Math.min(height - 1, (row >> 8) + 1) * width;
    const down = row & 255;
    for (let x = 0; x < width; x += 1) {
      const column = columns[x] ?? 0;
      const left = column >> 8;
      const right = left + 1 < width ? left + 1 : left;
      const across = column & 255;
      const top = (samples[above + left] ?? 0) * (256 - across) + (samples[above + right] ?? 0) * across;
      const bottom = (samples[below + left] ?? 0) * (256 - across) + (samples[below + right] ?? 0) * across;
      target[y * width + x] = (top * (256 - down) + bottom * down) >> 16;
    }
  }
}

function positions(length: number, zoom: number): Int32Array {
  const middle = (length - 1) / 2;
  return Int32Array.from({ length }, (_, index) => Math.round((middle + (index - middle) / zoom) * 256));
}

function mixed(first: I420Picture, last: I420Picture, share: number): I420Picture {
  const weight = Math.round(share * 256);
  const data = new Uint8Array(first.data.length);
  for (let index = 0; index < data.length; index += 1) {
    data[index] = ((first.data[index] ?? 0) * (256 - weight) + (last.data[index] ?? 0) * weight) >> 8;
  }
  return { ...first, data };
}
