import { failure, type Result, success } from "../base/result.ts";
import { openInput } from "./clip-input.ts";

/** A picture out of a clip, as large as the clip: PNG, or JPEG of high quality where that would be too large. */
export interface StillPicture {
  readonly bytes: Uint8Array;
  readonly mimeType: "image/png" | "image/jpeg";
}

/** Which picture of a clip: the very first, or the very last. */
export type StillPlace = "start" | "end";

export type StillFailure =
  /** The optional packages that decode are not installed. */
  | { readonly code: "decoder_absent"; readonly message: string; readonly installCommand: string }
  | { readonly code: "not_decodable"; readonly message: string };

const packages = ["@mediabunny/server", "sharp"] as const;

/** Decodes clips: the two optional packages, loaded. */
export interface StillReader {
  read(
    file: string,
    wanted: { readonly place: StillPlace; readonly mostBytes: number },
  ): Promise<Result<StillPicture, StillFailure>>;
}

/** Loads what decodes clips and encodes pictures; both packages are optional because their native parts are large. */
export async function loadStillReader(): Promise<Result<StillReader, StillFailure>> {
  const [server, sharp] = await Promise.allSettled([import("@mediabunny/server"), import("sharp")]);
  if (server.status === "rejected" || sharp.status === "rejected") {
    const missing = packages.filter((_, index) => [server, sharp][index]?.status === "rejected");
    const installCommand = `npm install --ignore-scripts ${packages.join(" ")}`;
    const message = `a picture out of a clip needs ${missing.join(" and ")}: ${installCommand}`;
    return failure({ code: "decoder_absent", message, installCommand });
  }
  // Without a hardware context nothing is looked for, and nothing is printed about what was not found.
  server.value.registerMediabunnyServer({ hardwareContext: null });
  const encode = async ({ rgba, width, height }: Pixels, mostBytes: number): Promise<StillPicture> => {
    const picture = sharp.value.default(rgba, { raw: { width, height, channels: 4 } }).removeAlpha();
    const png = await picture.clone().png().toBuffer();
    if (png.length <= mostBytes) return { bytes: png, mimeType: "image/png" };
    const jpeg = await picture.jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toBuffer();
    return { bytes: jpeg, mimeType: "image/jpeg" };
  };
  return success({
    read: (file, { place, mostBytes }) => readStill(file, place, (pixels) => encode(pixels, mostBytes)),
  });
}

interface Pixels {
  readonly rgba: Uint8Array;
  readonly width: number;
  readonly height: number;
}

async function readStill(
  file: string,
  place: StillPlace,
  encode: (pixels: Pixels) => Promise<StillPicture>,
): Promise<Result<StillPicture, StillFailure>> {
  try {
    const pixels = await pixelsOf(file, place);
    if (pixels === undefined) return failure({ code: "not_decodable", message: "the clip has no picture" });
    return success(await encode(pixels));
  } catch (error) {
    const message = `the clip cannot be decoded: ${error instanceof Error ? error.message : String(error)}`;
    return failure({ code: "not_decodable", message });
  }
}

/** Seconds before the end from which on is decoded; the decoder begins at the key picture before. */
const tail = 0.5;

async function pixelsOf(file: string, place: StillPlace): Promise<Pixels | undefined> {
  const { VideoSampleSink } = await import("mediabunny");
  const input = await openInput(file);
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) return undefined;
    const sink = new VideoSampleSink(track);
    const from = place === "start" ? undefined : Math.max(0, (await track.computeDuration()) - tail);
    let found: Pixels | undefined;
    for await (const sample of sink.samples(from)) {
      try {
        const { displayWidth: width, displayHeight: height } = sample;
        // The types of the DOM do not know the format yet.
        const options: VideoFrameCopyToOptions & { readonly format: "RGBA" } = { format: "RGBA" };
        const rgba = new Uint8Array(sample.allocationSize(options));
        await sample.copyTo(rgba, options);
        found = { rgba, width, height };
      } finally {
        sample.close();
      }
      if (place === "start") break;
    }
    return found;
  } finally {
    input.dispose();
  }
}
