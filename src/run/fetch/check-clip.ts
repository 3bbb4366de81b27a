import type { Cause } from "../../base/cause.ts";
import { type Result, success } from "../../base/result.ts";
import { unreachable } from "../../base/unreachable.ts";
import type { PartFile } from "../../clips/part-file.ts";
import type { ClipFailure } from "../../media/clip-facts.ts";
import type { Container } from "../../media/container.ts";
import { endingLike } from "../../state/clip-file.ts";
import type { ClipFacts } from "../../state/state.ts";
import type { Refuse } from "./keep-refuse.ts";

/** What a body is that came to its end. */
export type Checked =
  | { readonly kind: "clip"; readonly clip: ClipFacts; readonly container: Container }
  /** It ends too early. */
  | { readonly kind: "incomplete"; readonly cause: Cause }
  /** It is whole, and not a clip. */
  | { readonly kind: "refuse"; readonly refuse: Refuse }
  /** It cannot be read here and now. */
  | { readonly kind: "unknown"; readonly cause: Cause }
  | { readonly kind: "disk"; readonly error: unknown };

/** Makes a part durable, and reads what it is. `file` as for `readPart`. */
export async function checkClip(part: PartFile, file: string): Promise<Checked> {
  try {
    await part.sync();
  } catch (error) {
    return { kind: "disk", error };
  }
  const read = await readPart(part, file);
  return read.ok ? { kind: "clip", ...read.value } : notAClip(part, read.error);
}

/** What a part is as a clip. `file`: where an MP4 would go; a clip is named after its container. */
export async function readPart(
  part: PartFile,
  file: string,
): Promise<Result<{ readonly clip: ClipFacts; readonly container: Container }, ClipFailure>> {
  const facts = await part.facts();
  if (!facts.ok) return facts;
  const { bytes, durationSeconds, width, height, container } = facts.value;
  const named = endingLike(file, `clip.${container}`);
  const clip = { file: named, sha256: part.sha256(), bytes, durationSeconds, width, height };
  return success({ clip, container });
}

function notAClip(part: PartFile, { code, message, looksLike = "bin" }: ClipFailure): Checked {
  const cause = { code, message };
  switch (code) {
    case "empty":
    case "truncated":
      return { kind: "incomplete", cause };
    case "unreadable": {
      // The bytes were written to a file that is no longer there, or no longer a file.
      const vanished = `The clip vanished while it was downloaded: ${message}.`;
      return { kind: "unknown", cause: { code: "output_unwritable", message: vanished } };
    }
    case "reader_missing":
      return { kind: "unknown", cause: { code, message: `The clip cannot be checked: ${message}.` } };
    case "not_a_video":
    case "corrupt":
    case "no_video_track":
    case "no_pictures": {
      const isText = ["html", "xml", "json", "txt"].includes(looksLike);
      return { kind: "refuse", refuse: { cause, sha256: part.sha256(), ending: looksLike, isText } };
    }
    default:
      return unreachable(code);
  }
}
