import type { VideoSample } from "mediabunny";
import type { ClipMeasure } from "../clip/measure-clip.ts";
import { openClip } from "../clip/open-clip.ts";
import type { UsedPart } from "../clip/used-part.ts";
import { toNumber } from "../time/rational.ts";

/** A decoded picture, three bytes a pixel and one that says nothing. */
export interface RgbaPicture {
  readonly rgba: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The first, the middle and the last picture of the part of a clip that the film has. What cannot be decoded throws. */
export async function* threePictures(
  file: string,
  { frames, rate }: ClipMeasure,
  used: UsedPart = { first: 0, frames },
): AsyncGenerator<RgbaPicture> {
  const { VideoSampleSink } = await import("mediabunny");
  const clip = await openClip(file);
  try {
    if (clip.video === undefined) throw new Error("its pictures are gone");
    const first = Math.max(0, await clip.video.getFirstTimestamp());
    const perFrame = 1 / toNumber(rate);
    const places = [0, Math.floor(used.frames / 2), used.frames - 1].map((frame) => used.first + frame);
    // From the middle of a frame on, whatever its time was rounded to.
    const times = places.map((frame) => first + (frame + 0.5) * perFrame);
    for await (const sample of new VideoSampleSink(clip.video).samplesAtTimestamps(times)) {
      if (sample === null) throw new Error("its pictures end too early");
      yield await pictureOf(sample);
    }
  } finally {
    clip.close();
  }
}

async function pictureOf(sample: VideoSample): Promise<RgbaPicture> {
  try {
    const { displayWidth: width, displayHeight: height } = sample;
    // The types of the DOM do not know the format yet.
    const options: VideoFrameCopyToOptions & { readonly format: "RGBA" } = { format: "RGBA" };
    const rgba = new Uint8Array(sample.allocationSize(options));
    await sample.copyTo(rgba, options);
    return { rgba, width, height };
  } finally {
    sample.close();
  }
}
