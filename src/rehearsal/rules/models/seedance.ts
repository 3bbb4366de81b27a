import type { Body } from "../body.ts";
import { address, anyText, byRole, type Field, flag, list, oneOf, open, whole } from "../field.ts";
import { withRoles } from "../frame-places.ts";
import { apart, lastNeedsFirst, type ModelPage, type PageRule, rule } from "../model-page.ts";

const ratio = oneOf("21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "adaptive");

const media = ["image_urls", "image_with_roles", "video_with_roles", "audio_with_roles"] as const;

const tools = list({ kind: "parts", parts: { type: oneOf("web_search") }, needs: ["type"], open: false });

const textAlone: PageRule = rule("tools", "189-201", "tools are for text alone", (body) => {
  return !body.has("tools") || !body.has(...media);
});

function frames(body: Body): number {
  return body.uses("image_with_roles", "role", "first_frame", "last_frame");
}

function references(body: Body): number {
  return body.uses("image_with_roles", "role", "reference_image");
}

/** EN 97-102, CN 165-170. */
const picture: Field = { kind: "address", asset: true, data: "image" };
const video: Field = { kind: "address", asset: true };
const sound: Field = { kind: "address", asset: true, data: "audio" };

interface Two {
  readonly model: string;
  readonly duration: Field;
  readonly resolution: Field;
  /** Most pictures in all, videos and sounds. */
  readonly most?: readonly [number, number, number];
}

function two({ model, duration, resolution, most }: Two): ModelPage {
  const [pictures, videos, sounds] = most ?? [];
  const optional = { roleIsOptional: true };
  return {
    models: [model],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/seedance-2/generation.mdx",
    fields: {
      prompt: anyText, // 36
      client_business_id: anyText, // 42
      metadata: open({ client_business_id: anyText }),
      duration, // 49
      aspect_ratio: ratio, // 60
      image_urls: list(picture, pictures), // 75
      image_with_roles: byRole(picture, { first_frame: 1, last_frame: 1, reference_image: 9 }), // 86
      video_with_roles: byRole(video, { reference_video: videos ?? Infinity }, optional), // 124
      audio_with_roles: byRole(sound, { reference_audio: sounds ?? Infinity }, optional), // 144
      resolution, // 168
      generate_audio: flag, // 177
      return_last_frame: flag, // 183
      tools, // 189
      seed: whole(), // 203
      callback_url: address, // 207
      trace_id: anyText, // 211
    },
    needs: [],
    rules: [
      apart("75-84", "image_urls", "image_with_roles"),
      lastNeedsFirst("image_with_roles"),
      rule("image_with_roles", "119", "frames and references are modes that exclude each other", (body) => {
        return (
          frames(body) === 0 || (references(body) === 0 && !body.has("video_with_roles", "audio_with_roles"))
        );
      }),
      rule("audio_with_roles", "144-166", "a sound needs a picture or a video beside it", (body) => {
        return (
          !body.has("audio_with_roles") || body.has("image_urls", "image_with_roles", "video_with_roles")
        );
      }),
      rule("video_with_roles", "124", "there are too many videos", (body) => {
        return body.count("video_with_roles") <= (videos ?? Infinity);
      }),
      rule("audio_with_roles", "144", "there are too many sounds", (body) => {
        return body.count("audio_with_roles") <= (sounds ?? Infinity);
      }),
      textAlone,
    ],
    frames: withRoles,
  };
}

const small = oneOf("480p", "720p");
const chosen = whole(4, 15, 0, -1);

export const seedancePages: readonly ModelPage[] = [
  two({ model: "seedance-2", duration: chosen, resolution: oneOf("480p", "720p", "1080p", "4k") }),
  two({ model: "seedance-2-fast", duration: chosen, resolution: small }),
  // 10, 49-58: no length of its own choice, and 9, 3 and 3.
  two({ model: "seedance-2-mini", duration: whole(4, 15), resolution: small, most: [9, 3, 3] }),
  {
    models: ["seedance-2-5"],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/seedance-2-5/generation.mdx",
    fields: {
      prompt: anyText, // 32
      video_operation: oneOf("generate", "edit", "extend"), // 36
      client_business_id: anyText, // 40
      duration: whole(4, 30, -1), // 44
      aspect_ratio: ratio, // 48
      // The page says nothing of asset://, which seedance-2 takes.
      image_urls: list(video, 30), // 54
      image_with_roles: byRole(
        video,
        { first_frame: Infinity, last_frame: Infinity, reference_image: Infinity },
        { most: 30 },
      ), // 58
      video_with_roles: byRole(video, { reference_video: Infinity }, { most: 10, roleIsOptional: true }), // 66
      audio_with_roles: byRole(video, { reference_audio: Infinity }, { most: 10, roleIsOptional: true }), // 70
      resolution: small, // 74
      output_format: oneOf("mp4", "mov"), // 78
      generate_audio: flag, // 82
      return_last_frame: flag, // 86
      tools, // 90
      callback_url: address, // 96
      trace_id: anyText, // 100
    },
    needs: [],
    rules: [
      apart("54", "image_urls", "image_with_roles"),
      lastNeedsFirst("image_with_roles"),
      rule("image_with_roles", "63", "frames and reference pictures exclude each other", (body) => {
        return frames(body) === 0 || references(body) === 0;
      }),
      rule("aspect_ratio", "51, 109", "edit, extend and frames are adaptive", (body) => {
        const isBound = frames(body) > 0 || body.is("video_operation", "edit", "extend");
        return !isBound || body.is("aspect_ratio", "adaptive") || !body.has("aspect_ratio");
      }),
      rule("video_operation", "36", "edit and extend need a video", (body) => {
        return !body.is("video_operation", "edit", "extend") || body.has("video_with_roles");
      }),
      rule("duration", "37", "extend needs a positive duration", (body) => {
        return !body.is("video_operation", "extend") || Number(body.get("duration") ?? -1) > 0;
      }),
      rule("duration", "45", "edit is as long as the model chooses: -1", (body) => {
        return !body.is("video_operation", "edit") || !body.has("duration") || body.is("duration", -1);
      }),
      textAlone,
      rule("image_with_roles", "106", "there are more than 50 media", (body) => body.count(...media) <= 50),
    ],
    frames: withRoles,
  },
];
