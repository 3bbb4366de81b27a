import type { Contract } from "./contract.ts";

const suffix = "@unchecked";

/** `seedance-9@unchecked`: no revision is written so, and it stays the same when a release brings a contract of the name. */
function uncheckedId(model: string): string {
  return `${model}${suffix}`;
}

export function isUncheckedId(id: string): boolean {
  return id.endsWith(suffix);
}

export function uncheckedModel(id: string): string {
  return id.slice(0, -suffix.length);
}

/**
 * What stands in for the contract of a model that has none, under `unchecked: true`. Parameters go through as written, beside the
 * fields that most models have (half of the contracts in `specs/models`): the prompt, the frames in `image_urls`, first before last,
 * and references in the same list. Local pictures are uploaded from there and from nowhere else.
 */
export function uncheckedContract(model: string): Contract {
  return {
    id: uncheckedId(model),
    model,
    revision: "unchecked",
    title: model,
    wire_model: model,
    aliases: [],
    source: { kind: "public_docs", document: "none", dated: "", read: "" },
    unchecked: true,
    client_business_id: false,
    return_last_frame: false,
    parameters: {
      prompt: { type: "string", doc: "What the clip shows." },
      negative_prompt: { type: "string", doc: "What it does not show." },
      image_urls: { type: "list", items: { type: "picture", doc: "A picture." }, doc: "Pictures." },
    },
    frames: { encoding: "list", parameter: "image_urls", last_frame: true },
    references: { parameter: "image_urls", beside_frames: false },
    rules: [],
    placeholders: [],
    output: {
      short_side: 720,
      aspect_ratio: { parameter: "aspect_ratio", otherwise: "16:9", taken_from: [] },
      seconds: { parameter: "duration", auto: [], otherwise: 5, taken_from: [] },
    },
    billing: [],
  };
}
