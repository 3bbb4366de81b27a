import type { JsonObject } from "../../base/json.ts";
import type { ClipMaker } from "../clips.ts";
import { blockFont } from "../slate/block-font.ts";
import { drawSlate } from "../slate/slate.ts";
import { loadSlateFont } from "../slate/slate-font.ts";
import { stillClip } from "../still/still-clip.ts";
import { stillH264 } from "../still/still-h264.ts";
import { draftSize } from "./draft-size.ts";

export interface PlainDraftOptions {
  /** The shot's id for a request body, which does not hold it. */
  readonly title?: (body: JsonObject) => string | undefined;
}

/**
 * Drafts for where no encoder is installed: H.264 in MP4, of the length and aspect ratio asked for, and playable. A card
 * with the shot's id, its model and its length is held; nothing moves, and pictures are not shown.
 */
export async function plainDrafts({ title }: PlainDraftOptions = {}): Promise<ClipMaker> {
  const slateFont = await loadSlateFont();
  const font = slateFont ?? blockFont;
  return {
    make: async ({ taskId, body, shape }) => {
      const size = draftSize(shape);
      const words = {
        title: title?.(body) ?? taskId,
        facts: `${String(body.model ?? "")}  ${shape.durationSeconds} s  ${shape.width}x${shape.height}`,
        // The font of last resort has no more than an id needs.
        text: slateFont === undefined ? "" : String(body.prompt ?? ""),
      };
      const still = stillH264(drawSlate(size, words, font));
      return [await stillClip(still, { ...size, durationSeconds: shape.durationSeconds })];
    },
  };
}
