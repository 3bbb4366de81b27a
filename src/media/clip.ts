import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { failure, type Result, success } from "../base/result.ts";
import { unreachable } from "../base/unreachable.ts";
import type { ClipFailure, ClipFileFacts } from "./clip-facts.ts";
import { loadLibrary, readTracks } from "./clip-tracks.ts";
import { type ContainerFamily, familyOf } from "./container.ts";
import { glimpse, looksLike } from "./glimpse.ts";
import { missingMatroskaBytes } from "./matroska-end.ts";
import { isComplete, type ReadAt, readTopLevel } from "./mp4-boxes.ts";
import { tablesFit } from "./mp4-tables.ts";
import { missingStreamBytes } from "./stream-end.ts";

/** Files up to this size are read in one go, which costs a fifth of reading them piece by piece. */
const smallBytes = 256 * 1024;

/** The index of a clip of many hours. */
const indexLimitBytes = 64 * 1024 * 1024;

/**
 * Reads a finished clip's facts; cheap enough to be done for every download. Nothing is decoded. `opened`: the same
 * file's descriptor, where the caller has it open for reading already; it stays open, and nothing is opened by name.
 * `traits`: whether to look at the packets of its pictures, too.
 */
export async function readClipFacts(
  file: string,
  opened?: number,
  { traits = false }: { readonly traits?: boolean } = {},
): Promise<Result<ClipFileFacts, ClipFailure>> {
  let descriptor = opened;
  try {
    descriptor ??= openSync(file, "r");
    const { size } = fstatSync(descriptor);
    const head = read(descriptor, 0, Math.min(size, smallBytes));
    return await factsOf({ descriptor, head, size }, traits);
  } catch (error) {
    return failure(unreadable(error));
  } finally {
    if (opened === undefined && descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * Loads what reads clips, which takes a tenth of a second, so that a later clip needs nothing more from the disk. Says
 * why where that fails: code that is not there any more, or no descriptor left to read it with.
 */
export async function loadClipReader(): Promise<Result<void, ClipFailure>> {
  const loaded = await loadLibrary();
  return loaded.ok ? success(undefined) : loaded;
}

interface OpenClip {
  readonly descriptor: number;
  /** The whole file where it is small. */
  readonly head: Uint8Array;
  readonly size: number;
}

async function factsOf(clip: OpenClip, traits: boolean): Promise<Result<ClipFileFacts, ClipFailure>> {
  const { head, size } = clip;
  if (size === 0) return failure({ code: "empty", message: "the file is empty" });
  const family = familyOf(head);
  if (family === undefined) {
    const start = head.subarray(0, 512);
    const message = `not a video but ${glimpse(start)}`;
    return failure({ code: "not_a_video", message, looksLike: looksLike(start) });
  }
  const problem = brokenness(clip, family);
  return problem === undefined
    ? readTracks({ readAt: readerOf(clip), size, family }, traits)
    : failure(problem);
}

function brokenness(clip: OpenClip, family: ContainerFamily): ClipFailure | undefined {
  const { size } = clip;
  const readAt = readerOf(clip);
  switch (family) {
    case "boxes":
      return brokenBoxes(readAt, size);
    case "matroska":
      return truncated(size, missingMatroskaBytes(readAt, size));
    case "transport_stream":
      return truncated(size, missingStreamBytes(readAt, size));
    default:
      return unreachable(family);
  }
}

function brokenBoxes(readAt: ReadAt, size: number): ClipFailure | undefined {
  const { types, missingBytes, moov } = readTopLevel(readAt, size);
  if (missingBytes > 0) return truncated(size, missingBytes);
  if (moov === undefined || !isComplete(types)) {
    return {
      code: "truncated",
      message: `the file ends after ${size} bytes, before its index or its pictures`,
    };
  }
  const fits = moov.length <= indexLimitBytes && tablesFit(readAt(moov.offset, moov.length));
  return fits ? undefined : { code: "corrupt", message: "the video's index contradicts itself" };
}

function truncated(size: number, missingBytes: number): ClipFailure | undefined {
  if (missingBytes === 0) return undefined;
  return { code: "truncated", message: `the file has ${size} bytes and lacks ${missingBytes} more` };
}

function readerOf({ descriptor, head, size }: OpenClip): ReadAt {
  return (offset, length) =>
    offset + length <= head.length || head.length === size
      ? head.subarray(offset, offset + length)
      : read(descriptor, offset, length);
}

function read(descriptor: number, offset: number, length: number): Uint8Array {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, length, offset));
}

function unreadable(error: unknown): ClipFailure {
  return { code: "unreadable", message: `the file cannot be read (${codeOf(error)})` };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
