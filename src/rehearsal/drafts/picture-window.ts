import { type I420Picture, planesOf } from "../slate/i420.ts";
import type { CameraWindow } from "./camera-window.ts";

/** A part of a picture, enlarged to the picture's size. */
export function seenThrough(window: CameraWindow, picture: I420Picture): I420Picture {
  if (window.size === 1) return picture;
  const result = { ...picture, data: new Uint8Array(picture.data.length) };
  const targets = planesOf(result);
  for (const [index, plane] of planesOf(picture).entries()) {
    const target = targets[index];
    if (target !== undefined) enlarge(plane, target.samples, window);
  }
  return result;
}

/**
 * Bilinear, in whole numbers: positions and weights in 1/256 sample. A row of the source lies under two or three of the target, so
 * each is spread once. Small loops over one array each are what the engine makes fast.
 */
function enlarge(
  plane: { readonly width: number; readonly height: number; readonly samples: Uint8Array },
  target: Uint8Array,
  { size, x, y }: CameraWindow,
): void {
  const { width, height, samples } = plane;
  const columns = positions(width, size, x);
  const rows = positions(height, size, y);
  const spreadRows = new SpreadRows(samples, columns);
  for (let line = 0; line < height; line += 1) {
    const position = rows[line] ?? 0;
    const row = position >> 8;
    const upper = spreadRows.at(row);
    const lower = spreadRows.at(Math.min(height - 1, row + 1));
    mixRows(upper, lower, { weight: position & 255, into: target.subarray(line * width) });
  }
}

/** The two rows of the source that were asked for last, at the target's columns, 256 times their value. */
class SpreadRows {
  readonly #samples: Uint8Array;
  readonly #columns: Int32Array;
  readonly #even: { row: number; readonly values: Uint16Array };
  readonly #odd: { row: number; readonly values: Uint16Array };

  constructor(samples: Uint8Array, columns: Int32Array) {
    this.#samples = samples;
    this.#columns = columns;
    this.#even = { row: -1, values: new Uint16Array(columns.length) };
    this.#odd = { row: -1, values: new Uint16Array(columns.length) };
  }

  at(row: number): Uint16Array {
    // Neighbours are never in the same place.
    const kept = row % 2 === 0 ? this.#even : this.#odd;
    if (kept.row !== row)
      spread(this.#samples.subarray(row * kept.values.length), this.#columns, kept.values);
    kept.row = row;
    return kept.values;
  }
}

function spread(samples: Uint8Array, columns: Int32Array, into: Uint16Array): void {
  for (let column = 0; column < into.length; column += 1) {
    const position = columns[column] ?? 0;
    const left = position >> 8;
    const one = samples[left] ?? 0;
    // Past the last sample the weight is 0.
    into[column] = (one << 8) + ((samples[left + 1] ?? 0) - one) * (position & 255);
  }
}

function mixRows(
  upper: Uint16Array,
  lower: Uint16Array,
  { weight, into }: { readonly weight: number; readonly into: Uint8Array },
): void {
  const rest = 256 - weight;
  for (let column = 0; column < upper.length; column += 1) {
    into[column] = ((upper[column] ?? 0) * rest + (lower[column] ?? 0) * weight) >> 16;
  }
}

/** Where each sample of a line comes from, in 1/256 sample. */
function positions(length: number, size: number, offset: number): Int32Array {
  const start = (length - 1) * (1 - size) * offset;
  const found = new Int32Array(length);
  for (let index = 0; index < length; index += 1) found[index] = Math.round((start + index * size) * 256);
  return found;
}
