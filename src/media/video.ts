import { createHash } from "node:crypto";
import { closeSync, openSync, read } from "node:fs";
import { promisify } from "node:util";
import { readFlags } from "../base/files/plain-file-rules.ts";
import { openingProblem } from "../base/files/plain-file-sync.ts";
import { failure, type Result, success } from "../base/result.ts";
import { readClipFacts } from "./clip.ts";
import type { VideoFacts } from "./clip-facts.ts";
import type { Container } from "./container.ts";
import {
  type InspectOptions,
  lookAt,
  type PictureKey,
  type PictureProblem,
  pictureKey,
  pictureProblem,
  settled,
} from "./picture.ts";

const mimeTypes: Readonly<Partial<Record<Container, VideoFacts["mimeType"]>>> = {
  mp4: "video/mp4",
  webm: "video/webm",
  mov: "video/quicktime",
};

const notAVideo = "is not an MP4, a WebM or a MOV by its content";

/**
 * Reads one local video: is it a whole MP4, WebM or MOV by content, small enough to upload? `file` is an absolute path. Its content
 * goes through the digest piece by piece, so that a large one takes no memory. Never rejects for what a file system can do.
 */
export async function inspectVideo(
  file: string,
  options: InspectOptions = {},
): Promise<Result<VideoFacts, PictureProblem>> {
  const { cache, maxBytes = Number.POSITIVE_INFINITY } = options;
  const looked = lookAt(file, maxBytes);
  if (!looked.ok) return looked;
  const { key, changedAtMs } = looked.value;
  const known = cache?.get(key);
  if (known !== undefined && isVideo(known)) return success(known);
  await settled(changedAtMs, options);
  const facts = await readFacts(key);
  if (facts.ok) cache?.set(key, facts.value);
  return facts;
}

function isVideo(facts: { readonly mimeType: string }): facts is VideoFacts {
  return facts.mimeType.startsWith("video/");
}

async function readFacts(key: PictureKey): Promise<Result<VideoFacts, PictureProblem>> {
  const { file, bytes } = key;
  let descriptor: number;
  try {
    descriptor = openSync(file, readFlags("follow"));
  } catch (error) {
    return failure(pictureProblem(openingProblem(file, error), bytes));
  }
  try {
    const sha256 = await digestOf(descriptor, bytes);
    const read = await readClipFacts(file, descriptor, { traits: true });
    const now = pictureKey(file);
    if (sha256 === undefined || !now.ok || now.value.stamp !== key.stamp)
      return failure({ kind: "unreadable", reason: "changed while it was being read" });
    if (!read.ok) return failure({ kind: "unreadable", reason: whyNot(read.error) });
    const { container, width, height, durationSeconds, traits } = read.value;
    const mimeType = mimeTypes[container];
    if (mimeType === undefined) return failure({ kind: "unreadable", reason: notAVideo });
    if (traits === undefined) throw new Error("the traits were asked for");
    return success({ sha256, bytes, mimeType, width, height, durationSeconds, ...traits });
  } catch (error) {
    return failure(pictureProblem(openingProblem(file, error), bytes));
  } finally {
    closeSync(descriptor);
  }
}

function whyNot({ code, message }: { readonly code: string; readonly message: string }): string {
  return code === "not_a_video" || code === "empty" ? notAVideo : `cannot be used: ${message}`;
}

const pieceBytes = 1024 * 1024;
const readPiece = promisify(read);

/** `undefined` for a file that is shorter or longer than it was. */
async function digestOf(descriptor: number, bytes: number): Promise<string | undefined> {
  const digest = createHash("sha256");
  const piece = Buffer.allocUnsafe(Math.min(pieceBytes, bytes + 1));
  for (let offset = 0; ; ) {
    const { bytesRead } = await readPiece(descriptor, piece, 0, piece.length, offset);
    if (bytesRead === 0) return offset === bytes ? digest.digest("hex") : undefined;
    offset += bytesRead;
    if (offset > bytes) return undefined;
    digest.update(piece.subarray(0, bytesRead));
  }
}
