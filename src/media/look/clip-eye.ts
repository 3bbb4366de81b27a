import { readFile } from "node:fs/promises";
import type { VideoSample } from "mediabunny";
import { failure, type Result, success } from "../../base/result.ts";
import { openInput } from "../clip-input.ts";
import { similarity } from "./compare.ts";
import { comparedSize, type GreyPicture, greyOf, type Size } from "./grey-picture.ts";

/** What is seen of a clip when it is decoded. */
export interface ClipLook {
  /** Pictures a second, the mean over the clip. */
  readonly frameRate: number;
  readonly audioTracks: number;
  /** Pictures at even distances; the first one is the clip's first, the last one its last. */
  readonly pictures: readonly GreyPicture[];
}

export type EyeFailure =
  /** The optional packages that decode are not installed. */
  | { readonly code: "decoder_absent"; readonly message: string; readonly installCommand: string }
  | { readonly code: "not_decodable"; readonly message: string };

/** Looks at clips and at the frames that were wanted: the two optional packages, loaded. */
export interface ClipEye {
  look(file: string): Promise<Result<ClipLook, EyeFailure>>;
  /**
   * How similar a picture of a clip is to a frame in a file: cut to the clip's aspect ratio, with bars, or stretched, whichever
   * is nearest, since models do any of these. `undefined` where the file cannot be read.
   */
  similarityToFrame(picture: GreyPicture, frame: string): Promise<number | undefined>;
}

const packages = ["@mediabunny/server", "sharp"] as const;

/** Loads what decodes clips and pictures; both packages are optional because their native parts are large. */
export async function loadClipEye(): Promise<Result<ClipEye, EyeFailure>> {
  const [server, sharp] = await Promise.allSettled([import("@mediabunny/server"), import("sharp")]);
  if (server.status === "rejected" || sharp.status === "rejected") {
    const missing = packages.filter((_, index) => [server, sharp][index]?.status === "rejected");
    const installCommand = `npm install --ignore-scripts ${packages.join(" ")}`;
    const message = `looking at clips needs ${missing.join(" and ")}: ${installCommand}`;
    return failure({ code: "decoder_absent", message, installCommand });
  }
  // Without a hardware context nothing is looked for, and nothing is printed about what was not found.
  server.value.registerMediabunnyServer({ hardwareContext: null });
  const draw = sharp.value.default;
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

async function look(file: string): Promise<Result<ClipLook, EyeFailure>> {
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
      try {
        pictures.push(await greySample(sample, comparedSize(sizeOf(sample))));
      } finally {
        sample.close();
      }
    }
    if (pictures.length < 2) return failure({ code: "not_decodable", message: "no picture can be decoded" });
    const audioTracks = tracks.filter((one) => one.isAudioTrack()).length;
    return success({ frameRate: averagePacketRate, audioTracks, pictures });
  } catch (error) {
    const message = `the clip cannot be decoded: ${error instanceof Error ? error.message : String(error)}`;
    return failure({ code: "not_decodable", message });
  } finally {
    input.dispose();
  }
}

function sizeOf({ displayWidth: width, displayHeight: height }: VideoSample): Size {
  return { width, height };
}

async function greySample(sample: VideoSample, size: Size): Promise<GreyPicture> {
  // The types of the DOM do not know the format yet.
  const options: VideoFrameCopyToOptions & { readonly format: "RGBA" } = { format: "RGBA" };
  const data = new Uint8Array(sample.allocationSize(options));
  await sample.copyTo(data, options);
  return greyOf({ data, ...sizeOf(sample), channels: 4 }, size);
}
