import { createHash } from "node:crypto";
import { type BigIntStats, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { failure, type Result, success } from "../base/result.ts";
import { type PictureFormat, sniffPicture, structureFault } from "./picture-structure.ts";

/** The upload endpoint takes pictures of 10 MB at most (public docs, August 2026). */
export const largestPictureBytes = 10 * 1024 * 1024;

export interface PictureFacts {
  /** Lower-case hex of the content's SHA-256. */
  readonly sha256: string;
  readonly bytes: number;
  readonly mimeType: `image/${PictureFormat}`;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export type PictureProblem =
  | { readonly kind: "missing" }
  | { readonly kind: "too_large"; readonly bytes: number }
  /** `reason` completes "the picture ...": `is a folder`, `ends before its end`. */
  | { readonly kind: "unreadable"; readonly reason: string };

/** What tells that a file is still the one that was looked at; plain data, so that a cache can be kept on disk. */
export interface PictureKey {
  /** Absolute path. */
  readonly file: string;
  readonly bytes: number;
  /** Size, modification time in nanoseconds, and inode; of no meaning but that it differs when one of them does. */
  readonly stamp: string;
}

/** Facts of pictures seen before, so that unchanged files are not read again. Both calls are synchronous and cheap. */
export interface PictureCache {
  get(key: PictureKey): PictureFacts | undefined;
  set(key: PictureKey, facts: PictureFacts): void;
}

/**
 * Reads one local picture: is it a whole JPEG, PNG, WebP or GIF by content, small enough to upload?
 * `file` is an absolute path. Never rejects for what a file system can do.
 */
export async function inspectPicture(
  file: string,
  cache?: PictureCache,
): Promise<Result<PictureFacts, PictureProblem>> {
  const key = pictureKey(file);
  if (!key.ok) return key;
  const known = cache?.get(key.value);
  if (known !== undefined) return success(known);
  const facts = await readFacts(file, key.value.bytes);
  if (facts.ok) cache?.set(key.value, facts.value);
  return facts;
}

/** Looks at the file's size, time and inode only. Synchronous: thousands of these cost less than their promises would. */
export function pictureKey(file: string): Result<PictureKey, PictureProblem> {
  let stats: BigIntStats | undefined;
  try {
    stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    return failure(fileProblem(error));
  }
  if (stats === undefined) return failure({ kind: "missing" });
  if (stats.isDirectory()) return failure({ kind: "unreadable", reason: "is a folder" });
  if (!stats.isFile()) return failure({ kind: "unreadable", reason: "is no regular file" });
  const bytes = Number(stats.size);
  if (bytes > largestPictureBytes) return failure({ kind: "too_large", bytes });
  if (bytes === 0) return failure({ kind: "unreadable", reason: "is empty" });
  return success({ file, bytes, stamp: `${stats.size} ${stats.mtimeNs} ${stats.ino}` });
}

async function readFacts(file: string, bytes: number): Promise<Result<PictureFacts, PictureProblem>> {
  let content: Buffer;
  try {
    content = await readFile(file);
  } catch (error) {
    return failure(fileProblem(error));
  }
  if (content.length !== bytes)
    return failure({ kind: "unreadable", reason: "changed while it was being read" });
  const format = sniffPicture(content);
  if (format === undefined)
    return failure({ kind: "unreadable", reason: "is no JPEG, PNG, WebP or GIF by its content" });
  const fault = structureFault(format, content);
  if (fault !== undefined) return failure({ kind: "unreadable", reason: fault });
  const size = await dimensions(content);
  if (size === undefined)
    return failure({ kind: "unreadable", reason: "is corrupt: it does not tell its size" });
  const sha256 = createHash("sha256").update(content).digest("hex");
  return success({ sha256, bytes, mimeType: `image/${format}`, ...size });
}

async function dimensions(content: Buffer): Promise<{ width: number; height: number } | undefined> {
  // Loaded on first use: a storyboard without local pictures, or with none that is new, starts without it.
  const { imageSize } = await import("image-size");
  try {
    const { width, height } = imageSize(content);
    return width > 0 && height > 0 ? { width, height } : undefined;
  } catch {
    return undefined;
  }
}

function fileProblem(error: unknown): PictureProblem {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing" };
  if (code === "EACCES" || code === "EPERM")
    return { kind: "unreadable", reason: "may not be read by this user" };
  return { kind: "unreadable", reason: `cannot be read (${code})` };
}
