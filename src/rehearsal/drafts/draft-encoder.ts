import { failure, type Result, success } from "../../base/result.ts";
import { installAdvice, loadNativePackages, nativePackages } from "../../media/decode/native-packages.ts";
import type { I420Picture, PixelSize } from "../slate/i420.ts";
import { draftFrameRate } from "./draft-size.ts";

/** Pictures in, files out: the two optional packages, loaded. */
export interface DraftEncoder {
  /** Decodes a JPEG, PNG, WebP or GIF and fills `size` with it; three bytes a pixel. */
  decodePicture(bytes: Uint8Array, size: PixelSize): Promise<Uint8Array>;
  /** Encodes H.264 in MP4 at 24 frames a second, with a quiet tone where asked for. */
  encode(clip: DraftClip): Promise<Uint8Array>;
}

export interface DraftClip {
  readonly size: PixelSize;
  readonly frameCount: number;
  readonly audio: boolean;
  /** Called once for each index, in order. */
  frame(index: number): I420Picture;
}

/** The optional packages are not installed. */
export interface EncoderAbsent {
  readonly code: "encoder_absent";
  readonly missing: readonly string[];
  readonly installCommand: string;
  readonly message: string;
}

/** What draft clips need, and the font that slates are written with. */
const packages = [...nativePackages, "@fontsource/unifontex"];
const bitsPerSecond = 900_000;

/** Loads what decodes pictures and encodes clips. */
export async function loadDraftEncoder(): Promise<Result<DraftEncoder, EncoderAbsent>> {
  const loaded = await loadNativePackages();
  if (!loaded.ok) {
    const missing = loaded.error;
    return failure({
      code: "encoder_absent",
      missing,
      ...installAdvice("draft clips need", missing, packages),
    });
  }
  const sharp = loaded.value;
  return success({
    encode,
    decodePicture: (bytes, { width, height }) =>
      sharp(bytes)
        .rotate()
        .resize(width, height, { fit: "cover" })
        .flatten({ background: "#181a20" })
        .toColourspace("srgb")
        .raw()
        .toBuffer(),
  });
}

async function encode(clip: DraftClip): Promise<Uint8Array> {
  const { BufferTarget, Mp4OutputFormat, Output, VideoSample, VideoSampleSource } = await import(
    "mediabunny"
  );
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: "in-memory" }),
    target: new BufferTarget(),
  });
  const video = new VideoSampleSource({
    codec: "avc",
    bitrate: bitsPerSecond,
    latencyMode: "realtime",
    hardwareAcceleration: "prefer-software",
    keyFrameInterval: 2,
  });
  output.addVideoTrack(video, { frameRate: draftFrameRate });
  const tone = clip.audio ? await quietTone(clip.frameCount / draftFrameRate) : undefined;
  if (tone !== undefined) output.addAudioTrack(tone.source);
  await output.start();
  await tone?.add();
  for (let index = 0; index < clip.frameCount; index += 1) {
    const sample = new VideoSample(clip.frame(index).data, {
      format: "I420",
      codedWidth: clip.size.width,
      codedHeight: clip.size.height,
      timestamp: index / draftFrameRate,
      duration: 1 / draftFrameRate,
    });
    await video.add(sample);
    sample.close();
    // Lets requests through between frames, however fast the encoder is.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await output.finalize();
  const { buffer } = output.target;
  if (buffer === null) throw new Error("the encoder gave no bytes");
  return new Uint8Array(buffer);
}

const sampleRate = 48_000;
const toneHertz = 220;
const toneVolume = 0.03;

async function quietTone(seconds: number) {
  const { AudioSample, AudioSampleSource } = await import("mediabunny");
  const source = new AudioSampleSource({ codec: "aac", bitrate: 64_000 });
  const wave = Float32Array.from(
    { length: Math.round(seconds * sampleRate) },
    (_, index) => toneVolume * Math.sin((2 * Math.PI * toneHertz * index) / sampleRate),
  );
  const add = async (): Promise<void> => {
    const sample = new AudioSample({
      data: wave,
      format: "f32",
      numberOfChannels: 1,
      sampleRate,
      timestamp: 0,
    });
    await source.add(sample);
    sample.close();
  };
  return { source, add };
}
