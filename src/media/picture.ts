import { createHash } from "node:crypto";
import { type BigIntStats, statSync } from "node:fs";
import { fileStamp } from "../base/files/file-stamp.ts";
import {
  notPlain,
  openingProblem,
  type PlainFileRefusal,
  readPlainFileSync,
} from "../base/files/plain-file-sync.ts";
import { failure, type Result, success } from "../base/result.ts";
import { type Clock, systemClock } from "../base/time/clock.ts";
import { unreachable } from "../base/unreachable.ts";
import type { VideoFacts } from "./clip-facts.ts";
import { type PictureFormat, sniffPicture, structureFault } from "./picture-structure.ts";

/** A picture is read whole, so none is larger than this, whatever a provider takes. */
export const mostPictureBytes = 64 * 1024 * 1024;

export interface PictureFacts {
  /** Lower-case hex of the content's SHA-256. */
  readonly sha256: string;
  readonly bytes: number;
  readonly mimeType: `image/${PictureFormat}`;
  /** Pixels, as displayed. */
  readonly width: number;
  readonly height: number;
}

export type PictureProblem =
  | { readonly kind: "missing" }
  | { readonly kind: "too_large"; readonly bytes: number }
  /** `reason` completes "the picture ...": `is a folder`, `ends before its end`. */
  | { readonly kind: "unreadable"; readonly reason: string };

/** What shows that a file is still the one that was looked at; plain data, so that a cache can be kept on disk. */
export interface PictureKey {
  /** Absolute path. */
  readonly file: string;
  readonly bytes: number;
  /** From `fileStamp`. */
  readonly stamp: string;
}

/** Some systems give all changes within so much time one and the same time. */
const clockTickMs = 20;

/** Facts of pictures and videos seen before, so that unchanged files are not read again. Both calls are synchronous and cheap. */
export interface PictureCache {
  get(key: PictureKey): PictureFacts | VideoFacts | undefined;
  set(key: PictureKey, facts: PictureFacts | VideoFacts): void;
}

export interface InspectOptions {
  /** Anything larger is `too_large`, and is not read. */
  readonly maxBytes?: number;
  readonly cache?: PictureCache | undefined;
  readonly clock?: Pick<Clock, "now" | "sleep">;
}

/**
 * Reads one local picture: is it a whole JPEG, PNG, WebP or GIF by content, small enough to upload?
 * `file` is an absolute path. Never rejects for what a file system can do.
 */
export async function inspectPicture(
  file: string,
  options: InspectOptions = {},
): Promise<Result<PictureFacts, PictureProblem>> {
  const { cache } = options;
  const maxBytes = Math.min(options.maxBytes ?? mostPictureBytes, mostPictureBytes);
  const looked = lookAt(file, maxBytes);
  if (!looked.ok) return looked;
  const { key, changedAtMs } = looked.value;
  const known = cache?.get(key);
  if (known !== undefined && isPicture(known)) return success(known);
  await settled(changedAtMs, options);
  const facts = await readFacts(key, maxBytes);
  if (facts.ok) cache?.set(key, facts.value);
  return facts;
}

function isPicture(facts: PictureFacts | VideoFacts): facts is PictureFacts {
  return facts.mimeType.startsWith("image/");
}

/** What is remembered must not have a change ahead of it that its times would not show. */
export async function settled(
  changedAtMs: number,
  { cache, clock = systemClock }: InspectOptions,
): Promise<void> {
  const ageMs = clock.now() - changedAtMs;
  if (cache !== undefined && ageMs >= 0 && ageMs < clockTickMs) await clock.sleep(clockTickMs);
}

/** Looks at the file's entry only. Synchronous: thousands of these cost less than their promises would. */
export function pictureKey(file: string): Result<PictureKey, PictureProblem> {
  const looked = lookAt(file, Number.POSITIVE_INFINITY);
  return looked.ok ? success(looked.value.key) : looked;
}

/** `changedAtMs`: when the file or its entry was last changed, unix milliseconds. */
export function lookAt(
  file: string,
  maxBytes: number,
): Result<{ key: PictureKey; changedAtMs: number }, PictureProblem> {
  let stats: BigIntStats;
  try {
    stats = statSync(file, { bigint: true });
  } catch (error) {
    return failure(pictureProblem(openingProblem(file, error), 0));
  }
  const reason = notPlain(stats);
  if (reason !== undefined) return failure({ kind: "unreadable", reason });
  const bytes = Number(stats.size);
  if (bytes > maxBytes) return failure({ kind: "too_large", bytes });
  if (bytes === 0) return failure({ kind: "unreadable", reason: "is empty" });
  const changedAtMs = Number(stats.ctimeNs / 1_000_000n);
  return success({ key: { file, bytes, stamp: fileStamp(stats) }, changedAtMs });
}

async function readFacts(key: PictureKey, maxBytes: number): Promise<Result<PictureFacts, PictureProblem>> {
  const { file, bytes } = key;
  const read = readPlainFileSync(file, { mostBytes: maxBytes, links: "follow" });
  if (!read.ok) return failure(pictureProblem(read.error, maxBytes + 1));
  const content = read.value;
  const now = pictureKey(file);
  if (content.length !== bytes || !now.ok || now.value.stamp !== key.stamp)
    return failure({ kind: "unreadable", reason: "changed while it was being read" });
  const format = sniffPicture(content);
  if (format === undefined)
    return failure({ kind: "unreadable", reason: "is not a JPEG, PNG, WebP or GIF by its content" });
  const fault = structureFault(format, content);
  if (fault !== undefined) return failure({ kind: "unreadable", reason: fault });
  const size = await dimensions(content);
  if (size === undefined)
    return failure({ kind: "unreadable", reason: "is corrupt: it does not say its size" });
  const sha256 = createHash("sha256").update(content).digest("hex");
  return success({ sha256, bytes, mimeType: `image/${format}`, ...size });
}

async function dimensions(content: Buffer): Promise<{ width: number; height: number } | undefined> {
  // Loaded on first use: a storyboard without local pictures, or with none that is new, starts without it.
  const { imageSize } = await import("image-size");
  try {
    const { width, height, orientation = 1 } = imageSize(content);
    if (!(width > 0 && height > 0)) return undefined;
    // EXIF: from 5 on, the picture lies on its side.
    return orientation >= 5 ? { width: height, height: width } : { width, height };
  } catch {
    return undefined;
  }
}

export function pictureProblem(problem: PlainFileRefusal, bytes: number): PictureProblem {
  switch (problem.kind) {
    case "missing":
      return problem;
    case "too_large":
      return { kind: "too_large", bytes };
    case "unreadable":
      return { kind: "unreadable", reason: problem.why };
    default:
      return unreachable(problem);
  }
}
