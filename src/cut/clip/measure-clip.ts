import type { InputVideoTrack } from "mediabunny";
import { failure, type Result, success } from "../../base/result.ts";
import { cleanText } from "../../base/text/clean-text.ts";
import { type FrameRate, nearestRate } from "../time/frame-rate.ts";
import { rational, toNumber } from "../time/rational.ts";
import { type OpenClip, openClip } from "./open-clip.ts";

/** What a clip's own packets say of it, exactly. */
export interface ClipMeasure {
  readonly rate: FrameRate;
  /** How many frames long it is at that rate. */
  readonly frames: number;
  /** Pixels as displayed. */
  readonly width: number;
  readonly height: number;
  /** Of the sound, where there is any. */
  readonly sound?: { readonly channels: number; readonly sampleRate: number };
  /**
   * Clips with the same text are joined without encoding them again: codec, its configuration, size, colours, rate.
   * Absent where the frames are not evenly spaced, or the codec's configuration is inside of the stream.
   */
  readonly joinKey?: string;
}

/** Reads a clip's packets, and decodes nothing. `why` completes "the clip ...". */
export async function measureClip(file: string): Promise<Result<ClipMeasure, string>> {
  let clip: OpenClip | undefined;
  try {
    clip = await openClip(file);
    if (clip.video === undefined) return failure("has no video track");
    return await measure(clip.video, clip);
  } catch (error) {
    return failure(`cannot be read: ${cleanText(error instanceof Error ? error.message : String(error))}`);
  } finally {
    clip?.close();
  }
}

async function measure(video: InputVideoTrack, { audio }: OpenClip): Promise<Result<ClipMeasure, string>> {
  const timing = await timingOf(video);
  if (timing === undefined) return failure("has no pictures");
  const [width, height] = [await video.getDisplayWidth(), await video.getDisplayHeight()];
  const { rate, frames, isEven } = timing;
  const config = await configText(video);
  const isJoinable = isEven && config !== undefined;
  return success({
    rate,
    frames,
    width,
    height,
    ...(audio === undefined
      ? {}
      : {
          sound: {
            channels: await audio.getNumberOfChannels(),
            sampleRate: await audio.getSampleRate(),
          },
        }),
    ...(isJoinable ? { joinKey: JSON.stringify([config, `${rate.num}/${rate.den}`, width, height]) } : {}),
  });
}

interface Timing {
  readonly rate: FrameRate;
  readonly frames: number;
  /** Is every frame where the rate puts it? */
  readonly isEven: boolean;
}

async function timingOf(video: InputVideoTrack): Promise<Timing | undefined> {
  const { EncodedPacketSink } = await import("mediabunny");
  const times: number[] = [];
  let end = 0;
  const packets = new EncodedPacketSink(video).packets(undefined, undefined, { metadataOnly: true });
  for await (const { timestamp, duration } of packets) {
    times.push(timestamp);
    end = Math.max(end, timestamp + duration);
  }
  times.sort((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined || !(end > first)) return undefined;
  const resolution = Math.max(1, Math.round(await video.getTimeResolution()));
  const steps = times.length - 1;
  // The last frame's own length is what writers get wrong; the way between the first and the last is not.
  const [count, span] = steps > 0 ? [steps, last - first] : [1, end - first];
  if (!(span > 0)) return undefined;
  const rate = rateOf(count, span, resolution);
  const perSecond = toNumber(rate);
  const frames = Math.max(times.length, Math.round((end - first) * perSecond));
  const slack = 1 / resolution + 1e-6;
  const isEven = times.every((time, index) => Math.abs(time - first - index / perSecond) <= slack);
  // Frames before 0 are cut off by an edit list, and only a decoder can leave them out.
  return { rate, frames, isEven: isEven && frames === times.length && first > -slack };
}

/** `count` frames take `span` seconds, which are whole numbers of `1 / resolution`. */
function rateOf(count: number, span: number, resolution: number): FrameRate {
  const ticks = Math.round(span * resolution);
  const exact = rational(BigInt(count) * BigInt(resolution), BigInt(Math.max(1, ticks)));
  return exact.den === 1n || exact.den === 1001n ? exact : nearestRate(count / span);
}

async function configText(video: InputVideoTrack): Promise<string | undefined> {
  const config = await video.getDecoderConfig();
  const codec = await video.getCodec();
  if (config === null || codec === null || (await video.getRotation()) !== 0) return undefined;
  const { description, ...rest } = config;
  const needsDescription = codec === "avc" || codec === "hevc";
  const isKept = needsDescription ? description !== undefined : codec === "vp9" || codec === "av1";
  if (!isKept) return undefined;
  return JSON.stringify([codec, rest, description === undefined ? null : hexOf(description)]);
}

function hexOf(description: ArrayBufferView | ArrayBufferLike): string {
  const bytes = ArrayBuffer.isView(description)
    ? Buffer.from(description.buffer, description.byteOffset, description.byteLength)
    : Buffer.from(description);
  return bytes.toString("hex");
}
