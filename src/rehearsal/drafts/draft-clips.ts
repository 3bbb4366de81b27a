import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import type { JsonObject } from "../../base/json.ts";
import { type Result, success } from "../../base/result.ts";
import type { ClipMaker, ClipPicture, ClipRequest } from "../clips.ts";
import { type I420Picture, type PixelSize, rgbToI420 } from "../slate/i420.ts";
import { drawSlate } from "../slate/slate.ts";
import { loadSlateFont, type SlateFont } from "../slate/slate-font.ts";
import { burnIn } from "./burn-in.ts";
import { movedFrame } from "./camera-move.ts";
import { type DraftEncoder, type EncoderAbsent, loadDraftEncoder } from "./draft-encoder.ts";
import { draftFrameRate, draftSize } from "./draft-size.ts";

export interface DraftOptions {
  /** The shot's id for a request body, which does not hold it. */
  readonly title?: (body: JsonObject) => string | undefined;
  /** Clips encoded at the same time; default: the number of cores. */
  readonly parallel?: number;
}

/**
 * Real, playable drafts: H.264 at 360 pixels on the short side and 24 frames a second, of the length and aspect
 * ratio asked for. A slow push-in from the first frame that dissolves into the last; a slate with the prompt where
 * there are no frames.
 */
export async function draftClips(options: DraftOptions = {}): Promise<Result<ClipMaker, EncoderAbsent>> {
  const loaded = await loadDraftEncoder();
  if (!loaded.ok) return loaded;
  const studio = { encoder: loaded.value, font: await loadSlateFont(), options };
  const limit = pLimit(options.parallel ?? availableParallelism());
  const recent = new RecentClips();
  return success({
    make: async (request: ClipRequest) => [
      await recent.share(keyOf(request, options), () => limit(() => render(studio, request))),
    ],
  });
}

interface Studio {
  readonly encoder: DraftEncoder;
  readonly font: SlateFont | undefined;
  readonly options: DraftOptions;
}

async function render(studio: Studio, request: ClipRequest): Promise<Uint8Array> {
  const { encoder, font } = studio;
  const size = draftSize(request.shape);
  const title = titleOf(request, studio.options);
  const pictures = await picturesOf(studio, request, size);
  const frameCount = Math.max(1, Math.round(request.shape.durationSeconds * draftFrameRate));
  const slate = pictures === undefined ? drawSlate(size, slateWords(request, title), font) : undefined;
  return encoder.encode({
    size,
    frameCount,
    audio: request.shape.audio,
    frame(index) {
      const time = frameCount === 1 ? 0 : index / (frameCount - 1);
      const frame = slate ?? (pictures === undefined ? undefined : movedFrame(pictures, time));
      if (frame === undefined) throw new Error("a draft has a slate or pictures");
      return burnIn(frame, { title: slate === undefined ? title : "", index, frameCount, font });
    },
  });
}

async function picturesOf(
  studio: Studio,
  request: ClipRequest,
  size: PixelSize,
): Promise<{ readonly first: I420Picture; readonly last?: I420Picture } | undefined> {
  const first = request.firstFrame ?? request.lastFrame;
  if (first === undefined) return undefined;
  const last = request.firstFrame === undefined ? undefined : request.lastFrame;
  const opening = await loadPicture(studio, first, size);
  return last === undefined
    ? { first: opening }
    : { first: opening, last: await loadPicture(studio, last, size) };
}

async function loadPicture(studio: Studio, picture: ClipPicture, size: PixelSize): Promise<I420Picture> {
  if (picture.kind === "uploaded") {
    return rgbToI420(await studio.encoder.decodePicture(picture.bytes, size), size);
  }
  const words = { title: "picture elsewhere", facts: "not fetched in a rehearsal", text: picture.url };
  return drawSlate(size, words, studio.font);
}

function titleOf({ body, taskId }: ClipRequest, options: DraftOptions): string {
  return options.title?.(body) ?? taskId;
}

function slateWords({ body, shape }: ClipRequest, title: string) {
  const facts = [String(body.model ?? ""), `${shape.durationSeconds} s`, `${shape.width}x${shape.height}`];
  if (shape.audio) facts.push("sound");
  return { title, facts: facts.join("  "), text: String(body.prompt ?? "") };
}

function keyOf(request: ClipRequest, options: DraftOptions): string {
  const hash = createHash("sha256");
  const { model, prompt } = request.body;
  hash.update(
    JSON.stringify([options.title?.(request.body) ?? request.taskId, model, prompt, request.shape]),
  );
  for (const picture of [request.firstFrame, request.lastFrame]) {
    hash.update(picture === undefined ? "none" : picture.kind === "remote" ? picture.url : picture.bytes);
  }
  return hash.digest("hex");
}

const recentCount = 16;

/** The newest clips by what they are made from: identical requests share one encode. */
class RecentClips {
  private readonly clips = new Map<string, Promise<Uint8Array>>();

  share(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const known = this.clips.get(key);
    if (known !== undefined) return known;
    const clip = make();
    this.clips.set(key, clip);
    clip.catch(() => this.clips.delete(key));
    const [oldest] = this.clips.keys();
    if (this.clips.size > recentCount && oldest !== undefined) this.clips.delete(oldest);
    return clip;
  }
}
