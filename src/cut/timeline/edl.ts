import { timebase } from "../time/frame-rate.ts";
import { timecode } from "../time/timecode.ts";
import type { Timeline, TimelineShot } from "./timeline.ts";

/** Record times begin at one hour, as on tape. */
const startHour = 3600;

/**
 * A CMX 3600 edit list: an event for each shot, black where one is missing. Times are non-drop, in the film's whole rate; names,
 * other takes and remarks are in comments, since the format has nothing else for them.
 */
export function edlText(timeline: Timeline): string {
  const { name, shots } = timeline;
  const events = shots.flatMap((shot, index) => event(shot, { number: index + 1, timeline }));
  return `${[`TITLE: ${comment(name)}`, "FCM: NON-DROP FRAME", "", ...events].join("\n")}\n`;
}

function event(
  shot: TimelineShot,
  { number, timeline }: { readonly number: number; readonly timeline: Timeline },
): string[] {
  const { id, scene, media, alternates, remarks, startFrame, frames, sourceFrame } = shot;
  const base = timebase(timeline.rate);
  const record = startFrame + startHour * base;
  const times = [sourceFrame, sourceFrame + frames, record, record + frames].map((frame) =>
    timecode(frame, base),
  );
  const digits = String(number).padStart(3, "0");
  const line = (channel: string): string =>
    `${digits}  ${media === undefined ? "BL" : "AX"}       ${channel.padEnd(5)} C        ${times.join(" ")}`;
  const colour = media === undefined ? "RED" : "GREEN";
  return [
    line("V"),
    ...(media?.sound === undefined ? [] : [line("A")]),
    ...(media === undefined
      ? [`* MISSING: ${id}`]
      : [`* FROM CLIP NAME: ${media.name}`, `* SOURCE FILE: ${media.name}`]),
    ...alternates.map((other) => `* ALTERNATE: take ${other.take} ${other.name}`),
    ...(scene === undefined ? [] : [`* SCENE: ${scene}`]),
    `* LOC: ${timecode(record, base)} ${colour.padEnd(7)} ${id}`,
    ...remarks.map(({ about, text }) => `* ${about.toUpperCase()}: ${comment(text)}`),
    "",
  ];
}

/**
 * OpenShot takes whatever follows three digits and a space for an event, and `* FROM CLIP NAME:` for a clip's name, wherever in a line
 * they are: `100 people walk ...` in a prompt. A space that does not break the line looks the same.
 */
function comment(text: string): string {
  return text.replace(/(?<=\d{3}|\*) /g, "\u00a0");
}
