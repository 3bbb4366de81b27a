import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import type { JsonObject } from "../../base/json.ts";
import { type Result, success } from "../../base/result.ts";
import type { ClipMaker, ClipPicture, ClipRequest } from "../clips.ts";
import { type I420Picture, type PixelSize, rgbToI420 } from "../slate/i420.ts";
import { type OpenSlateType, openSlateType, setSlate } from "../slate/type-slate.ts";
import { burnIn, draftMark } from "./burn-in.ts";
import { movedFrame } from "./camera-move.ts";
import { cameraMove } from "./camera-words.ts";
import { type DraftEncoder, type EncoderAbsent, loadDraftEncoder } from "./draft-encoder.ts";
import { draftFrameRate, draftSize } from "./draft-size.ts";
import { referenceTiles, stripWidth, withReferences } from "./reference-strip.ts";

export interface DraftOptions {
  /** The shot's id for a request body, which does not hold it. */
  readonly title?: (body: JsonObject) => string | undefined;
  /** Which take a task is of, from 1; `undefined` for a shot with one take. */
  readonly takeOf?: (taskId: string, body: JsonObject) => Promise<number | undefined>;
  /** Clips encoded at the same time; default: the number of cores. */
  readonly parallel?: number;
}

/**
 * Real, playable drafts: H.264 at 360 pixels on the short side and 24 frames a second, of the length and aspect
 * ratio asked for. The camera moves over the first frame as the prompt says; a first frame dissolves into a last one; a slate
 * with the prompt is where there are no frames. References are small pictures at the right edge.
 */
export async function draftClips(options: DraftOptions = {}): Promise<Result<ClipMaker, EncoderAbsent>> {
  const loaded = await loadDraftEncoder();
  if (!loaded.ok) return loaded;
  const type = await openSlateType();
  const studio: Studio = { encoder: loaded.value, type, options };
  const limit = pLimit(options.parallel ?? availableParallelism());
  const recent = new RecentClips();
  return success({
    make: async (request: ClipRequest) => {
      const shot = await shotOf(request, options);
      return [await recent.share(keyOf(request, shot), () => limit(() => render(studio, request, shot)))];
    },
    close: () => type.close(),
  });
}

interface Studio {
  readonly encoder: DraftEncoder;
  readonly type: OpenSlateType;
  readonly options: DraftOptions;
}

/** What a request does not say of itself. */
interface DraftShot {
  readonly title: string;
  /** From 1. */
  readonly take: number;
}

async function shotOf({ taskId, body }: ClipRequest, options: DraftOptions): Promise<DraftShot> {
  const take = await options.takeOf?.(taskId, body);
  const title = options.title?.(body) ?? taskId;
  return take === undefined ? { title, take: 1 } : { title: `${title}  take ${take}`, take };
}

async function render(studio: Studio, request: ClipRequest, { title, take }: DraftShot): Promise<Uint8Array> {
  const { encoder, type } = studio;
  const size = draftSize(request.shape);
  const pictures = await picturesOf(studio, request, size);
  const tiles = await referenceTiles(request.references ?? [], encoder.decodePicture);
  const frameCount = Math.max(1, Math.round(request.shape.durationSeconds * draftFrameRate));
  const aside = tiles.length === 0 ? 0 : stripWidth;
  const slate =
    pictures === undefined
      ? withReferences(await setSlate(size, slateWords(request, title), { ...type, aside }), tiles)
      : undefined;
  const mark =
    type.any === undefined
      ? undefined
      : await draftMark(slate === undefined ? title : "", size.width, type.any);
  const move = { move: cameraMove(String(request.body.prompt ?? "")), take };
  return encoder.encode({
    size,
    frameCount,
    audio: request.shape.audio,
    frame(index) {
      const time = frameCount === 1 ? 0 : index / (frameCount - 1);
      const moved = pictures && withReferences(movedFrame(pictures, move, time), tiles);
      const frame = slate ?? moved;
      if (frame === undefined) throw new Error("a draft has a slate or pictures");
      return burnIn(frame, { index, frameCount, mark });
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
  return setSlate(size, words, studio.type);
}

function slateWords({ body, shape }: ClipRequest, title: string) {
  const facts = [String(body.model ?? ""), `${shape.durationSeconds} s`, `${shape.width}x${shape.height}`];
  if (shape.audio) facts.push("sound");
  return { title, facts: facts.join("  "), text: String(body.prompt ?? "") };
}

function keyOf(request: ClipRequest, { title, take }: DraftShot): string {
  const hash = createHash("sha256");
  const { model, prompt } = request.body;
  hash.update(JSON.stringify([title, take, model, prompt, request.shape]));
  for (const reference of request.references ?? [])
    hash.update(createHash("sha256").update(reference).digest());
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
