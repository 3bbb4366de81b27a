import { type RgbaPicture, takeRgba } from "../../media/decode/rgba-picture.ts";
import type { ClipMeasure } from "../clip/measure-clip.ts";
import { openClip } from "../clip/open-clip.ts";
import type { UsedPart } from "../clip/used-part.ts";
import { toNumber } from "../time/rational.ts";

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
      yield await takeRgba(sample);
    }
  } finally {
    clip.close();
  }
}
