import { tag, type XmlElement, xml, xmlDocument } from "../../base/text/xml.ts";
import { type FrameRate, lengthOf } from "../time/frame-rate.ts";
import {
  allMedia,
  framesIn,
  remarkLine,
  type Timeline,
  type TimelineMedia,
  type TimelineShot,
  takesOf,
} from "./timeline.ts";

/**
 * Final Cut Pro's XML, version 1.10: one spine; a shot with several takes is an audition, the one that counts first. Element
 * order and attributes are those of Apple's document type definition.
 */
export function fcpxmlText(timeline: Timeline): string {
  const { name, rate, width, height, frames, shots, hasSound } = timeline;
  const media = allMedia(timeline);
  const formats = new Formats();
  const format = formats.idOf({ rate, width, height });
  const assets = media.map((one) => asset(one, formats.idOf(one)));
  const sequence = xml(
    "sequence",
    {
      format,
      duration: seconds(frames, rate),
      tcStart: "0s",
      tcFormat: "NDF",
      ...(hasSound ? { audioLayout: "stereo", audioRate: "48k" } : {}),
    },
    [
      xml(
        "spine",
        {},
        shots.map((shot) => spineItem(shot, rate, formats)),
      ),
    ],
  );
  const root = xml("fcpxml", { version: "1.10" }, [
    xml("resources", {}, [...formats.elements(), ...assets]),
    xml("library", {}, [xml("event", { name }, [xml("project", { name }, [sequence])])]),
  ]);
  return xmlDocument("fcpxml", root);
}

interface Shape {
  readonly rate: FrameRate;
  readonly width: number;
  readonly height: number;
}

/** A format for each rate and size, named by them, so that a name never means another. */
class Formats {
  readonly #shapes = new Map<string, Shape>();

  idOf({ rate, width, height }: Shape): string {
    const id = `format-${width}x${height}-${rate.num}-${rate.den}`;
    this.#shapes.set(id, { rate, width, height });
    return id;
  }

  elements(): readonly XmlElement[] {
    return [...this.#shapes].map(([id, { rate, width, height }]) =>
      xml("format", { id, frameDuration: seconds(1, rate), width, height }),
    );
  }
}

function asset(media: TimelineMedia, format: string): XmlElement {
  const { name, key, rate, frames, sound, url } = media;
  return xml(
    "asset",
    {
      id: assetId(media),
      name,
      uid: key.toUpperCase(),
      start: "0s",
      duration: seconds(frames, rate),
      hasVideo: 1,
      format,
      videoSources: 1,
      ...(sound === undefined
        ? {}
        : { hasAudio: 1, audioSources: 1, audioChannels: sound.channels, audioRate: sound.sampleRate }),
    },
    [xml("media-rep", { kind: "original-media", src: url })],
  );
}

function assetId({ key }: TimelineMedia): string {
  return `asset-${key}`;
}

function spineItem(shot: TimelineShot, rate: FrameRate, formats: Formats): XmlElement {
  const offset = seconds(shot.startFrame, rate);
  const { media, alternates } = shot;
  if (media === undefined) {
    const attributes = { name: shot.id, offset, start: "0s", duration: seconds(shot.frames, rate) };
    return xml("gap", attributes, noteAndMarker(shot, rate));
  }
  if (alternates.length === 0) return clip(shot, media, { offset, rate, formats });
  const takes = takesOf(shot).map((take) => clip(shot, take, { rate, formats }));
  return xml("audition", { offset }, takes);
}

interface ClipPlace {
  readonly offset?: string;
  readonly rate: FrameRate;
  readonly formats: Formats;
}

function clip(shot: TimelineShot, media: TimelineMedia, { offset, rate, formats }: ClipPlace): XmlElement {
  const { start, frames } = media === shot.media ? ownPart(shot) : partOf(shot, framesIn(media, rate));
  return xml(
    "asset-clip",
    {
      ref: assetId(media),
      offset,
      name: media === shot.media ? shot.id : `${shot.id} take ${media.take}`,
      start: seconds(start, rate),
      duration: seconds(frames, rate),
      format: formats.idOf(media),
      tcFormat: "NDF",
    },
    noteAndMarker(shot, rate, start),
  );
}

interface ClipPart {
  /** In frames of the timeline, from the clip's beginning. */
  readonly start: number;
  readonly frames: number;
}

function ownPart({ sourceFrame: start, frames }: TimelineShot): ClipPart {
  return { start, frames };
}

/** Of another take: all of it; where the shot has a part of its clip, the same part as far as this one goes. */
function partOf({ sourceFrame, frames, media, isTrimmed }: TimelineShot, whole: number): ClipPart {
  if (media === undefined || !isTrimmed) return { start: 0, frames: Math.max(1, whole) };
  const start = Math.max(0, Math.min(sourceFrame, whole - 1));
  return { start, frames: Math.max(1, Math.min(frames, whole - start)) };
}

/** @param start where the shot begins in its clip, in frames: times inside of a clip are the clip's own */
function noteAndMarker(shot: TimelineShot, rate: FrameRate, start = 0): readonly (XmlElement | undefined)[] {
  const note = shot.remarks.find(({ about }) => about === "note");
  const times = { start: seconds(start, rate), duration: seconds(1, rate) };
  const attributes = { ...times, value: shot.id, note: remarkLine(shot) };
  return [note === undefined ? undefined : tag("note", note.text), xml("marker", attributes)];
}

/** A whole number of frames as the format has times: `1001/30000s`, `5s`. */
function seconds(frames: number, rate: FrameRate): string {
  const { num, den } = lengthOf(frames, rate);
  return den === 1n ? `${num}s` : `${num}/${den}s`;
}
