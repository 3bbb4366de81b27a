import { lengthOf } from "../../cut/time/frame-rate.ts";
import { toNumber } from "../../cut/time/rational.ts";
import type { TimelineFormat } from "../../cut/timeline/format-names.ts";
import type { Timeline } from "../../cut/timeline/timeline.ts";

/** `export --out FILE --json`. Times are in seconds, and whole frames of the timeline. */
export interface ExportJson {
  readonly file: string;
  readonly format: TimelineFormat;
  readonly duration_seconds: number;
  readonly shots: readonly {
    readonly id: string;
    readonly take: number | null;
    readonly alternates: readonly number[];
    readonly start_seconds: number;
    readonly duration_seconds: number;
    readonly missing: boolean;
  }[];
}

export function exportJson(
  { rate, frames, shots }: Timeline,
  { file, format }: { readonly file: string; readonly format: TimelineFormat },
): ExportJson {
  const seconds = (count: number): number => toNumber(lengthOf(count, rate));
  return {
    file,
    format,
    duration_seconds: seconds(frames),
    shots: shots.map((shot) => ({
      id: shot.id,
      take: shot.media?.take ?? null,
      alternates: shot.alternates.map(({ take }) => take),
      start_seconds: seconds(shot.startFrame),
      duration_seconds: seconds(shot.frames),
      missing: shot.media === undefined,
    })),
  };
}
