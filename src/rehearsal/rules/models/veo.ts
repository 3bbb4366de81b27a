import {
  address,
  anyText,
  file,
  flag,
  list,
  megabyte,
  oneOf,
  open,
  plainPictures,
  wholeOf,
} from "../field.ts";
import { atPlaces, inOrder } from "../frame-places.ts";
import { apart, type ModelPage, rule } from "../model-page.ts";

/** 68-70 of the one page, 76 on of the other. */
const picture = file({ types: plainPictures, bytes: 10 * megabyte });

const ratio = oneOf("16:9", "9:16");

function veo(model: string, uses: readonly string[]): ModelPage {
  return {
    models: [model],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/veo3/generation.mdx",
    fields: {
      prompt: anyText, // 42
      duration: wholeOf(8), // 46
      aspect_ratio: ratio, // 52
      image_urls: list(picture), // 60, no maximum stated
      metadata: open({
        generation_type: oneOf(...uses), // 77
        resolution: oneOf("720p", "1080p", "4k"), // 89
        enable_gif: flag, // 98
      }),
    },
    needs: ["prompt"],
    rules: [
      rule("metadata.enable_gif", "98-102", "a GIF is not made at 1080p or 4k", (body) => {
        return !body.is("metadata.enable_gif", true) || !body.is("metadata.resolution", "1080p", "4k");
      }),
    ],
    frames: (body) =>
      body.is("metadata.generation_type", "reference") ? {} : inOrder("image_urls", 2)(body),
  };
}

function official(model: string, sizes: readonly string[]): ModelPage {
  return {
    models: [model],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/veo3-official/generation.mdx",
    fields: {
      prompt: anyText, // 42
      duration: wholeOf(4, 6, 8), // 46
      size: ratio, // 55
      resolution: oneOf(...sizes), // 63
      image_urls: list(picture), // 72, only the first counts
      metadata: open({
        generateAudio: flag, // 93
        negativePrompt: anyText, // 99
        personGeneration: oneOf("allow_adult", "dont_allow"), // 105
        lastFrame: address, // 113
        referenceImages: list(address, 3), // 119
        compressionQuality: oneOf("optimized", "lossless"), // 127
        resizeMode: oneOf("pad", "crop"), // 135
      }),
    },
    needs: ["prompt"],
    rules: [
      rule("metadata.lastFrame", "113-117", "a last frame does nothing without image_urls", (body) => {
        return !body.has("metadata.lastFrame") || body.has("image_urls");
      }),
      apart("85, 119-125", "metadata.referenceImages", "image_urls"),
    ],
    frames: atPlaces("image_urls", "metadata.lastFrame"),
  };
}

const all = ["720p", "1080p", "4k"] as const;

export const veoPages: readonly ModelPage[] = [
  veo("veo3.1-fast", ["frame", "reference"]),
  veo("veo3.1-lite", ["frame", "reference"]),
  // 77-87: no references.
  veo("veo3.1-quality", ["frame"]),
  official("Veo3.1-quality-official", all),
  official("Veo3.1-fast-official", all),
  // 38: described as 720p only.
  official("Veo3.1-lite-official", ["720p"]),
];
