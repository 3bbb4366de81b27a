import { type I420Picture, planesOf } from "../slate/i420.ts";
import type { BitWriter } from "./bit-writer.ts";

/** A picture's size in macroblocks of 16 by 16 pixels. */
export interface MacroblockGrid {
  readonly columns: number;
  readonly rows: number;
}

/** How a macroblock is written: as its left or upper neighbour goes on, or with all of its samples. */
type Coding = "horizontal" | "vertical" | "samples";

/** The three planes of a picture, in whole macroblocks. */
type Planes = readonly Plane[];

interface Plane {
  /** Side of a macroblock in this plane: 16 for luma, 8 for chroma. */
  readonly side: number;
  /** Past the picture's edge the last sample goes on. */
  sample(x: number, y: number): number;
}

/**
 * The macroblocks of an intra slice (ITU-T H.264, 7.3.5) without a transform: Intra 16x16 with horizontal or vertical
 * prediction and no residual where that gives exactly the picture, I_PCM elsewhere.
 */
export function stillMacroblocks(
  picture: I420Picture,
  { columns, rows }: MacroblockGrid,
  writer: BitWriter,
): void {
  const planes = planesWithEdges(picture);
  const codings: Coding[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const coding = codingOf(planes, column, row);
      const left = column > 0 ? codings.at(-1) : undefined;
      const above = row > 0 ? codings.at(-columns) : undefined;
      if (coding === "samples") writeSamples(planes, column, row, writer);
      else writePredicted(coding, left === "samples" || above === "samples", writer);
      codings.push(coding);
    }
  }
}

function codingOf(planes: Planes, column: number, row: number): Coding {
  if (column > 0 && continues(planes, column, row, "horizontal")) return "horizontal";
  if (row > 0 && continues(planes, column, row, "vertical")) return "vertical";
  return "samples";
}

function continues(
  planes: Planes,
  column: number,
  row: number,
  direction: "horizontal" | "vertical",
): boolean {
  return planes.every(({ side, sample }) => {
    const [left, top] = [column * side, row * side];
    for (let y = top; y < top + side; y += 1) {
      for (let x = left; x < left + side; x += 1) {
        const origin = direction === "horizontal" ? sample(left - 1, y) : sample(x, top - 1);
        if (sample(x, y) !== origin) return false;
      }
    }
    return true;
  });
}

/**
 * `mb_type`, the chroma mode, no change of quantiser, and a list of coefficients that is empty: its code depends on
 * whether a neighbour holds samples, which count as sixteen coefficients (9.2.1).
 */
function writePredicted(
  coding: "horizontal" | "vertical",
  isBesideSamples: boolean,
  writer: BitWriter,
): void {
  const isVertical = coding === "vertical";
  writer
    .unsigned(isVertical ? 1 : 2)
    .unsigned(isVertical ? 2 : 1)
    .unsigned(0);
  if (isBesideSamples) writer.bits(0b000011, 6);
  else writer.bits(1, 1);
}

const pcmType = 25;

function writeSamples(planes: Planes, column: number, row: number, writer: BitWriter): void {
  writer.unsigned(pcmType).align();
  for (const { side, sample } of planes) {
    for (let y = row * side; y < (row + 1) * side; y += 1) {
      for (let x = column * side; x < (column + 1) * side; x += 1) writer.bits(sample(x, y), 8);
    }
  }
}

function planesWithEdges(picture: I420Picture): Planes {
  return planesOf(picture).map(({ width, height, samples }, index) => ({
    side: index === 0 ? 16 : 8,
    sample: (x, y) => samples[Math.min(y, height - 1) * width + Math.min(x, width - 1)] ?? 0,
  }));
}
