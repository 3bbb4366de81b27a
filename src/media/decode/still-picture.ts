import { failure, type Result, success } from "../../base/result.ts";
import { openInput } from "./clip-input.ts";
import { type DecodeFailure, notDecodable } from "./decode-failure.ts";
import { installAdvice, loadNativePackages } from "./native-packages.ts";
import { type RgbaPicture, takeRgba } from "./rgba-picture.ts";

/** A picture out of a clip, as large as the clip: PNG, or JPEG of high quality where that would be too large. */
export interface StillPicture {
  readonly bytes: Uint8Array;
  readonly mimeType: "image/png" | "image/jpeg";
}

/** Which picture of a clip: the very first, or the very last. */
export type StillPlace = "start" | "end";

/** Decodes clips: the two optional packages, loaded. */
export interface StillReader {
  read(
    file: string,
    wanted: { readonly place: StillPlace; readonly mostBytes: number },
  ): Promise<Result<StillPicture, DecodeFailure>>;
}

/** Loads what decodes clips and encodes pictures. */
export async function loadStillReader(): Promise<Result<StillReader, DecodeFailure>> {
  const loaded = await loadNativePackages();
  if (!loaded.ok) {
    const advice = installAdvice("a picture out of a clip needs", loaded.error);
    return failure({ code: "decoder_absent", ...advice });
  }
  const sharp = loaded.value;
  const encode = async ({ rgba, width, height }: RgbaPicture, mostBytes: number): Promise<StillPicture> => {
    const picture = sharp(rgba, { raw: { width, height, channels: 4 } }).removeAlpha();
    const png = await picture.clone().png().toBuffer();
    if (png.length <= mostBytes) return { bytes: png, mimeType: "image/png" };
    const jpeg = await picture.jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toBuffer();
    return { bytes: jpeg, mimeType: "image/jpeg" };
  };
  return success({
    read: (file, { place, mostBytes }) => readStill(file, place, (pixels) => encode(pixels, mostBytes)),
  });
}

async function readStill(
  file: string,
  place: StillPlace,
  encode: (pixels: RgbaPicture) => Promise<StillPicture>,
): Promise<Result<StillPicture, DecodeFailure>> {
  try {
    const pixels = await pixelsOf(file, place);
    if (pixels === undefined) return failure({ code: "not_decodable", message: "the clip has no picture" });
    return success(await encode(pixels));
  } catch (error) {
    return failure(notDecodable(error));
  }
}

/** Seconds before the end from which on is decoded; the decoder begins at the key picture before. */
const tail = 0.5;

async function pixelsOf(file: string, place: StillPlace): Promise<RgbaPicture | undefined> {
  const { VideoSampleSink } = await import("mediabunny");
  const input = await openInput(file);
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) return undefined;
    const sink = new VideoSampleSink(track);
    const from = place === "start" ? undefined : Math.max(0, (await track.computeDuration()) - tail);
    let found: RgbaPicture | undefined;
    for await (const sample of sink.samples(from)) {
      found = await takeRgba(sample);
      if (place === "start") break;
    }
    return found;
  } finally {
    input.dispose();
  }
}
