import type { VideoSample, VideoSampleSource } from "mediabunny";
import { rgbToI420 } from "../../rehearsal/slate/i420.ts";
import { openSlateType, type SlateType, setSlate } from "../../rehearsal/slate/type-slate.ts";
import { openClip } from "../clip/open-clip.ts";
import type { CutItem } from "../cut-item.ts";
import type { Layout, PlacedShot } from "../lay-out.ts";
import { lengthOf } from "../time/frame-rate.ts";
import { toNumber } from "../time/rational.ts";
import { bandOf, withBand } from "./burn-in.ts";
import type { ShotWriter } from "./shot-writer.ts";

/** The short side of a slate as it is drawn; it is enlarged to the film's size. */
const slateShortSide = 360;

/**
 * The pictures of clips that do not agree, decoded, brought to the film's size and rate, and encoded as H.264; a slate where
 * there is no clip. A picture that is smaller or larger is scaled whole, with black where its shape differs.
 * @param isBurntIn the shots into whose pictures id, take, length and prompt are burnt
 */
export async function encodedPictures(
  layout: Layout,
  isBurntIn: (shot: CutItem) => boolean = () => false,
): Promise<{ source: VideoSampleSource; writer: ShotWriter }> {
  const { QUALITY_HIGH, VideoSampleSource } = await import("mediabunny");
  const source = new VideoSampleSource({
    codec: "avc",
    bitrate: QUALITY_HIGH,
    hardwareAcceleration: "prefer-software",
    keyFrameInterval: 2,
  });
  const perSecond = toNumber(layout.rate);
  const type = await openSlateType();
  /** One frame of the film, shown from `index` on. */
  const addFrame = async (picture: VideoSample, index: number): Promise<void> => {
    const frame = picture.clone();
    try {
      frame.setTimestamp(index / perSecond);
      frame.setDuration(1 / perSecond);
      await source.add(frame);
    } finally {
      frame.close();
    }
  };
  const write = async (shot: PlacedShot): Promise<void> => {
    const end = shot.startFrame + shot.frames;
    let index = shot.startFrame;
    const isMarked = shot.item.chosen !== undefined && isBurntIn(shot.item);
    const band = isMarked ? await bandOf(shot, layout, type) : undefined;
    for await (const { picture, until } of picturesOf(shot, layout, type)) {
      const seen = band === undefined ? picture : await withBand(picture, band);
      try {
        while (index < Math.min(until, end)) {
          await addFrame(seen, index);
          index += 1;
        }
      } finally {
        seen.close();
        if (seen !== picture) picture.close();
      }
      if (index >= end) break;
    }
    if (index < end) throw new Error("its pictures end too early");
  };
  return { source, writer: { write, close: () => type.close() } };
}

interface TimedPicture {
  /** Of the film's size; whoever gets it closes it. */
  readonly picture: VideoSample;
  /** The film's frame that the next picture begins with; infinite for the last one. */
  readonly until: number;
}

async function* picturesOf(shot: PlacedShot, layout: Layout, type: SlateType): AsyncGenerator<TimedPicture> {
  if (shot.item.chosen === undefined) {
    yield { picture: await slateOf(shot, layout, type), until: Number.POSITIVE_INFINITY };
    return;
  }
  const { VideoSampleSink } = await import("mediabunny");
  const clip = await openClip(shot.item.chosen.file);
  let held: VideoSample | undefined;
  try {
    const { video } = clip;
    if (video === undefined) throw new Error("its pictures are gone");
    const first = Math.max(0, await video.getFirstTimestamp()) + toNumber(shot.sourceStart);
    for await (const sample of new VideoSampleSink(video).samples(
      shot.used === undefined ? undefined : first,
    )) {
      const until = frameFrom(sample.timestamp - first, shot, layout);
      // One that ends before the film's next frame is not seen.
      if (held !== undefined && until > frameFrom(held.timestamp - first, shot, layout)) {
        yield { picture: await fitted(held, layout), until };
      }
      held?.close();
      held = sample;
    }
    if (held !== undefined) yield { picture: await fitted(held, layout), until: Number.POSITIVE_INFINITY };
  } finally {
    held?.close();
    clip.close();
  }
}

/** The first frame of the film that is not before a moment of the clip. */
function frameFrom(seconds: number, shot: PlacedShot, { rate }: Layout): number {
  const start = toNumber(shot.start) - toNumber(lengthOf(shot.startFrame, rate));
  // Times of frames are rounded to the container's clock, by less than this.
  return shot.startFrame + Math.max(0, Math.ceil((seconds + start) * toNumber(rate) - 0.1));
}

async function fitted(sample: VideoSample, { width, height }: Layout): Promise<VideoSample> {
  const isFitting = sample.displayWidth === width && sample.displayHeight === height && sample.rotation === 0;
  const sized = isFitting ? sample.clone() : await sample.transform({ width, height, fit: "contain" });
  if (sized.format === "I420") return sized;
  try {
    return await inI420(sized);
  } finally {
    sized.close();
  }
}

/** An encoder takes one format of pixels; what is not in it comes by way of RGB. */
async function inI420(sample: VideoSample): Promise<VideoSample> {
  const { VideoSample } = await import("mediabunny");
  const { codedWidth: width, codedHeight: height, timestamp } = sample;
  // The types of the DOM do not know the format yet.
  const options: VideoFrameCopyToOptions & { readonly format: "RGBA" } = { format: "RGBA" };
  const rgba = new Uint8Array(sample.allocationSize(options));
  await sample.copyTo(rgba, options);
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    rgb.set(rgba.subarray(pixel * 4, pixel * 4 + 3), pixel * 3);
  }
  const { data } = rgbToI420(rgb, { width, height });
  return new VideoSample(data, { format: "I420", codedWidth: width, codedHeight: height, timestamp });
}

async function slateOf({ item }: PlacedShot, layout: Layout, type: SlateType): Promise<VideoSample> {
  const { VideoSample } = await import("mediabunny");
  const scale = slateShortSide / Math.min(layout.width, layout.height);
  const even = (length: number): number => Math.max(2, Math.round((length * scale) / 2) * 2);
  const size = { width: even(layout.width), height: even(layout.height) };
  const words = {
    title: item.id,
    facts: `no clip yet  ${item.askedSeconds} s  ${item.model}`,
    text: item.prompt,
  };
  const { data } = await setSlate(size, words, type);
  const { width: codedWidth, height: codedHeight } = size;
  const drawn = new VideoSample(data, { format: "I420", codedWidth, codedHeight, timestamp: 0 });
  try {
    return await fitted(drawn, layout);
  } finally {
    drawn.close();
  }
}
