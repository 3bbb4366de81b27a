import type { VideoSample } from "mediabunny";

/** A decoded picture, three bytes a pixel and one that says nothing. */
export interface RgbaPicture {
  readonly rgba: Uint8Array;
  /** Pixels, as displayed. */
  readonly width: number;
  readonly height: number;
}

/** Copies a decoded picture out of the library, and closes it. */
export async function takeRgba(sample: VideoSample): Promise<RgbaPicture> {
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
