import { registerMediabunnyServer } from "@mediabunny/server";
import {
  AudioSample,
  AudioSampleSource,
  FilePathTarget,
  Mp4OutputFormat,
  Output,
  VideoSample,
  VideoSampleSource,
} from "mediabunny";

/** A clip to be made: every picture is of one grey, every sample of its sound has one value. */
export interface MadeClip {
  readonly frames: number;
  /** Frames a second; 24 unless given. */
  readonly rate?: number;
  readonly width?: number;
  readonly height?: number;
  /** The grey of a picture, from 16 to 235. */
  readonly grey?: (index: number) => number;
  /** The value of a sample, from -1 to 1; none: without sound. */
  readonly sound?: (index: number) => number;
  readonly soundRate?: number;
}

/** Encodes a small clip, H.264 with B-frames and AAC, as an encoder of a provider would. */
export async function makeClip(file: string, clip: MadeClip): Promise<void> {
  registerMediabunnyServer({ hardwareContext: null });
  const { frames, rate = 24, width = 64, height = 48, grey = () => 128, sound, soundRate = 48_000 } = clip;
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: false }),
    target: new FilePathTarget(file),
  });
  const video = new VideoSampleSource({
    codec: "avc",
    bitrate: 400_000,
    hardwareAcceleration: "prefer-software",
    keyFrameInterval: 2,
  });
  output.addVideoTrack(video, { frameRate: rate });
  const audio = sound === undefined ? undefined : new AudioSampleSource({ codec: "aac", bitrate: 128_000 });
  if (audio !== undefined) output.addAudioTrack(audio);
  await output.start();
  for (let index = 0; index < frames; index += 1) {
    const data = new Uint8Array((width * height * 3) / 2).fill(128);
    data.fill(grey(index), 0, width * height);
    const size = { codedWidth: width, codedHeight: height };
    const sample = new VideoSample(data, {
      format: "I420",
      ...size,
      timestamp: index / rate,
      duration: 1 / rate,
    });
    await video.add(sample);
    sample.close();
  }
  if (audio !== undefined && sound !== undefined) {
    const count = Math.round((frames / rate) * soundRate);
    const data = Float32Array.from({ length: count }, (_, index) => sound(index));
    // What an encoder puts before the sound is left out by an edit list.
    const timestamp = -1024 / soundRate;
    const sample = new AudioSample({
      data,
      format: "f32",
      numberOfChannels: 1,
      sampleRate: soundRate,
      timestamp,
    });
    await audio.add(sample);
    sample.close();
  }
  await output.finalize();
}
