import { address, anyRatio, anyText, type Field, flag, list, oneOf, open, text, whole } from "../field.ts";
import { atPlaces, either, type FrameReader, inOrder } from "../frame-places.ts";
import { type ModelPage, type PageRule, rule } from "../model-page.ts";

/** 116-145. */
const extras = {
  auto_subjects: flag,
  voice_id: anyText,
  audio_type: oneOf("all", "speech_only", "sound-effect_only"),
  off_peak: flag,
  payload: text(1_048_576),
  callback_url: address,
};

const subject: Field = {
  kind: "parts",
  parts: { name: anyText, images: list(address, 3) },
  needs: ["name", "images"],
  open: false,
};

const soundRules: readonly PageRule[] = [
  rule("metadata.audio_type", "124", "audio_type is for clips with sound", (body) => {
    return !body.has("metadata.audio_type") || !body.is("audio", false);
  }),
  rule("metadata.off_peak", "133-139", "off-peak is for clips with sound", (body) => {
    return !body.is("metadata.off_peak", true) || !body.is("audio", false);
  }),
];

interface Q3 {
  readonly model: string;
  readonly shortest: number;
  readonly pictures: number;
  readonly metadata: Field;
  readonly needs: readonly string[];
  readonly rules?: readonly PageRule[];
  readonly frames?: FrameReader;
}

function q3({ model, shortest, pictures, metadata, needs, rules = [], frames }: Q3): ModelPage {
  return {
    models: [model],
    edition: "2026-08",
    page: "docs/en/api-reference/videos/viduq3/generation.mdx",
    fields: {
      prompt: text(5000), // 39
      duration: whole(shortest, 16), // 47
      resolution: oneOf("540p", "720p", "1080p"), // 54
      aspect_ratio: anyRatio, // 63, any ratio
      image_urls: list(address, pictures), // 71
      audio: flag, // 84
      seed: whole(), // 92
      metadata,
    },
    needs,
    rules: [...soundRules, ...rules],
    ...(frames !== undefined && { frames }),
  };
}

function frameModel(model: string): ModelPage {
  return q3({
    model,
    shortest: 1,
    pictures: 2,
    metadata: open(extras),
    needs: ["prompt"],
    rules: [
      rule("metadata.subjects", "100", "subjects are for viduq3 only", (body) => {
        return body.get("metadata.subjects") === undefined;
      }),
    ],
    frames: inOrder("image_urls", 2),
  });
}

/** CN 51-62: names for the same pictures. */
const synonyms = ["image_urls", "input_reference", "reference_images", "images", "image"] as const;

export const viduPages: readonly ModelPage[] = [
  frameModel("viduq3-pro"),
  frameModel("viduq3-turbo"),
  q3({
    model: "viduq3",
    shortest: 3,
    pictures: 7,
    metadata: open({ ...extras, subjects: list(subject, 7) }), // 100-114
    needs: ["prompt", "image_urls"],
  }),
  {
    models: ["viduq3-pro-fast"],
    edition: "2026-08",
    page: "docs/cn/api-reference/videos/vidu-ali/generation.mdx",
    fields: {
      prompt: anyText, // 45
      image_urls: list(address), // 51, only the first counts
      input_reference: list(address),
      reference_images: list(address),
      images: list(address),
      image: address,
      duration: whole(1), // 80, no range stated
      resolution: oneOf("720P", "1080P"), // 84
      audio: flag, // 91
      watermark: flag, // 101
      seed: whole(), // 105
      metadata: open({}), // 109
    },
    needs: ["prompt"],
    rules: [rule("image_urls", "51", "a picture is required", (body) => body.has(...synonyms))],
    frames: either(...synonyms.map((name) => atPlaces(name))),
  },
];
