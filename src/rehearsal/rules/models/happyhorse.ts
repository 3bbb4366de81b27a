import type { Body } from "../body.ts";
import {
  address,
  anyText,
  byRole,
  file,
  flag,
  list,
  megabyte,
  oneOf,
  plainPictures,
  whole,
} from "../field.ts";
import { atPlaces, either, withRoles } from "../frame-places.ts";
import { type ModelPage, rule } from "../model-page.ts";

/** 47-57: names for the first frame. */
const firstFrames = ["image_urls", "input_reference", "images", "image", "image_with_roles"] as const;

function hasFirstFrame(body: Body): boolean {
  return body.has(...firstFrames);
}

/** 52-56; BMP is beyond an upload. */
const firstFrame = file({
  types: plainPictures,
  bytes: 10 * megabyte,
  sides: [300, Infinity],
  ratio: [1 / 2.5, 2.5],
});

export const happyHorsePage: ModelPage = {
  models: ["happyhorse-1.1"],
  edition: "2026-08",
  page: "docs/en/api-reference/videos/happyhorse/generation.mdx",
  fields: {
    action: oneOf("text-to-video", "image-to-video", "reference-to-video", "video-edit"), // 29
    prompt: anyText, // 41
    image_urls: list(firstFrame), // 47, only the first counts
    input_reference: list(firstFrame),
    images: list(firstFrame),
    image: firstFrame,
    image_with_roles: byRole(firstFrame, { first_frame: Infinity }),
    reference_images: list(address, 9), // 59
    url: address, // 65
    audio_setting: oneOf("auto", "origin"), // 69
    duration: whole(3, 15), // 77
    resolution: oneOf("720P", "1080P"), // 81
    aspect_ratio: oneOf("16:9", "9:16", "1:1", "4:3", "3:4"), // 89
    size: oneOf("16:9", "9:16", "1:1", "4:3", "3:4"),
    seed: whole(), // 102
    watermark: flag, // 106
  },
  needs: [],
  rules: [
    rule("prompt", "41-45", "all but image-to-video needs a prompt", (body) => {
      const isFromImage = body.is("action", "image-to-video") || (!body.has("action") && hasFirstFrame(body));
      return isFromImage || body.has("prompt");
    }),
    rule("image_urls", "47", "image-to-video needs a first frame", (body) => {
      return !body.is("action", "image-to-video") || hasFirstFrame(body);
    }),
    rule("reference_images", "59-63", "reference-to-video needs reference_images", (body) => {
      return !body.is("action", "reference-to-video") || body.has("reference_images");
    }),
    rule("reference_images", "59-63", "video-edit takes 5 reference_images at most", (body) => {
      return !body.is("action", "video-edit") || body.count("reference_images") <= 5;
    }),
    rule("reference_images", "59-63", "reference_images are for their own actions", (body) => {
      return !body.has("reference_images") || body.is("action", "reference-to-video", "video-edit");
    }),
    rule("url", "65", "video-edit needs a video, and it alone takes one", (body) => {
      return body.has("url") === body.is("action", "video-edit");
    }),
    // `auto` is what is meant without it, too.
    rule("audio_setting", "69", "audio_setting is for video-edit", (body) => {
      return !body.is("audio_setting", "origin") || body.is("action", "video-edit");
    }),
  ],
  frames: either(
    withRoles,
    ...["image_urls", "input_reference", "images", "image"].map((name) => atPlaces(name)),
  ),
};
