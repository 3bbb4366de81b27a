import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Input } from "mediabunny";
import { failure, type Result, success } from "../base/result.ts";
import { glimpse } from "./glimpse.ts";
import { type ReadAt, readTopLevel } from "./mp4-boxes.ts";
import { tablesFit } from "./mp4-tables.ts";

/** What a clip file says of itself. */
export interface ClipFileFacts {
  readonly bytes: number;
  readonly durationSeconds: number;
  /** Pixels as displayed. */
  readonly width: number;
  readonly height: number;
  readonly hasAudio: boolean;
}

export type ClipFailureCode =
  /** The file cannot be opened or read. */
  | "unreadable"
  | "empty"
  /** No MP4 by its first bytes: an error page, a picture, anything. */
  | "not_a_video"
  /** The file ends before its last box does, or before its index. */
  | "truncated"
  /** An MP4 signature, and an inside that cannot be made sense of. */
  | "corrupt"
  | "no_video_track"
  /** A video track without pictures: no length, or no size. */
  | "no_pictures";

export interface ClipFailure {
  readonly code: ClipFailureCode;
  /** One sentence, with a glimpse of what is there instead. Holds no path. */
  readonly message: string;
}

/** Files up to this size are read in one go, which costs a fifth of reading them piece by piece. */
const smallBytes = 256 * 1024;

/** The index of a clip of many hours. */
const indexLimitBytes = 64 * 1024 * 1024;

/**
 * Reads a finished clip's facts; cheap enough to be done for every download. Nothing is decoded. `opened`: the same
 * file's descriptor, where the caller has it open for reading already; it stays open.
 */
export async function readClipFacts(
  file: string,
  opened?: number,
): Promise<Result<ClipFileFacts, ClipFailure>> {
  let descriptor = opened;
  try {
    descriptor ??= openSync(file, "r");
    const { size } = fstatSync(descriptor);
    const head = read(descriptor, 0, Math.min(size, smallBytes));
    return await factsOf({ file, descriptor, head, size });
  } catch (error) {
    return failure(unreadable(error));
  } finally {
    if (opened === undefined && descriptor !== undefined) closeSync(descriptor);
  }
}

/** Loads what reads clips, which takes a tenth of a second: to be called while there is nothing else to do. */
export async function loadClipReader(): Promise<void> {
  await import("mediabunny");
}

interface OpenClip {
  readonly file: string;
  readonly descriptor: number;
  /** The whole file where it is small. */
  readonly head: Uint8Array;
  readonly size: number;
}

async function factsOf(clip: OpenClip): Promise<Result<ClipFileFacts, ClipFailure>> {
  const { head, size } = clip;
  if (size === 0) return failure({ code: "empty", message: "the file is empty" });
  if (Buffer.from(head.subarray(4, 8)).toString("latin1") !== "ftyp") {
    return failure({ code: "not_a_video", message: `not an MP4 but ${glimpse(head.subarray(0, 512))}` });
  }
  const problem = brokenness(clip);
  return problem === undefined ? readTracks(clip) : failure(problem);
}

function brokenness({ descriptor, head, size }: OpenClip): ClipFailure | undefined {
  const readAt: ReadAt = (offset, length) =>
    offset + length <= head.length || head.length === size
      ? head.subarray(offset, offset + length)
      : read(descriptor, offset, length);
  const { types, missingBytes, moov } = readTopLevel(readAt, size);
  if (missingBytes > 0) {
    return { code: "truncated", message: `the file has ${size} bytes and lacks ${missingBytes} more` };
  }
  if (moov === undefined || !(types.has("mdat") || types.has("moof"))) {
    return {
      code: "truncated",
      message: `the file ends after ${size} bytes, before its index or its pictures`,
    };
  }
  const fits = moov.length <= indexLimitBytes && tablesFit(readAt(moov.offset, moov.length));
  return fits ? undefined : { code: "corrupt", message: "the MP4's index contradicts itself" };
}

async function readTracks({ file, head, size }: OpenClip): Promise<Result<ClipFileFacts, ClipFailure>> {
  // Loaded at the first clip: a command that fetches none does not pay for it.
  const { BufferSource, FilePathSource, Input, Logging, LogLevel, MP4, QTFF } = await import("mediabunny");
  // What is wrong with a file is told by the failure; the library would print it, too, as it stands in the file.
  Logging.level = LogLevel.Silent;
  const source = head.length === size ? new BufferSource(head) : new FilePathSource(file);
  const input = new Input({ source, formats: [MP4, QTFF] });
  try {
    return await tracksOf(input, size);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failure({ code: "corrupt", message: `the MP4 cannot be read: ${message}` });
  } finally {
    input.dispose();
  }
}

async function tracksOf(input: Input, bytes: number): Promise<Result<ClipFileFacts, ClipFailure>> {
  // The first one, not the library's primary one: to rank tracks by their bit rates it would look at every sample.
  const tracks = await input.getTracks();
  const video = tracks.find((track) => track.isVideoTrack());
  if (video === undefined) return failure({ code: "no_video_track", message: "the MP4 has no video track" });
  const width = await video.getDisplayWidth();
  const height = await video.getDisplayHeight();
  const durationSeconds = Math.round((await video.computeDuration()) * 1000) / 1000;
  if (!(durationSeconds > 0 && width > 0 && height > 0)) {
    const message = `the video track is ${width}x${height} and ${durationSeconds} s long`;
    return failure({ code: "no_pictures", message });
  }
  return success({
    bytes,
    durationSeconds,
    width,
    height,
    hasAudio: tracks.some((track) => track.isAudioTrack()),
  });
}

function read(descriptor: number, offset: number, length: number): Uint8Array {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, length, offset));
}

function unreadable(error: unknown): ClipFailure {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return { code: "unreadable", message: `the file cannot be read (${code})` };
}
