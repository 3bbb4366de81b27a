import { address, anyText, list, oneOf, whole } from "../field.ts";
import { atPlaces } from "../frame-places.ts";
import { type ModelPage, rule } from "../model-page.ts";

const ratio = oneOf("16:9", "9:16", "1:1", "3:2", "2:3");
const sizes = oneOf("480p", "720p");

export const grokPages: readonly ModelPage[] = [
  {
    models: ["grok-imagine-1.0-video"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/grok-imagine-1.0-video/generation.mdx",
    fields: {
      prompt: anyText, // 33
      aspect_ratio: ratio, // 37
      duration: whole(6, 30), // 48
      quality: sizes, // 56
      image_urls: list(address, 7), // 64
    },
    needs: ["prompt"],
    rules: [],
  },
  {
    models: ["grok-video-1.5"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/grok-video-1.5/generation.mdx",
    fields: {
      prompt: anyText, // 34
      image: address, // 38, the first frame
      duration: whole(1, 15), // 45
      resolution: sizes, // 51
      aspect_ratio: ratio, // 55
    },
    needs: ["prompt", "image"],
    rules: [],
    frames: atPlaces("image"),
  },
  {
    models: ["grok-video-1.0"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/grok-video/generation.mdx",
    fields: {
      prompt: anyText, // 41
      duration: whole(1, 15), // 45
      resolution: sizes, // 51
      aspect_ratio: ratio, // 57
      image: address, // 68
      reference_images: list(address), // 72
    },
    needs: ["prompt"],
    rules: [
      rule("reference_images", "72-80", "image and reference_images are 8 at most", (body) => {
        return body.count("image", "reference_images") <= 8;
      }),
    ],
  },
];
