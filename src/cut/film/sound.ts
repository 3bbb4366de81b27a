import type { AudioSample, AudioSampleSource } from "mediabunny";
import { openClip } from "../clip/open-clip.ts";
import { type Layout, mostFrequent, type PlacedShot } from "../lay-out.ts";
import { add, multiply, rational, round, toNumber } from "../time/rational.ts";
import type { ShotWriter } from "./shot-writer.ts";
import { type SoundFormat, toFormat } from "./sound-format.ts";

/**
 * An AAC encoder begins with so many samples of its own. They are put before the film's beginning, where the container's edit list
 * leaves them out, so that sound and pictures agree to the sample.
 */
const primingSamples = 1024;

/** Times of sound are rounded to the container's clock; what is nearer than so many seconds is one after the other. */
const sameMoment = 0.002;

/** Where there is no sound but silence. */
const usualFormat: SoundFormat = { sampleRate: 48_000, channels: 2 };

/**
 * The sound of the whole film as one stream, in the format that most clips have. Each shot has the samples between the exact
 * times of its edges: what is missing is silence, what is longer than its pictures is cut.
 */
export async function filmSound(layout: Layout): Promise<{ source: AudioSampleSource; writer: ShotWriter }> {
  const { AudioSample, AudioSampleSource } = await import("mediabunny");
  const sounds = layout.shots.flatMap(({ measure }) => measure?.sound ?? []);
  const most = mostFrequent(sounds, ({ sampleRate, channels }) => `${sampleRate} ${channels}`);
  const format = most === undefined ? usualFormat : { ...most, channels: Math.min(2, most.channels) };
  const { sampleRate, channels } = format;
  const source = new AudioSampleSource({ codec: "aac", bitrate: 96_000 * channels });
  const sampleAt = (seconds: PlacedShot["start"]): number =>
    round(multiply(seconds, rational(BigInt(sampleRate))));
  let written = 0;
  /** Adds a sample behind what is written, and closes it. */
  const append = async (sample: AudioSample): Promise<void> => {
    try {
      sample.setTimestamp((written - primingSamples) / sampleRate);
      written += sample.numberOfFrames;
      await source.add(sample);
    } finally {
      sample.close();
    }
  };
  const appendSilence = async (count: number): Promise<void> => {
    if (count <= 0) return;
    const data = new Float32Array(count * channels);
    const shape = { format: "f32-planar", numberOfChannels: channels, sampleRate, timestamp: 0 } as const;
    await append(new AudioSample({ data, ...shape }));
  };
  const write = async (shot: PlacedShot): Promise<void> => {
    const start = sampleAt(shot.start);
    const end = sampleAt(add(shot.start, shot.length));
    for await (const { sample, seconds } of samplesOf(shot, format)) {
      const wanted = start + Math.round(seconds * sampleRate);
      const isNext = written > start && Math.abs(wanted - written) < sameMoment * sampleRate;
      const at = isNext ? written : wanted;
      await appendSilence(Math.min(at, end) - written);
      const kept = partOf(sample, written - at, end - at);
      if (kept !== undefined) await append(kept);
      if (written >= end) break;
    }
    await appendSilence(end - written);
  };
  return { source, writer: { write } };
}

/** The part between two of its samples; what is not returned as it is, is closed. */
function partOf(sample: AudioSample, from: number, to: number): AudioSample | undefined {
  const [first, last] = [Math.max(0, from), Math.min(sample.numberOfFrames, to)];
  if (first === 0 && last === sample.numberOfFrames) return sample;
  try {
    return first < last ? sample.trim(first, last) : undefined;
  } finally {
    sample.close();
  }
}

/** The clip's sound in the film's format, with the time since the first picture that is seen; whoever gets a sample closes it. */
async function* samplesOf(
  { item, sourceStart }: PlacedShot,
  format: SoundFormat,
): AsyncGenerator<{ readonly sample: AudioSample; readonly seconds: number }> {
  if (item.chosen === undefined) return;
  const { AudioSampleSink } = await import("mediabunny");
  const clip = await openClip(item.chosen.file);
  try {
    const { audio, video } = clip;
    if (audio === undefined) return;
    // Sound before the first picture that is seen is not heard: the pictures begin at the shot's beginning.
    const begin = Math.max(0, (await video?.getFirstTimestamp()) ?? 0) + toNumber(sourceStart);
    for await (const sample of toFormat(new AudioSampleSink(audio).samples(), format)) {
      yield { sample, seconds: sample.timestamp - begin };
    }
  } finally {
    clip.close();
  }
}
