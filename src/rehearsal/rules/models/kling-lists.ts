import type { Body } from "../body.ts";
import {
  address,
  anyRatio,
  anyText,
  type Field,
  file,
  flag,
  list,
  megabyte,
  oneOf,
  open,
  whole,
} from "../field.ts";
import { byUse } from "../frame-places.ts";
import { lastNeedsFirst, type ModelPage, type PageRule, rule } from "../model-page.ts";

/** Items of lists with keys of their own. */
function items(parts: Readonly<Record<string, Field>>, needs: string, isOpen = false): Field {
  return { kind: "parts", parts, needs: [needs], open: isOpen };
}

function videos(url: Field): Field {
  const parts = {
    video_url: url,
    refer_type: oneOf("base", "feature"),
    keep_original_sound: oneOf("no", "yes"),
  };
  // CN 86; the English page gives no maximum.
  return list(items(parts, "video_url"), 1);
}

/** O1, CN 95. */
const o1Video = file({
  types: ["video/mp4", "video/quicktime"],
  bytes: 200 * megabyte,
  sides: [720, 2160],
  seconds: [3, Infinity],
  rate: [24, 60],
});

const lists = open({
  image_list: list(items({ image_url: address, type: oneOf("first_frame", "end_frame") }, "image_url")),
  element_list: list(items({ url: address, type: anyText, role: anyText }, "url", true)),
  watermark: flag,
});

function named(kind: string, place: string): PageRule {
  return rule("prompt", "EN 35-46", `the prompt names an item that ${place} does not have`, (body: Body) => {
    const prompt = String(body.get("prompt") ?? "");
    return [...prompt.matchAll(new RegExp(`<<<${kind}_(\\d{1,6})>>>`, "g"))].every(([, digits]) => {
      const number = Number(digits);
      return number >= 1 && number <= body.count(place);
    });
  });
}

const shared: readonly PageRule[] = [
  lastNeedsFirst("metadata.image_list", "end_frame", "type"),
  rule("audio", "EN 63-69", "sound does not go together with video_list", (body) => {
    return !body.is("audio", true) || !body.has("video_list");
  }),
  named("image", "metadata.image_list"),
  named("video", "video_list"),
  named("element", "metadata.element_list"),
];

const frames = byUse("metadata.image_list", { url: "image_url", use: "type", last: "end_frame" });

export const klingListPages: readonly ModelPage[] = [
  {
    models: ["kling-v3-omni"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/kling-v3-omni/generation.mdx",
    fields: {
      prompt: anyText,
      mode: oneOf("std", "pro"), // EN 48
      duration: whole(3, 15), // EN 55
      aspect_ratio: anyRatio, // EN 59, "common values"
      audio: flag, // EN 63
      video_list: videos(address), // EN 71
      metadata: lists, // EN 93-125
    },
    needs: ["prompt"],
    rules: shared,
    frames,
  },
  {
    models: ["kling-video-o1"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/kling-video-o1/generation.mdx",
    fields: {
      prompt: anyText,
      mode: oneOf("std", "pro"),
      duration: whole(3, 10), // EN 55
      aspect_ratio: oneOf("16:9", "9:16", "1:1"), // CN 75-84, a closed list
      audio: flag, // EN 63; the Chinese page has none
      video_list: videos(o1Video), // CN 86-95
      metadata: lists,
    },
    needs: ["prompt"],
    rules: [
      ...shared,
      rule("video_list", "CN 121", "a video to edit does not go together with frames", (body) => {
        const edits = body.uses("video_list", "refer_type", "base", undefined) > 0;
        return !edits || body.uses("metadata.image_list", "type", "first_frame", "end_frame") === 0;
      }),
    ],
    frames,
  },
];
