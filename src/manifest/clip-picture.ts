import type { JsonValue } from "../base/json.ts";

/** Which picture of a clip another shot takes: its very first, or its very last. */
export type ClipPlace = "start" | "end";

/** A picture out of another shot's clip, as a request and the inputs name it. */
export interface ClipPicture {
  readonly place: ClipPlace;
  /** The other shot's id, or `sha256:HEX` of the clip that it comes from, once that is known. */
  readonly of: string;
}

const pattern = /^(start|end)_of_clip:([\s\S]+)$/;

/** `end_of_clip:ID`, or `end_of_clip:sha256:HEX`. */
export function clipPictureText({ place, of }: ClipPicture): string {
  return `${place}_of_clip:${of}`;
}

function parseClipPicture(text: JsonValue | undefined): ClipPicture | undefined {
  const [, place, of] = (typeof text === "string" ? pattern.exec(text) : null) ?? [];
  return (place === "start" || place === "end") && of !== undefined ? { place, of } : undefined;
}

/** The clip's digest where the picture's clip is known. */
export function clipDigestOf({ of }: ClipPicture): string | undefined {
  return /^sha256:([0-9a-f]{64})$/.exec(of)?.[1];
}

/**
 * The value with each picture of a clip replaced. Only whole texts are: the check lets no such text in but for the frames
 * that a storyboard writes as another shot's clip.
 */
export function replaceClipPictures<T extends JsonValue>(
  value: T,
  replace: (picture: ClipPicture) => ClipPicture | undefined,
): T {
  const walk = (part: JsonValue): JsonValue => {
    if (typeof part === "string") {
      const picture = parseClipPicture(part);
      const replaced = picture === undefined ? undefined : replace(picture);
      return replaced === undefined ? part : clipPictureText(replaced);
    }
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, walk(item ?? null)]));
  };
  return walk(value) as T;
}
