import {
  address,
  anyText,
  decimal,
  type Field,
  file,
  list,
  megabyte,
  oneOf,
  open,
  whole,
  wholeOf,
} from "../field.ts";
import { apart, type ModelPage, rule } from "../model-page.ts";

const ratio = oneOf("16:9", "9:16");

/** Preview, 65-67. */
const source: Field = {
  kind: "parts",
  parts: { video_url: file({ bytes: 50 * megabyte }) },
  needs: ["video_url"],
  open: false,
};

export const geminiPages: readonly ModelPage[] = [
  {
    models: ["gemini_omni_flash"],
    edition: "2026-05",
    page: "gemini_omni_flash (in Chinese)",
    fields: {
      prompt: anyText,
      aspect_ratio: ratio,
      duration: wholeOf(6, 10),
      resolution: oneOf("720P"),
    },
    needs: ["prompt"],
    rules: [],
  },
  {
    models: ["gemini-omni-flash", "gemini_omni_flash"], // 8, 34
    edition: "2026-08",
    page: "docs/en/api-reference/videos/gemini-omni-flash/generation.mdx",
    fields: {
      prompt: anyText, // 38
      duration: wholeOf(4, 6, 10), // 42
      aspect_ratio: ratio, // 46
      resolution: oneOf("720p", "1080p"), // 53
      image_urls: list(address, 3), // 57
    },
    needs: ["prompt"],
    rules: [
      rule("resolution", "11, 54", "1080p is for landscape", (body) => {
        return !body.is("resolution", "1080p") || !body.is("aspect_ratio", "9:16");
      }),
    ],
  },
  {
    models: ["gemini-omni-flash-preview-official"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/gemini-omni-flash-preview-official/generation.mdx",
    fields: {
      prompt: anyText, // 39
      duration: whole(1, 10), // 43, no minimum stated
      aspect_ratio: ratio, // 47
      resolution: oneOf("720p"), // 54
      image_urls: list(address, 10), // 61
      video_list: list(source, 3), // 65
      metadata: open({
        temperature: decimal(0, 2), // 69
        topP: decimal(0, 1),
        top_p: decimal(0, 1),
        candidateCount: whole(1),
        candidate_count: whole(1),
        previous_interaction_id: anyText,
        task: oneOf("text_to_video", "image_to_video", "reference_to_video", "edit"),
      }),
    },
    needs: ["prompt"],
    rules: [apart("61, 65", "image_urls", "video_list")],
  },
];
