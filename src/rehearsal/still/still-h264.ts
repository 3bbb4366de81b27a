import type { I420Picture, PixelSize } from "../slate/i420.ts";
import { BitWriter } from "./bit-writer.ts";
import { type MacroblockGrid, stillMacroblocks } from "./still-macroblocks.ts";

/** One picture that is held, as H.264 that was made without an encoder. */
export interface StillH264 {
  /** The `avcC` record: what a decoder needs before the first frame. */
  readonly description: Uint8Array;
  /** The whole picture. */
  readonly keyFrame: Uint8Array;
  /** A picture that repeats the one before it. `index` counts frames from the key frame, which is 0. */
  repeatFrame(index: number): Uint8Array;
}

const baselineProfile = 66;
const level = 42;
const frameNumberBits = 4;

/**
 * H.264 without an encoder. Macroblocks that continue their neighbour cost a few bits, all others hold their samples as
 * they are (I_PCM), so pictures with large plain areas are small.
 */
export function stillH264(picture: I420Picture): StillH264 {
  return heldPicture(picture, (grid, writer) => stillMacroblocks(picture, grid, writer));
}

/** A key frame of the given macroblocks, and frames that skip all of theirs. Width and height are in pixels, both even. */
export function heldPicture(
  size: PixelSize,
  writeMacroblocks: (grid: MacroblockGrid, writer: BitWriter) => void,
): StillH264 {
  const columns = Math.ceil(size.width / 16);
  const rows = Math.ceil(size.height / 16);
  const parameters = sequenceParameters(size, columns, rows);
  const writer = intraSliceHeader();
  writeMacroblocks({ columns, rows }, writer);
  return {
    description: decoderConfiguration(parameters, pictureParameters()),
    keyFrame: lengthPrefixed(0x65, writer.finish()),
    repeatFrame: (index) => lengthPrefixed(0x41, skippedSlice(columns * rows, index)),
  };
}

function sequenceParameters(size: PixelSize, columns: number, rows: number): Uint8Array {
  const cropRight = (columns * 16 - size.width) / 2;
  const cropBottom = (rows * 16 - size.height) / 2;
  const writer = new BitWriter()
    .bits(baselineProfile, 8)
    .bits(0b11000000, 8)
    .bits(level, 8)
    .unsigned(0)
    .unsigned(frameNumberBits - 4)
    .unsigned(2) // picture order follows decoding order
    .unsigned(1)
    .bits(0, 1)
    .unsigned(columns - 1)
    .unsigned(rows - 1)
    .bits(0b11, 2); // frames only, 8x8 inference
  if (cropRight > 0 || cropBottom > 0) {
    writer.bits(1, 1).unsigned(0).unsigned(cropRight).unsigned(0).unsigned(cropBottom);
  } else {
    writer.bits(0, 1);
  }
  return unit(0x67, writer.bits(0, 1).finish());
}

/** Quantiser 0, as a signed Exp-Golomb number below 26: nothing is quantised, and decoders smooth no edges at it (8.7). */
const finestQuantiser = 52;

function pictureParameters(): Uint8Array {
  const writer = new BitWriter().unsigned(0).unsigned(0).bits(0, 2).unsigned(0).unsigned(0).unsigned(0);
  return unit(0x68, writer.bits(0, 3).unsigned(finestQuantiser).unsigned(0).unsigned(0).bits(0, 3).finish());
}

function intraSliceHeader(): BitWriter {
  const writer = new BitWriter().unsigned(0).unsigned(7).unsigned(0).bits(0, frameNumberBits);
  return writer.unsigned(0).bits(0, 2).unsigned(0);
}

function skippedSlice(macroblocks: number, index: number): Uint8Array {
  const frameNumber = index % 2 ** frameNumberBits;
  const writer = new BitWriter().unsigned(0).unsigned(5).unsigned(0).bits(frameNumber, frameNumberBits);
  return writer.bits(0, 3).unsigned(0).unsigned(macroblocks).finish();
}

/** One NAL unit: its header byte, and the payload with every start-code look-alike broken up (7.4.1). */
function unit(header: number, payload: Uint8Array): Uint8Array {
  const bytes = [header];
  let zeros = 0;
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3);
      zeros = 0;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Uint8Array.from(bytes);
}

function lengthPrefixed(header: number, payload: Uint8Array): Uint8Array {
  const bytes = unit(header, payload);
  const prefixed = new Uint8Array(bytes.length + 4);
  new DataView(prefixed.buffer).setUint32(0, bytes.length);
  prefixed.set(bytes, 4);
  return prefixed;
}

function decoderConfiguration(sequence: Uint8Array, picture: Uint8Array): Uint8Array {
  const head = [1, baselineProfile, 0b11000000, level, 0xff];
  return Uint8Array.from([
    ...head,
    0xe1,
    ...[sequence.length >> 8, sequence.length & 0xff, ...sequence],
    1,
    ...[picture.length >> 8, picture.length & 0xff, ...picture],
  ]);
}
