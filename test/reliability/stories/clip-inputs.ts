import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { JsonObject } from "../../../src/base/json.ts";
import { success } from "../../../src/base/result.ts";
import type { ClipPlace } from "../../../src/manifest/clip-picture.ts";
import type { Inputs } from "../../../src/manifest/job.ts";
import type { StillReader } from "../../../src/media/decode/still-picture.ts";
import { tinyPng } from "../../fakes/tiny-png.ts";

/**
 * Stands in for what decodes clips, which would be most of a story's time: a picture that says of which place and of
 * which bytes it is. The test's clips are all of one grey, so that a decoded picture could not say whose it is. The chaos
 * run takes the real one.
 */
export const stillsByContent: StillReader = {
  read: async (file, { place }) => {
    const bytes = pictureOf(place, sha256Of(readFileSync(file)));
    return success({ bytes, mimeType: "image/png" });
  },
};

/** What tells the inputs of one clip from those of another, as they were sent: the prompt, and the heads of pictures' digests. */
export function sentInputs(body: JsonObject): string {
  // The server puts the head of a picture's digest into its address.
  const heads = [...JSON.stringify(body).matchAll(/upload_\d+_([0-9a-f]{8})/g)].map(([, head = ""]) => head);
  return [String(body.prompt), ...heads].join(" ");
}

/** The same of inputs on record: what must have been sent for them. */
export function recordedInputs({ prompt, first_frame: first, last_frame: last }: Inputs): string {
  const heads = [first, last].flatMap((frame) => {
    if (typeof frame !== "string") return [];
    const [, place, sha256] = /^(start|end)_of_clip:sha256:([0-9a-f]{64})$/.exec(frame) ?? [];
    const isClip = (place === "start" || place === "end") && sha256 !== undefined;
    return [isClip ? sha256Of(pictureOf(place, sha256)).slice(0, 8) : frame];
  });
  return [String(prompt), ...heads].join(" ");
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function pictureOf(place: ClipPlace, sha256: string): Uint8Array {
  return tinyPng(`${place} of ${sha256}`);
}
