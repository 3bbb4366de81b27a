import { rename, rm } from "node:fs/promises";
import { errorCode, reason } from "../../base/files/file-errors.ts";
import { failure, type Result, success } from "../../base/result.ts";
import { cleanText } from "../../base/text/clean-text.ts";
import type { CutItem, CutProblem } from "../cut-item.ts";
import { type Layout, layOut, type PlacedShot } from "../lay-out.ts";
import { measureCut } from "../measure-cut.ts";
import { loadCoders } from "../native-coders.ts";
import { toNumber } from "../time/rational.ts";
import { addChapters, type Chapter, chaptersOf } from "./chapters.ts";
import { copiedPictures } from "./copy-pictures.ts";
import { encodedPictures } from "./encode-pictures.ts";
import { joinPlan, type WhyEncoded } from "./join-plan.ts";
import type { ShotWriter } from "./shot-writer.ts";
import { filmSound } from "./sound.ts";

/** The film that was made. */
export interface AssembledFilm {
  readonly layout: Layout;
  /** Why the pictures were encoded anew; absent where they were copied as they are. */
  readonly encoded?: WhyEncoded;
  readonly chapters: readonly Chapter[];
}

export interface Assembling {
  readonly items: readonly CutItem[];
  /** Absolute path of the MP4. It is written beside it first, and takes its place when it is whole. */
  readonly out: string;
  /** The shots into whose pictures id, take, length and prompt are burnt; none unless given. */
  readonly isBurntIn?: (shot: CutItem) => boolean;
  /** Called before each shot. */
  readonly onShot?: (index: number, shot: PlacedShot) => void;
}

/**
 * Joins the clips that count into one MP4. The pictures are copied where all clips agree, and encoded anew where they do
 * not; the sound is one stream, encoded anew, since that of single clips cannot be joined to the sample. At any time no more than
 * the sound of one clip and some pictures are in memory.
 */
export async function assembleFilm({
  items,
  out,
  isBurntIn,
  onShot,
}: Assembling): Promise<Result<AssembledFilm, CutProblem>> {
  const measured = await measureCut(items);
  if (!measured.ok) return measured;
  const layout = layOut(measured.value);
  const plan = await joinPlan(layout, isBurntIn !== undefined && items.some(isBurntIn));
  if (plan.kind === "encode" || layout.hasSound) {
    const loaded = await loadCoders(plan.kind === "copy" ? "a film with sound" : purposeOf(plan.why));
    if (!loaded.ok) return loaded;
  }
  const part = `${out}.part`;
  const chapters = chaptersOf(layout);
  try {
    const failed = await write(layout, { part, isCopied: plan.kind === "copy", isBurntIn, onShot });
    if (failed !== undefined) {
      await rm(part, { force: true });
      return failure(failed);
    }
    await addChapters(part, chapters);
    await rename(part, out);
  } catch (error) {
    await rm(part, { force: true });
    const code = errorCode(error);
    if (code === undefined) throw error;
    return failure({ kind: "output_unwritable", message: `${out} cannot be written: ${reason(code)}` });
  }
  return success({ layout, chapters, ...(plan.kind === "encode" ? { encoded: plan.why } : {}) });
}

function purposeOf({ kind }: WhyEncoded): string {
  return kind === "trimmed" ? "a film that is cut between key pictures" : "a film of clips that differ";
}

interface Writing {
  readonly part: string;
  readonly isCopied: boolean;
  readonly isBurntIn: Assembling["isBurntIn"];
  readonly onShot: Assembling["onShot"];
}

async function write(
  layout: Layout,
  { part, isCopied, isBurntIn, onShot }: Writing,
): Promise<CutProblem | undefined> {
  const { FilePathTarget, Mp4OutputFormat, Output } = await import("mediabunny");
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: false }),
    target: new FilePathTarget(part),
  });
  const pictures = await (isCopied ? copiedPictures(layout) : encodedPictures(layout, isBurntIn));
  output.addVideoTrack(pictures.source, { frameRate: toNumber(layout.rate) });
  const writers: ShotWriter[] = [pictures.writer];
  if (layout.hasSound) {
    const sound = await filmSound(layout);
    output.addAudioTrack(sound.source);
    writers.push(sound.writer);
  }
  try {
    await output.start();
    for (const [index, shot] of layout.shots.entries()) {
      onShot?.(index, shot);
      // Side by side, because a muxer holds back what one track is ahead of the other.
      const ended = await Promise.allSettled(writers.map((writer) => writer.write(shot)));
      const failed = ended.find((one) => one.status === "rejected");
      if (failed !== undefined) {
        await output.cancel();
        return clipProblem(shot, failed.reason);
      }
    }
    await output.finalize();
    return undefined;
  } finally {
    await pictures.writer.close?.();
  }
}

/** What went wrong with a shot: its clip, unless the disk did not take what was to be written. */
function clipProblem({ item }: PlacedShot, error: unknown): CutProblem {
  const { chosen } = item;
  if (chosen === undefined || diskFaults.has(errorCode(error) ?? "")) throw error;
  const why = `cannot be decoded: ${cleanText(error instanceof Error ? error.message : String(error))}`;
  return { kind: "clip_unreadable", id: item.id, clip: chosen.name, why };
}

const diskFaults: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EIO"]);
