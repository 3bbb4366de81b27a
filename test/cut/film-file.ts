import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { registerMediabunnyServer } from "@mediabunny/server";
import { AudioSampleSink, EncodedPacketSink, VideoSampleSink } from "mediabunny";
import { openClip } from "../../src/cut/clip/open-clip.ts";
import type { CutItem } from "../../src/cut/cut-item.ts";

registerMediabunnyServer({ hardwareContext: null });

/** A shot whose clip is a file. */
export function itemOf(id: string, file?: string, more: Partial<CutItem> = {}): CutItem {
  const clip =
    file === undefined ? {} : { chosen: { take: 1, file, name: `${id}.mp4`, sha256: digestOf(id) } };
  return {
    id,
    ...clip,
    alternates: [],
    askedSeconds: 2,
    prompt: `What happens in ${id}`,
    model: "kling-v3@2026-08",
    ...more,
  };
}

export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The grey in the middle of each picture, in the order of showing, and when it is shown. */
export async function picturesIn(file: string): Promise<{ grey: number; seconds: number }[]> {
  const clip = await openClip(file);
  const found: { grey: number; seconds: number }[] = [];
  if (clip.video !== undefined) {
    for await (const sample of new VideoSampleSink(clip.video).samples()) {
      const data = new Uint8Array(sample.allocationSize());
      await sample.copyTo(data);
      const middle = (sample.codedHeight / 2) * sample.codedWidth + sample.codedWidth / 2;
      found.push({ grey: data[middle] ?? 0, seconds: sample.timestamp });
      sample.close();
    }
  }
  clip.close();
  return found;
}

/** The left channel from the film's beginning on, at 48,000 samples a second. */
export async function soundIn(file: string): Promise<Float32Array> {
  const clip = await openClip(file);
  const sound = new Float32Array(48_000 * 60);
  let end = 0;
  if (clip.audio !== undefined) {
    for await (const sample of new AudioSampleSink(clip.audio).samples()) {
      const plane = new Float32Array(sample.numberOfFrames);
      sample.copyTo(plane, { planeIndex: 0, format: "f32-planar" });
      const at = Math.round(sample.timestamp * 48_000);
      sound.set(plane.subarray(Math.max(0, -at)), Math.max(0, at));
      end = at + plane.length;
      sample.close();
    }
  }
  clip.close();
  return sound.subarray(0, end);
}

/** A digest of each packet of the pictures, in the order of decoding. */
export async function packetsIn(file: string): Promise<string[]> {
  const clip = await openClip(file);
  const found: string[] = [];
  if (clip.video !== undefined) {
    for await (const { data } of new EncodedPacketSink(clip.video).packets()) {
      found.push(createHash("sha256").update(data).digest("hex"));
    }
  }
  clip.close();
  return found;
}

/** What ffprobe says, where it is installed. */
export function ffprobe(file: string): { seconds: number; frames: number; chapters: string[] } | undefined {
  const args = ["-v", "error", "-print_format", "json", "-show_chapters", "-show_streams", file];
  let text: string;
  try {
    text = execFileSync("ffprobe", args, { encoding: "utf8" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  const { streams, chapters } = JSON.parse(text) as {
    streams: { codec_type: string; duration: string; nb_frames: string }[];
    chapters: { tags: { title: string } }[];
  };
  const video = streams.find(({ codec_type }) => codec_type === "video");
  return {
    seconds: Number(video?.duration),
    frames: Number(video?.nb_frames),
    chapters: chapters.map(({ tags }) => tags.title),
  };
}
