import type { Body } from "../body.ts";
import {
  address,
  anyText,
  byRole,
  type Field,
  file,
  flag,
  list,
  megabyte,
  oneOf,
  open,
  plainPictures,
  text,
  whole,
  wholeOf,
} from "../field.ts";
import { atPlaces, either, inOrder, withRoles } from "../frame-places.ts";
import { apart, lastNeedsFirst, type ModelPage, type PageRule, rule } from "../model-page.ts";

/** One or two `image_urls` are frames, three to nine are references (58-60). */
function isFrameMode(body: Body): boolean {
  const urls = body.count("image_urls");
  return urls === 1 || urls === 2 || body.uses("image_with_roles", "role", "first_frame", "last_frame") > 0;
}

function hasReferencePicture(body: Body): boolean {
  return body.count("image_urls") > 2 || body.uses("image_with_roles", "role", "reference_image") > 0;
}

const media = ["image_urls", "image_with_roles", "video_with_roles", "audio_with_roles"] as const;

const shortAtFull: PageRule = rule("duration", "1080P row", "at 1080P the clip is of 6 seconds", (body) => {
  return !body.is("resolution", "1080P") || !body.is("duration", 10);
});

/** H3, 72. HEIC, HEIF and 30 MB are beyond an upload. */
const h3Picture = file({ types: plainPictures, bytes: 30 * megabyte, sides: [256, 5760], ratio: [0.4, 2.5] });

/** H3, 89. */
const h3Videos: Field = {
  kind: "list",
  mostSeconds: 15,
  of: {
    kind: "parts",
    parts: {
      url: file({
        types: ["video/mp4", "video/quicktime"],
        codecs: ["avc", "hevc"],
        bytes: 50 * megabyte,
        seconds: [2, 15],
      }),
      role: oneOf("reference_video"),
    },
    needs: ["url", "role"],
    open: false,
  },
  uses: { key: "role", most: { reference_video: 3 } },
};

/** 69-72 of both pages: less than 20 MB, more than 300 pixels. */
const hailuoPicture = file({
  types: plainPictures,
  bytes: 20 * megabyte - 1,
  sides: [301, Infinity],
  ratio: [2 / 5, 5 / 2],
});

const extras = {
  prompt_optimizer: flag,
  fast_pretreatment: flag,
  aigc_watermark: flag,
  callback_url: address,
};

function hailuo23(model: string, needs: readonly string[]): ModelPage {
  return {
    models: [model],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/minimax-hailuo-2.3/generation.mdx",
    fields: {
      prompt: text(2000), // 37
      duration: wholeOf(6, 10), // 45
      resolution: oneOf("768P", "1080P"), // 55
      image_urls: list(hailuoPicture, 1), // 63
      metadata: open(extras), // 81-93
    },
    needs,
    rules: [shortAtFull],
    frames: atPlaces("image_urls"),
  };
}

export const minimaxPages: readonly ModelPage[] = [
  {
    models: ["MiniMax-H3"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/minimax-h3/generation.mdx",
    fields: {
      prompt: text(7000), // 33
      duration: whole(4, 15), // 37
      resolution: oneOf("2K", "768p"), // 41
      aspect_ratio: oneOf("21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "adaptive"), // 45
      image_urls: list(h3Picture, 9), // 55
      image_with_roles: byRole(h3Picture, { first_frame: 1, last_frame: 1, reference_image: 9 }), // 67
      video_with_roles: h3Videos, // 84
      audio_with_roles: byRole(address, { reference_audio: 3 }), // 102
      watermark: flag, // 120
      client_business_id: anyText, // 124
      callback_url: address, // 128
    },
    needs: ["prompt"],
    rules: [
      apart("55-65", "image_urls", "image_with_roles"),
      lastNeedsFirst("image_with_roles"),
      rule("image_with_roles", "147", "frames and references exclude each other", (body) => {
        return (
          !isFrameMode(body) ||
          (!hasReferencePicture(body) && !body.has("video_with_roles", "audio_with_roles"))
        );
      }),
      rule("audio_with_roles", "116", "a sound needs a reference picture or video", (body) => {
        return !body.has("audio_with_roles") || hasReferencePicture(body) || body.has("video_with_roles");
      }),
      rule("aspect_ratio", "134-139", "text alone is not adaptive", (body) => {
        return !body.is("aspect_ratio", "adaptive") || body.has(...media);
      }),
      rule("image_with_roles", "146", "there are more than 12 media", (body) => body.count(...media) <= 12),
    ],
    frames: either(withRoles, inOrder("image_urls", 2)),
  },
  {
    models: ["MiniMax-Hailuo-02"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/minimax-hailuo/generation.mdx",
    fields: {
      prompt: text(2000), // 33
      duration: wholeOf(6, 10), // 44
      resolution: oneOf("512P", "768P", "1080P"), // 54
      image_urls: list(hailuoPicture, 1), // 63
      metadata: open({ last_frame_image: hailuoPicture, ...extras }), // 81-107
    },
    needs: [],
    rules: [
      rule("prompt", "33-37", "text alone needs a prompt", (body) => body.has("prompt", "image_urls")),
      shortAtFull,
      rule("metadata.last_frame_image", "115-119", "a last frame goes with a first frame", (body) => {
        return !body.has("metadata.last_frame_image") || body.has("image_urls");
      }),
      rule("resolution", "88, 125", "512P is not made with a last frame", (body) => {
        return !body.is("resolution", "512P") || !body.has("metadata.last_frame_image");
      }),
      // 58 says pictures, the table ticks text, too: the safer reading.
      rule("resolution", "58", "512P is made from pictures", (body) => {
        return !body.is("resolution", "512P") || body.has("image_urls");
      }),
    ],
    frames: atPlaces("image_urls", "metadata.last_frame_image"),
  },
  hailuo23("MiniMax-Hailuo-2.3", ["prompt"]),
  // 63: the fast one needs a picture.
  hailuo23("MiniMax-Hailuo-2.3-Fast", ["prompt", "image_urls"]),
];
