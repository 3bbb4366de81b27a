import { type GreyPicture, shrink } from "./grey-picture.ts";

const size = { width: 16, height: 9 };

/** A picture as 16 by 9 grey pixels in Base64, whatever its aspect ratio: small, and enough to know a picture again. */
export function sketchOf(picture: GreyPicture): string {
  return Buffer.from(shrink(picture, size).data).toString("base64");
}

/** Takes what `sketchOf` gives. */
export function readSketch(text: string): GreyPicture {
  return { ...size, data: new Uint8Array(Buffer.from(text, "base64")) };
}
