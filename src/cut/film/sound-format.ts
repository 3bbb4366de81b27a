import type { AudioSample } from "mediabunny";

export interface SoundFormat {
  readonly sampleRate: number;
  /** One or two. */
  readonly channels: number;
}

/**
 * Brings samples to a format. Those that have it are passed on as they are, which matters: the encoder frees what a decoder gave it,
 * while of samples that are made here it keeps each until the next one from a decoder. So a clip in another format is one sample as
 * a whole.
 */
export async function* toFormat(
  samples: AsyncIterable<AudioSample>,
  format: SoundFormat,
): AsyncGenerator<AudioSample> {
  const pieces: Piece[] = [];
  for await (const sample of samples) {
    if (
      sample.sampleRate === format.sampleRate &&
      sample.numberOfChannels === format.channels &&
      sample.format === "f32-planar"
    ) {
      yield sample;
      continue;
    }
    try {
      pieces.push(pieceOf(sample));
    } finally {
      sample.close();
    }
  }
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (first !== undefined && last !== undefined) yield await unite(pieces, { first, last, format });
}

/** Samples of sound by channel, as a decoder gave them. */
interface Piece {
  readonly planes: readonly Float32Array[];
  readonly sampleRate: number;
  /** Seconds. */
  readonly timestamp: number;
}

function pieceOf(sample: AudioSample): Piece {
  const { sampleRate, timestamp, numberOfChannels, numberOfFrames } = sample;
  const planes = Array.from({ length: numberOfChannels }, (_, planeIndex) => {
    const plane = new Float32Array(numberOfFrames);
    sample.copyTo(plane, { planeIndex, format: "f32-planar" });
    return plane;
  });
  return { planes, sampleRate, timestamp };
}

async function unite(
  pieces: readonly Piece[],
  { first, last, format }: { readonly first: Piece; readonly last: Piece; readonly format: SoundFormat },
): Promise<AudioSample> {
  const { AudioSample } = await import("mediabunny");
  const { sampleRate, channels } = format;
  const begin = first.timestamp;
  const end = last.timestamp + (last.planes[0]?.length ?? 0) / last.sampleRate;
  const count = Math.max(1, Math.round((end - begin) * sampleRate));
  const data = new Float32Array(count * channels);
  for (const piece of pieces) {
    const at = Math.round((piece.timestamp - begin) * sampleRate);
    const step = piece.sampleRate / sampleRate;
    const length = Math.min(count - at, Math.ceil((piece.planes[0]?.length ?? 0) / step));
    for (let channel = 0; channel < channels; channel += 1) {
      const heard = planesFor(piece.planes, channel, channels);
      for (let index = Math.max(0, -at); index < length; index += 1) {
        data[channel * count + at + index] = heard.reduce(
          (sum, plane) => sum + valueAt(plane, index * step) / heard.length,
          0,
        );
      }
    }
  }
  return new AudioSample({
    data,
    format: "f32-planar",
    numberOfChannels: channels,
    sampleRate,
    timestamp: begin,
  });
}

/** One channel is heard on both sides, and both sides in one channel. Of more than two, the first two. */
function planesFor(
  planes: readonly Float32Array[],
  channel: number,
  channels: number,
): readonly Float32Array[] {
  if (channels === 1) return planes.slice(0, 2);
  const plane = planes[channel] ?? planes[0];
  return plane === undefined ? [] : [plane];
}

/** Between two samples the straight line between them. */
function valueAt(plane: Float32Array, position: number): number {
  const index = Math.floor(position);
  const one = plane[index] ?? 0;
  const part = position - index;
  return part === 0 ? one : one + ((plane[index + 1] ?? one) - one) * part;
}
