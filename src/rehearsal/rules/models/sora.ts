import { address, anyText, file, flag, list, oneOf, open, plainPictures, whole, wholeOf } from "../field.ts";
import type { ModelPage } from "../model-page.ts";

const ratio = oneOf("16:9", "9:16");

export const soraPages: readonly ModelPage[] = [
  {
    models: ["sora-2-official"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/sora-2-official/generation.mdx",
    fields: {
      prompt: anyText, // 37
      duration: wholeOf(4, 8, 12), // 45
      aspect_ratio: ratio, // 58
      image_urls: list(file({ types: plainPictures, sizes: ["1280x720", "720x1280"] })), // 68-77, only the first counts
    },
    needs: ["prompt"],
    rules: [],
  },
  {
    models: ["sora-2-vvip"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/sora2/generation.mdx",
    fields: {
      prompt: anyText, // 39
      duration: wholeOf(4, 8, 12), // 52
      aspect_ratio: ratio, // 60
      image_urls: list(address), // 68, no maximum stated
      thumbnail: flag, // 78
      metadata: open({
        n: whole(1, 4), // 86
        watermark: flag, // 94
        private: flag, // 103
        style: oneOf("thanksgiving", "comic", "news", "selfie", "nostalgic", "anime"), // 112
        storyboard: flag, // 126
        character_url: anyText, // 135, of two meanings
        character_timestamps: { kind: "text", form: /^\d+(?:\.\d+)?,\d+(?:\.\d+)?$/ }, // 145
        character_create: flag, // 157
        character_from_task: anyText, // 166
      }),
    },
    needs: ["prompt"],
    rules: [],
  },
];
