import { address, anyText, flag, list, oneOf, open, whole, wholeOf } from "../field.ts";
import { apart, type ModelPage, rule } from "../model-page.ts";

const videos = open({ reference_urls: list(address) });
const either = apart("rules", "image_urls", "metadata.reference_urls");

export const wanPages: readonly ModelPage[] = [
  {
    models: ["wan2.6"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/wan2.6/generation.mdx",
    fields: {
      prompt: anyText, // 47, marked as required
      image_urls: list(address, 1), // 55
      aspect_ratio: oneOf("16:9", "9:16", "1:1", "4:3", "3:4"), // 68
      resolution: oneOf("720p", "1080p"), // 83
      duration: wholeOf(5, 10, 15), // 95
      negative_prompt: anyText, // 103
      seed: whole(), // 109
      prompt_extend: flag, // 115
      audio: flag, // 121
      shot_type: oneOf("single", "multi"), // 127
      watermark: flag, // 135
      metadata: videos, // 143
    },
    needs: ["prompt"],
    rules: [either, apart("127", "shot_type", "image_urls")],
  },
  {
    models: ["wan2.6-flash"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/wan2.6-flash/generation.mdx",
    fields: {
      image_urls: list(address, 1), // 47
      metadata: videos, // 107
      prompt: anyText, // 60
      resolution: oneOf("720p", "1080p"), // 68
      duration: wholeOf(5, 10, 15), // 80
      audio: flag, // 88
      watermark: flag, // 99
    },
    needs: [],
    rules: [
      either,
      rule("image_urls", "15, 26", "text alone is an error", (body) => {
        return body.has("image_urls", "metadata.reference_urls");
      }),
    ],
  },
];
