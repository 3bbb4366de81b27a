import {
  address,
  anyRatio,
  anyText,
  byRole,
  flag,
  list,
  oneOf,
  open,
  text,
  whole,
  wholeOf,
} from "../field.ts";
import { atPlaces, inOrder, withRoles } from "../frame-places.ts";
import { lastNeedsFirst, type ModelPage, rule } from "../model-page.ts";

const mode = oneOf("std", "pro");

/** No maximum is stated. */
const pictures = byRole(address, {
  first_frame: Infinity,
  last_frame: Infinity,
  reference: Infinity,
  reference_image: Infinity,
});

export const klingPages: readonly ModelPage[] = [
  {
    models: ["kling-v3"],
    edition: "2026-05",
    page: "kling-v3 (in Chinese)",
    fields: {
      prompt: anyText,
      mode,
      duration: wholeOf(5, 10, 15),
      aspect_ratio: anyRatio,
      image_urls: list(address, 2),
      audio: flag,
      metadata: open({}),
    },
    needs: ["prompt"],
    rules: [
      rule("duration", "table", "15 seconds are for text alone", (body) => {
        return !body.has("image_urls") || !body.is("duration", 15);
      }),
    ],
    frames: inOrder("image_urls", 2),
  },
  {
    models: ["kling-v3"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/kling-v3/generation.mdx",
    fields: {
      prompt: anyText, // 34
      mode, // 38
      duration: whole(3, 15), // 45
      aspect_ratio: anyRatio, // 51, "common values"
      reference_images: list(address), // 55
      image_with_roles: pictures, // 63
      audio: flag, // 87
      metadata: open({ negative_prompt: anyText, watermark: flag }), // 95, 99
    },
    needs: ["prompt"],
    rules: [lastNeedsFirst("image_with_roles")],
    frames: withRoles,
  },
  {
    models: ["kling-v2-6"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/kling-2-6/generation.mdx",
    fields: {
      prompt: text(2500), // 29
      mode, // 33
      duration: wholeOf(5, 10), // 40
      aspect_ratio: anyRatio, // 46, "common values"
      reference_images: list(address), // 50
      image_with_roles: pictures, // 58
      negative_prompt: anyText, // 82, at the top level here
      audio: flag, // 86
      watermark: flag, // 94
    },
    needs: ["prompt"],
    rules: [
      lastNeedsFirst("image_with_roles"),
      rule("audio", "86", "sound is made in mode pro only", (body) => {
        return !body.is("audio", true) || body.is("mode", "pro");
      }),
    ],
    frames: withRoles,
  },
  {
    models: ["kling-3.0-turbo"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/kling-3.0-turbo/generation.mdx",
    fields: {
      prompt: anyText, // 36
      reference_images: list(address), // 40, the first is the first frame, the others are ignored
      resolution: oneOf("720p", "1080p"), // 48
      duration: whole(3, 15), // 56
      aspect_ratio: oneOf("16:9", "9:16", "1:1"), // 62
      watermark: flag, // 71
    },
    needs: ["prompt"],
    rules: [],
    frames: atPlaces("reference_images"),
  },
];
