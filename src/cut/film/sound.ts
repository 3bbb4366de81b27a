import type { AudioSampleSource, InputAudioTrack } from "mediabunny";
import { openClip } from "../clip/open-clip.ts";
import type { PlacedShot } from "../lay-out.ts";
import { add, multiply, type Rational, rational, round } from "../time/rational.ts";
import type { ShotWriter } from "./shot-writer.ts";

const sampleRate = 48_000;
const channels = 2;

/**
 * An AAC encoder begins with so many samples of its own. They are put before the film's beginning, where the container's edit list
 * leaves them out, so that sound and pictures agree to the sample.
 */
const primingSamples = 1024;

/** So many samples are handed to the encoder at a time. */
const blockSamples = 9600;

/**
 * The sound of the whole film as one stream. Each shot has the samples between the exact times of its edges: what is
 * missing is silence, what is longer than its pictures is cut.
 */
export async function filmSound(): Promise<{ source: AudioSampleSource; writer: ShotWriter }> {
  const { AudioSample, AudioSampleSource } = await import("mediabunny");
  const source = new AudioSampleSource({ codec: "aac", bitrate: 192_000 });
  const write = async (shot: PlacedShot): Promise<void> => {
    const start = sampleAt(shot.start);
    const data = await soundOf(shot, sampleAt(add(shot.start, shot.length)) - start);
    for (let at = 0; at < data.length / channels; at += blockSamples) {
      const sample = new AudioSample({
        data: data.subarray(at * channels, (at + blockSamples) * channels),
        format: "f32",
        numberOfChannels: channels,
        sampleRate,
        timestamp: (start + at - primingSamples) / sampleRate,
      });
      await source.add(sample);
      sample.close();
    }
  };
  return { source, writer: { write } };
}

function sampleAt(seconds: Rational): number {
  return round(multiply(seconds, rational(BigInt(sampleRate))));
}

/** Left and right in turn, `count` of each. */
async function soundOf({ item }: PlacedShot, count: number): Promise<Float32Array> {
  const sound = new Float32Array(count * channels);
  if (item.chosen === undefined) return sound;
  const clip = await openClip(item.chosen.file);
  try {
    const { audio, video } = clip;
    // Sound before the first picture is not heard: the pictures begin at the shot's beginning.
    if (audio !== undefined) await fill(sound, audio, Math.max(0, (await video?.getFirstTimestamp()) ?? 0));
  } finally {
    clip.close();
  }
  return sound;
}

async function fill(sound: Float32Array, track: InputAudioTrack, begin: number): Promise<void> {
  const { AudioSampleSink } = await import("mediabunny");
  for await (const sample of new AudioSampleSink(track).samples()) {
    try {
      const planes = Array.from({ length: Math.min(channels, sample.numberOfChannels) }, (_, planeIndex) => {
        const plane = new Float32Array(sample.numberOfFrames);
        sample.copyTo(plane, { planeIndex, format: "f32-planar" });
        return plane;
      });
      const step = sample.sampleRate / sampleRate;
      place(sound, planes, { at: Math.round((sample.timestamp - begin) * sampleRate), step });
    } finally {
      sample.close();
    }
  }
}

/** @param step samples of the clip for each of the film */
function place(
  sound: Float32Array,
  planes: readonly Float32Array[],
  { at, step }: { readonly at: number; readonly step: number },
): void {
  const count = Math.round((planes[0]?.length ?? 0) / step);
  for (let index = Math.max(0, -at); index < count && at + index < sound.length / channels; index += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      // One channel is heard on both sides.
      const plane = planes[channel] ?? planes[0];
      if (plane !== undefined) sound[(at + index) * channels + channel] = valueAt(plane, index * step);
    }
  }
}

function valueAt(plane: Float32Array, position: number): number {
  const index = Math.floor(position);
  const one = plane[index] ?? 0;
  const part = position - index;
  return part === 0 ? one : one + ((plane[index + 1] ?? one) - one) * part;
}
