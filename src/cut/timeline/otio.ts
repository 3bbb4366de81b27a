import { type FrameRate, timebase } from "../time/frame-rate.ts";
import { toNumber } from "../time/rational.ts";
import { remarkLine, type Timeline, type TimelineMedia, type TimelineShot, takesOf } from "./timeline.ts";

/** OpenTimelineIO's JSON (schemas `Timeline.1`, `Clip.2`, `Marker.2`): every take is a media reference of its shot's clip. */
export function otioText(timeline: Timeline): string {
  const { name, rate, hasSound } = timeline;
  const kinds = hasSound ? (["Video", "Audio"] as const) : (["Video"] as const);
  return `${JSON.stringify(
    {
      OTIO_SCHEMA: "Timeline.1",
      metadata: {},
      name,
      // One hour, as on tape.
      global_start_time: time(3600 * timebase(rate), rate),
      tracks: {
        OTIO_SCHEMA: "Stack.1",
        metadata: {},
        name: "tracks",
        ...composition(),
        children: kinds.map((kind) => track(kind, timeline)),
      },
    },
    null,
    2,
  )}\n`;
}

type TrackKind = "Video" | "Audio";

function track(kind: TrackKind, { rate, shots }: Timeline): object {
  return {
    OTIO_SCHEMA: "Track.1",
    metadata: {},
    name: kind === "Video" ? "V1" : "A1",
    ...composition(),
    kind,
    children: shots.map((shot) => itemOf(shot, kind, rate)),
  };
}

function itemOf(shot: TimelineShot, kind: TrackKind, rate: FrameRate): object {
  const { id, scene, media, frames, sourceFrame } = shot;
  const isClip = media !== undefined && (kind === "Video" || media.sound !== undefined);
  const common = {
    metadata: { dailies: { shot: id, ...(scene === undefined ? {} : { scene }) } },
    name: id,
    ...composition(),
    source_range: range(sourceFrame, frames, rate),
    markers: kind === "Video" ? [marker(shot, rate)] : [],
  };
  if (!isClip) return { OTIO_SCHEMA: "Gap.1", ...common };
  const takes = takesOf(shot).filter(({ sound }) => kind === "Video" || sound !== undefined);
  return {
    OTIO_SCHEMA: "Clip.2",
    ...common,
    media_references: Object.fromEntries(takes.map((take) => [referenceKey(take), reference(take)])),
    active_media_reference_key: referenceKey(media),
  };
}

function referenceKey({ take }: TimelineMedia): string {
  return `take ${take}`;
}

function reference({ take, key, name, url, sha256, taskId, rate, frames }: TimelineMedia): object {
  return {
    OTIO_SCHEMA: "ExternalReference.1",
    metadata: { dailies: { take, key, sha256, ...(taskId === undefined ? {} : { task: taskId }) } },
    name,
    available_range: range(0, frames, rate),
    available_image_bounds: null,
    target_url: url,
  };
}

function marker(shot: TimelineShot, rate: FrameRate): object {
  return {
    OTIO_SCHEMA: "Marker.2",
    metadata: { dailies: Object.fromEntries(shot.remarks.map(({ about, text }) => [about, text])) },
    name: shot.id,
    color: shot.media === undefined ? "RED" : "GREEN",
    comment: remarkLine(shot),
    // In the clip's own time, as editing programs read it.
    marked_range: range(shot.sourceFrame, 1, rate),
  };
}

function composition(): object {
  return { source_range: null, effects: [], markers: [], enabled: true };
}

function range(start: number, frames: number, rate: FrameRate): object {
  return {
    OTIO_SCHEMA: "TimeRange.1",
    start_time: time(start, rate),
    duration: time(frames, rate),
  };
}

/** The format has its rates as floating-point numbers; the value is a whole number of frames. */
function time(frames: number, rate: FrameRate): object {
  return { OTIO_SCHEMA: "RationalTime.1", rate: toNumber(rate), value: frames };
}
