import type { Input, InputVideoTrack } from "mediabunny";
import { failure, type Result, success } from "../base/result.ts";
import { cleanText } from "../base/text/clean-text.ts";
import { unreachable } from "../base/unreachable.ts";
import type { ClipFailure, ClipFileFacts, VideoTraits } from "./clip-facts.ts";
import type { Container, ContainerFamily } from "./container.ts";
import { type ReadAt, readTopLevel } from "./mp4-boxes.ts";
import { withPatience } from "./patience.ts";
import { wholePacketBytes } from "./stream-end.ts";

/** A video file that is whole, as far as its outer form shows. */
export interface WholeClip {
  readonly readAt: ReadAt;
  readonly size: number;
  readonly family: ContainerFamily;
}

type Library = typeof import("./track-reader.ts");

/** Files up to this size are handed over in one piece. */
const smallBytes = 256 * 1024;

/** Loaded at the first clip, or before the first submit: a command that fetches none does not pay for it. */
export async function loadLibrary(): Promise<Result<Library, ClipFailure>> {
  try {
    return success(await import("./track-reader.ts"));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return failure({ code: "reader_missing", message: `what reads clips cannot be loaded (${code})` });
  }
}

/** Reads what a video's tracks say of it. Nothing is decoded, and nothing is opened by its name. */
export async function readTracks(
  clip: WholeClip,
  traits = false,
): Promise<Result<ClipFileFacts, ClipFailure>> {
  const loaded = await loadLibrary();
  if (!loaded.ok) return loaded;
  const { Input, Logging, LogLevel, MATROSKA, MP4, MPEG_TS, QTFF, WEBM } = loaded.value;
  // The failure says what is wrong with a file; the library would print it, too, as the file has it.
  Logging.level = LogLevel.Silent;
  const source = withPatience(sourceOf(readable(clip), loaded.value), clip.size);
  const input = new Input({ source, formats: [MP4, QTFF, WEBM, MATROSKA, MPEG_TS] });
  try {
    const isWebM = (await input.getFormat()) === WEBM;
    return await tracksOf(input, { bytes: clip.size, container: containerOf(clip, isWebM), traits });
  } catch (error) {
    // The library's words may quote the file.
    const message = cleanText(error instanceof Error ? error.message : String(error));
    return failure({ code: "corrupt", message: `the video cannot be read: ${message}` });
  } finally {
    input.dispose();
  }
}

function sourceOf({ readAt, size }: WholeClip, { BufferSource, CustomSource }: Library) {
  if (size <= smallBytes) return new BufferSource(readAt(0, size));
  return new CustomSource({
    getSize: () => size,
    read: (start, end) => readAt(start, end - start),
    prefetchProfile: "fileSystem",
    // Met by the read that wants those bytes, if any does.
    handleUnhandledError: () => {},
  });
}

function containerOf({ readAt, size, family }: WholeClip, isWebM: boolean): Container {
  switch (family) {
    case "matroska":
      return isWebM ? "webm" : "mkv";
    case "transport_stream":
      return "ts";
    case "boxes": {
      const { brand, types } = readTopLevel(readAt, size);
      // A file without a type is an MP4 (ISO 14496-12, 4.3.1), unless it has a box that only QuickTime knows.
      const isQuickTime = brand === undefined ? types.has("wide") || types.has("pnot") : brand === "qt  ";
      return isQuickTime ? "mov" : "mp4";
    }
    default:
      return unreachable(family);
  }
}

/** What the library is given to read: the file, as far as it understands it. */
function readable(clip: WholeClip): WholeClip {
  switch (clip.family) {
    case "boxes":
      return withFileType(clip);
    case "matroska":
      return clip;
    case "transport_stream":
      return { ...clip, size: wholePacketBytes(clip.readAt, clip.size) };
    default:
      return unreachable(clip.family);
  }
}

const fileType = Buffer.from("\0\0\0\x10ftypisom\0\0\0\0", "latin1");

/**
 * The library knows a file by a `ftyp` box at its start only, so one is put there. The places of samples in the index
 * are wrong by its length then, and nobody looks there.
 */
function withFileType(clip: WholeClip): WholeClip {
  const { readAt, size, family } = clip;
  if (Buffer.from(readAt(4, 4)).toString("latin1") === "ftyp") return clip;
  const shifted: ReadAt = (offset, length) => {
    const inside = Math.max(0, offset - fileType.length);
    const before = fileType.subarray(offset, offset + length);
    return Buffer.concat([before, readAt(inside, length - before.length)]);
  };
  return { readAt: shifted, size: size + fileType.length, family };
}

async function tracksOf(
  input: Input,
  known: { readonly bytes: number; readonly container: Container; readonly traits: boolean },
): Promise<Result<ClipFileFacts, ClipFailure>> {
  // The first one, not the library's primary one: to rank tracks by their bit rates it would look at every sample.
  const tracks = await input.getTracks();
  const video = tracks.find((track) => track.isVideoTrack());
  if (video === undefined) {
    return failure({ code: "no_video_track", message: "the file has no video track" });
  }
  const width = await video.getDisplayWidth();
  const height = await video.getDisplayHeight();
  const durationSeconds = Math.round((await durationOf(video, known.container)) * 1000) / 1000;
  if (!(durationSeconds > 0 && width > 0 && height > 0)) {
    const message = `the video track is ${width}x${height} and ${durationSeconds} s long`;
    return failure({ code: "no_pictures", message });
  }
  const hasAudio = tracks.some((track) => track.isAudioTrack());
  const { bytes, container } = known;
  const facts = { bytes, container, durationSeconds, width, height, hasAudio };
  return success(known.traits ? { ...facts, traits: await traitsOf(video) } : facts);
}

async function traitsOf(video: InputVideoTrack): Promise<VideoTraits> {
  const codec = await video.getCodec();
  const { averagePacketRate } = await video.computePacketStats();
  const frameRate = Math.round(averagePacketRate * 1000) / 1000;
  return codec === null ? { frameRate } : { frameRate, codec };
}

async function durationOf(video: InputVideoTrack, container: Container): Promise<number> {
  const end = await video.computeDuration();
  switch (container) {
    case "mp4":
    case "mov":
      return end;
    case "webm":
    case "mkv":
      // The last picture need not say how long it is shown; the file may.
      return Math.max(end, (await video.getDurationFromMetadata()) ?? 0);
    case "ts":
      // A stream's clock may begin anywhere.
      return end - (await video.getFirstTimestamp());
    default:
      return unreachable(container);
  }
}
