import { tag, type XmlElement, xml, xmlDocument } from "../../base/text/xml.ts";
import { type FrameRate, frameAt, isNtsc, lengthOf, timebase } from "../time/frame-rate.ts";
import { timecode } from "../time/timecode.ts";
import { remarkLine, type Timeline, type TimelineMedia, type TimelineShot } from "./timeline.ts";

/**
 * The XML of Final Cut Pro 7, version 5, which Premiere and Resolve read: one sequence, and a bin with the other takes, since a
 * sequence holds one take of a shot only. The bin comes first: a program that lays every track it finds above the one before
 * has the takes that count on top then.
 */
export function fcp7xmlText(timeline: Timeline): string {
  const { name, shots } = timeline;
  const files = new Files();
  const takes = shots.flatMap((shot) =>
    shot.alternates.map((media) => otherTake(media, { shot, rate: timeline.rate, files })),
  );
  const bin =
    takes.length === 0 ? undefined : tag("bin", tag("name", "other takes"), xml("children", {}, takes));
  const sequence = sequenceOf(timeline, files);
  const project = tag("project", tag("name", name), xml("children", {}, [bin, sequence]));
  return xmlDocument("xmeml", xml("xmeml", { version: "5" }, [project]));
}

/** A file is described where it is first named; after that its id is enough. */
class Files {
  readonly #known = new Set<string>();

  of(media: TimelineMedia): XmlElement {
    const id = `file-${media.key}`;
    if (this.#known.has(id)) return xml("file", { id });
    this.#known.add(id);
    const { name, url, rate, frames, width, height, sound } = media;
    return xml("file", { id }, [
      tag("name", name),
      tag("pathurl", url),
      rateElement(rate),
      tag("duration", frames),
      timecodeElement(0, rate),
      tag(
        "media",
        tag("video", tag("samplecharacteristics", rateElement(rate), ...size(width, height))),
        sound === undefined
          ? undefined
          : tag(
              "audio",
              tag("samplecharacteristics", tag("depth", 16), tag("samplerate", sound.sampleRate)),
              tag("channelcount", sound.channels),
            ),
      ),
    ]);
  }
}

function sequenceOf(
  { name, rate, width, height, hasSound, frames, shots }: Timeline,
  files: Files,
): XmlElement {
  const video = tag(
    "video",
    tag("format", tag("samplecharacteristics", rateElement(rate), ...size(width, height))),
    track(shots.flatMap((shot) => clipItem(shot, "video", { rate, files }) ?? [])),
  );
  const audio = tag(
    "audio",
    tag("numOutputChannels", 2),
    tag("format", tag("samplecharacteristics", tag("depth", 16), tag("samplerate", 48_000))),
    track(shots.flatMap((shot) => clipItem(shot, "audio", { rate, files }) ?? [])),
  );
  return xml("sequence", { id: "sequence-1" }, [
    tag("name", name),
    tag("duration", frames),
    rateElement(rate),
    timecodeElement(3600 * timebase(rate), rate),
    tag("media", video, hasSound ? audio : undefined),
    // A missing shot has no clip that a marker could be on.
    ...shots.map((shot) => marker(shot, shot.startFrame)),
  ]);
}

function track(items: readonly XmlElement[]): XmlElement {
  return xml("track", {}, [...items, tag("enabled", "TRUE"), tag("locked", "FALSE")]);
}

function clipItem(
  shot: TimelineShot,
  kind: "video" | "audio",
  { rate, files }: { readonly rate: FrameRate; readonly files: Files },
): XmlElement | undefined {
  const { media, startFrame, frames, sourceFrame } = shot;
  if (media === undefined || (kind === "audio" && media.sound === undefined)) return undefined;
  const links = media.sound === undefined ? [] : ["video", "audio"];
  return xml("clipitem", { id: itemId(media, kind) }, [
    tag("masterclipid", masterId(media)),
    tag("name", shot.id),
    tag("enabled", "TRUE"),
    // In frames of the sequence, as all of a clip's times there; the file has its own.
    tag("duration", frameAt(lengthOf(media.frames, media.rate), rate)),
    rateElement(rate),
    tag("start", startFrame),
    tag("end", startFrame + frames),
    tag("in", sourceFrame),
    tag("out", sourceFrame + frames),
    files.of(media),
    kind === "audio" ? tag("sourcetrack", tag("mediatype", "audio"), tag("trackindex", 1)) : undefined,
    kind === "video" ? marker(shot, sourceFrame) : undefined,
    kind === "video" ? comments(shot) : undefined,
    kind === "video" ? logging(shot, media) : undefined,
    ...links.map((other) =>
      tag("link", tag("linkclipref", itemId(media, other)), tag("mediatype", other), tag("trackindex", 1)),
    ),
  ]);
}

function itemId({ key }: TimelineMedia, kind: string): string {
  return `${kind}-${key}`;
}

function masterId({ key }: TimelineMedia): string {
  return `master-${key}`;
}

/** A take that does not count, as a clip of its own with the times that it would have in the sequence. */
function otherTake(
  media: TimelineMedia,
  { shot, rate, files }: { readonly shot: TimelineShot; readonly rate: FrameRate; readonly files: Files },
): XmlElement {
  const id = masterId(media);
  const name = `${shot.id} take ${media.take}`;
  const frames = frameAt(lengthOf(media.frames, media.rate), rate);
  const item = (kind: string): XmlElement =>
    track([
      xml("clipitem", { id: `${id}-${kind}` }, [
        tag("masterclipid", id),
        tag("name", name),
        tag("duration", frames),
        rateElement(rate),
        tag("start", shot.startFrame),
        tag("end", shot.startFrame + frames),
        tag("in", 0),
        tag("out", frames),
        files.of(media),
      ]),
    ]);
  return xml("clip", { id }, [
    tag("uuid", uuid(media.key)),
    tag("masterclipid", id),
    tag("ismasterclip", "TRUE"),
    tag("duration", frames),
    rateElement(rate),
    tag("name", name),
    tag(
      "media",
      tag("video", item("video")),
      media.sound === undefined ? undefined : tag("audio", item("audio")),
    ),
    logging(shot, media),
  ]);
}

function uuid(key: string): string {
  return [key.slice(0, 8), key.slice(8, 12), key.slice(12, 16), key.slice(16, 20), key.slice(20)].join("-");
}

function marker(shot: TimelineShot, frame: number): XmlElement {
  return tag(
    "marker",
    tag("comment", remarkLine(shot)),
    tag("name", shot.media === undefined ? `${shot.id} (missing)` : shot.id),
    tag("in", frame),
    tag("out", -1),
  );
}

function comments({ remarks }: TimelineShot): XmlElement {
  return xml(
    "comments",
    {},
    remarks.map(({ about, text }, index) => tag(`mastercomment${index + 1}`, `${about}: ${text}`)),
  );
}

function logging({ id, scene, remarks }: TimelineShot, { take }: TimelineMedia): XmlElement {
  return tag(
    "logginginfo",
    tag("description", remarks.find(({ about }) => about === "prompt")?.text ?? ""),
    tag("scene", scene ?? ""),
    tag("shottake", `${id} take ${take}`),
    tag("lognote", remarks.find(({ about }) => about === "note")?.text ?? ""),
  );
}

function size(width: number, height: number): readonly XmlElement[] {
  return [tag("width", width), tag("height", height), tag("pixelaspectratio", "square")];
}

function rateElement(rate: FrameRate): XmlElement {
  return tag("rate", tag("timebase", timebase(rate)), tag("ntsc", isNtsc(rate) ? "TRUE" : "FALSE"));
}

function timecodeElement(frame: number, rate: FrameRate): XmlElement {
  return tag(
    "timecode",
    rateElement(rate),
    tag("string", timecode(frame, timebase(rate))),
    tag("frame", frame),
    tag("displayformat", "NDF"),
  );
}
