import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
import { type Result, success } from "../../base/result.ts";
import { cleanText } from "../../base/text/clean-text.ts";
import { type ClipMeasure, measureClip } from "../clip/measure-clip.ts";
import type { CutClip, CutItem, CutProblem } from "../cut-item.ts";
import { layOut, type PlacedShot } from "../lay-out.ts";
import { measureCut } from "../measure-cut.ts";
import { type FrameRate, frameAt } from "../time/frame-rate.ts";

/** A film as editing programs know it: one track of clips and gaps, in frames. */
export interface Timeline {
  readonly name: string;
  readonly rate: FrameRate;
  readonly width: number;
  readonly height: number;
  readonly hasSound: boolean;
  readonly frames: number;
  readonly shots: readonly TimelineShot[];
}

export interface TimelineShot {
  readonly id: string;
  readonly scene?: string;
  /** In frames of the timeline. */
  readonly startFrame: number;
  readonly frames: number;
  /** The frame of the clip that the shot begins with, counted at the timeline's rate; what is before it, and behind the shot's end, are handles. */
  readonly sourceFrame: number;
  /** Has the film a part of the clip only? */
  readonly isTrimmed: boolean;
  /** The clip that counts; absent: a gap. */
  readonly media?: TimelineMedia;
  /** The other takes. */
  readonly alternates: readonly TimelineMedia[];
  /** What is said of the shot, line by line: prompt, model, task, note. Each is one line. */
  readonly remarks: readonly Remark[];
}

export interface Remark {
  readonly about: "prompt" | "model" | "task" | "note";
  readonly text: string;
}

/** One clip file. */
export interface TimelineMedia extends ClipMeasure {
  readonly take: number;
  /** 32 hexadecimal digits, the same in every export for this take of this shot, so that a program links it again. */
  readonly key: string;
  /** The file's name. */
  readonly name: string;
  /** `file:///film/clips/sc010_sh0010.mp4` */
  readonly url: string;
  readonly sha256: string;
  readonly taskId?: string;
}

/** Longer prompts are cut off: editing programs show them in one line. */
const longestRemark = 2000;

/**
 * Measures every clip and lays them end to end. A clip of another take that cannot be read is left out; one that counts is a
 * problem.
 */
export async function timelineOf(
  name: string,
  items: readonly CutItem[],
): Promise<Result<Timeline, CutProblem>> {
  const measured = await measureCut(items);
  if (!measured.ok) return measured;
  const { rate, width, height, hasSound, frames, shots } = layOut(measured.value);
  const placed: TimelineShot[] = [];
  for (const shot of shots) placed.push(await timelineShot(shot, rate));
  return success({ name: cleanText(name), rate, width, height, hasSound, frames, shots: placed });
}

async function timelineShot(shot: PlacedShot, rate: FrameRate): Promise<TimelineShot> {
  const { item, measure, startFrame, frames } = shot;
  const { id, scene, chosen } = item;
  const alternates: TimelineMedia[] = [];
  for (const clip of item.alternates) {
    const other = await measureClip(clip.file);
    if (other.ok) alternates.push(mediaOf(id, clip, other.value));
  }
  return {
    id,
    ...(scene === undefined ? {} : { scene }),
    startFrame,
    frames,
    sourceFrame: sourceFrameOf(shot, rate),
    isTrimmed: shot.used !== undefined,
    ...(chosen === undefined || measure === undefined ? {} : { media: mediaOf(id, chosen, measure) }),
    alternates,
    remarks: remarksOf(item),
  };
}

/** Rounded so that the shot does not end behind its clip, where that has another rate. */
function sourceFrameOf({ measure, sourceStart, frames }: PlacedShot, rate: FrameRate): number {
  const most = measure === undefined ? 0 : framesIn(measure, rate) - frames;
  return Math.max(0, Math.min(frameAt(sourceStart, rate), most));
}

/** Whole frames of the timeline that the clip fills. */
export function framesIn({ frames, rate }: Pick<ClipMeasure, "frames" | "rate">, other: FrameRate): number {
  return Number((BigInt(frames) * rate.den * other.num) / (rate.num * other.den));
}

function mediaOf(id: string, clip: CutClip, measure: ClipMeasure): TimelineMedia {
  const { take, file, name, sha256, taskId } = clip;
  const key = createHash("sha256")
    .update(JSON.stringify([id, take]))
    .digest("hex")
    .slice(0, 32);
  const url = pathToFileURL(file).href;
  return { ...measure, take, key, name, url, sha256, ...(taskId === undefined ? {} : { taskId }) };
}

function remarksOf({ prompt, model, chosen, note }: CutItem): readonly Remark[] {
  const all = { prompt, model, task: chosen?.taskId, note };
  return (["prompt", "model", "task", "note"] as const).flatMap((about) => {
    const text = cleanText(all[about] ?? "", { maxLength: longestRemark });
    return text === "" ? [] : [{ about, text }];
  });
}

/** All takes of a shot, the one that counts first. */
export function takesOf({ media, alternates }: TimelineShot): readonly TimelineMedia[] {
  return media === undefined ? alternates : [media, ...alternates];
}

/** Every clip of the timeline once, in film order. */
export function allMedia({ shots }: Timeline): readonly TimelineMedia[] {
  return [...new Map(shots.flatMap(takesOf).map((media) => [media.key, media])).values()];
}

/** `prompt: a door; model: kling-v3` on one line. */
export function remarkLine({ remarks }: TimelineShot): string {
  return remarks.map(({ about, text }) => `${about}: ${text}`).join("; ");
}
