import type { JsonObject, JsonValue } from "../../base/json.ts";
import type { ClipShape } from "../clips.ts";

/** Which URLs of a request are frames. */
export interface FrameUrls {
  readonly firstFrame?: string;
  readonly lastFrame?: string;
}

/**
 * Size and length that a request body asks for, read from the parameters that the models share: `duration` in
 * seconds, `aspect_ratio` as `W:H`, and 1080 lines for `mode: pro` or `resolution: 1080p`, otherwise 720.
 */
export function clipShape(body: JsonObject): ClipShape {
  const duration = Number(body.duration ?? body.seconds ?? 5);
  const lines = body.mode === "pro" || /1080/.test(String(body.resolution ?? "")) ? 1080 : 720;
  const [wide, high] = aspectRatio(body.aspect_ratio);
  const long = evenPixels((lines * Math.max(wide, high)) / Math.min(wide, high));
  return {
    durationSeconds: Number.isFinite(duration) && duration > 0 && duration <= 600 ? duration : 5,
    width: wide >= high ? long : lines,
    height: wide >= high ? lines : long,
    audio: body.audio === true,
  };
}

/** The frames of a request body: `image_with_roles` by role, or `image_urls` in order. */
export function frameUrls(body: JsonObject): FrameUrls {
  const found: { firstFrame?: string; lastFrame?: string } = {};
  if (Array.isArray(body.image_with_roles)) {
    for (const entry of body.image_with_roles as readonly JsonValue[]) {
      const { url, role } = (entry ?? {}) as { url?: unknown; role?: unknown };
      if (typeof url !== "string") continue;
      if (role === "first_frame") found.firstFrame = url;
      if (role === "last_frame") found.lastFrame = url;
    }
    return found;
  }
  const [first, last] = Array.isArray(body.image_urls) ? (body.image_urls as readonly JsonValue[]) : [];
  if (typeof first === "string") found.firstFrame = first;
  if (typeof last === "string") found.lastFrame = last;
  return found;
}

function aspectRatio(value: JsonValue | undefined): readonly [number, number] {
  const match = /^(\d{1,4}):(\d{1,4})$/.exec(String(value ?? ""));
  const wide = Number(match?.[1] ?? 16);
  const high = Number(match?.[2] ?? 9);
  const ratio = wide / high;
  return ratio >= 1 / 8 && ratio <= 8 ? [wide, high] : [16, 9];
}

function evenPixels(length: number): number {
  return Math.round(length / 2) * 2;
}
