import { readFile } from "node:fs/promises";
import { failure, type Result, success } from "../../base/result.ts";
import { openInput } from "../decode/clip-input.ts";
import { type DecodeFailure, notDecodable } from "../decode/decode-failure.ts";
import { installAdvice, loadNativePackages } from "../decode/native-packages.ts";
import { takeRgba } from "../decode/rgba-picture.ts";
import { similarity } from "./compare.ts";
import { comparedSize, type GreyPicture, greyOf } from "./grey-picture.ts";

/** What is seen of a clip when it is decoded. */
export interface ClipLook {
  /** Pictures a second, the mean over the clip. */
  readonly frameRate: number;
  readonly audioTracks: number;
  /** Pictures at even distances; the first one is the clip's first, the last one its last. */
  readonly pictures: readonly GreyPicture[];
}

/** Looks at clips and at the frames that were wanted: the two optional packages, loaded. */
export interface ClipEye {
  look(file: string): Promise<Result<ClipLook, DecodeFailure>>;
  /**
   * How similar a picture of a clip is to a frame in a file: cut to the clip's aspect ratio, with bars, or stretched, whichever
   * is nearest, since models do any of these. `undefined` where the file cannot be read.
   */
  similarityToFrame(picture: GreyPicture, frame: string): Promise<number | undefined>;
}

/** Loads what decodes clips and pictures. */
export async function loadClipEye(): Promise<Result<ClipEye, DecodeFailure>> {
  const loaded = await loadNativePackages();
  if (!loaded.ok) {
    return failure({ code: "decoder_absent", ...installAdvice("looking at clips needs", loaded.error) });
  }
  const draw = loaded.value;
  return success({
    look,
    similarityToFrame: async (picture, frame) => {
      const { width, height } = picture;
      try {
        const bytes = await readFile(frame);
        const found: number[] = [];
        for (const fit of ["cover", "contain", "fill"] as const) {
          const data = await draw(bytes)
            .rotate()
            .flatten({ background: "#000000" })
            .resize(width, height, { fit, background: "#000000" })
            .toColourspace("srgb")
            .raw()
            .toBuffer();
          found.push(similarity(picture, greyOf({ data, width, height, channels: 3 }, picture)));
        }
        return Math.max(...found);
      } catch {
        return undefined;
      }
    },
  });
}

/** Moments that are looked at, the first and the last picture among them. */
const moments = 13;

async function look(file: string): Promise<Result<ClipLook, DecodeFailure>> {
  const { VideoSampleSink } = await import("mediabunny");
  const input = await openInput(file);
  try {
    const tracks = await input.getTracks();
    const track = tracks.find((one) => one.isVideoTrack());
    if (track === undefined) return failure({ code: "not_decodable", message: "the clip has no pictures" });
    const { averagePacketRate } = await track.computePacketStats();
    const [start, end] = [await track.getFirstTimestamp(), await track.computeDuration()];
    const at = Array.from({ length: moments }, (_, index) => start + ((end - start) * index) / (moments - 1));
    const pictures: GreyPicture[] = [];
    for await (const sample of new VideoSampleSink(track).samplesAtTimestamps(at)) {
      if (sample === null) continue;
      const { rgba, ...size } = await takeRgba(sample);
      pictures.push(greyOf({ data: rgba, ...size, channels: 4 }, comparedSize(size)));
    }
    if (pictures.length < 2) return failure({ code: "not_decodable", message: "no picture can be decoded" });
    const audioTracks = tracks.filter((one) => one.isAudioTrack()).length;
    return success({ frameRate: averagePacketRate, audioTracks, pictures });
  } catch (error) {
    return failure(notDecodable(error));
  } finally {
    input.dispose();
  }
}
