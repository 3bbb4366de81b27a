import { visibleText } from "../base/text/visible-text.ts";
import type { Inspection } from "../film/status/inspect.ts";
import { padColumns } from "./text/columns.ts";
import type { Palette } from "./text/palette.ts";
import { countText, shotText } from "./text/text.ts";

/** What was seen of the clips, for people: a line for each thing that is pointed out. */
export function inspectionText(
  { looked, clips, unseen }: Inspection,
  { palette }: { readonly palette: Palette },
): string {
  const found = clips.filter(({ findings }) => findings.length > 0);
  const line = (ref: { readonly id: string; readonly take: number }, text: string): string =>
    visibleText(`  ${padColumns(shotText(ref), 22)} ${text}`);
  const lines = found.flatMap((clip) =>
    clip.findings.map(({ code, message }) => line(clip, `${message} (${code})`)),
  );
  const before = clips.length - looked;
  const seen = `${countText(looked, "clip")} looked at${before > 0 ? `, ${before} before` : ""}`;
  const sum =
    found.length === 0
      ? palette.good(`${seen}: nothing to point out.`)
      : palette.warn(`${seen}; ${countText(found.length, "clip")} worth a look:`);
  const blind = unseen.map((one) => line(one, one.why));
  return `${[
    ...(clips.length === 0 && unseen.length === 0 ? ["There is no clip to look at yet."] : [sum]),
    ...lines,
    ...(blind.length > 0 ? [palette.bad("Not to be seen:"), ...blind] : []),
  ].join("\n")}\n`;
}

/** `inspect --json`. `output`: the output folder relative to the storyboard, with `/`. */
export function inspectionJson({ looked, clips, unseen }: Inspection, output: string): unknown {
  return {
    looked,
    clips: clips.map(({ id, take, clip, checks, findings }) => ({
      id,
      take,
      clip: `${output}/${clip.file}`,
      duration_seconds: clip.durationSeconds,
      width: clip.width,
      height: clip.height,
      frame_rate: checks.frameRate,
      audio_tracks: checks.audioTracks,
      black_share: checks.blackShare,
      still_share: checks.stillShare,
      first_frame: checks.firstFrame ?? null,
      last_frame: checks.lastFrame ?? null,
      findings,
    })),
    unseen,
  };
}
