import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { DtdValidator, XmlDocument, XmlDtd, XmlElement } from "libxml2-wasm";
import { describe, expect, test } from "vitest";
import { xml, xmlDocument } from "../../src/base/text/xml.ts";
import { lengthOf, timebase } from "../../src/cut/time/frame-rate.ts";
import { add, equals, rational, zero } from "../../src/cut/time/rational.ts";
import { timecode } from "../../src/cut/time/timecode.ts";
import { timelineText } from "../../src/cut/timeline/formats.ts";
import { timelineOf } from "../../src/cut/timeline/timeline.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { digestOf, itemOf } from "./film-file.ts";
import { makeClip } from "./made-clips.ts";
import { hostileText, oneLined, rates, timelines } from "./made-timelines.ts";

/** What XML 1.0 can hold; the rest is written as the replacement character. */
function holdable(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is meant
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu,
    "\ufffd",
  );
}

/** Elements that an XPath expression finds, in a document that libxml2 takes for well formed. */
function elementsIn(document: XmlDocument, path: string): XmlElement[] {
  return elementsOf(document.root, path);
}

function elementsOf(element: XmlElement, path: string): XmlElement[] {
  return element.find(path).filter((node) => node instanceof XmlElement);
}

function attribute(element: XmlElement, name: string): string {
  return element.attr(name)?.value ?? "";
}

function withXml<T>(text: string, look: (document: XmlDocument) => T): T {
  const document = XmlDocument.fromString(text);
  try {
    return look(document);
  } finally {
    document.dispose();
  }
}

describe("XML", () => {
  test("gives back every text as it was, in elements and attributes, but for what XML cannot hold", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, other) => {
        const text = xmlDocument("r", xml("r", { a: one }, [xml("t", {}, other)]));
        withXml(text, (document) => {
          expect(attribute(document.root, "a")).toBe(holdable(one));
          expect(elementsIn(document, "/r/t")[0]?.content).toBe(holdable(other));
        });
      }),
    );
  });
});

describe("time", () => {
  test("a time code says the frame that it was made of, at every whole rate", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30_000_000 }),
        fc.integer({ min: 1, max: 120 }),
        (frame, base) => {
          const [hours = 0, minutes = 0, seconds = 0, frames = 0] = timecode(frame, base)
            .split(":")
            .map(Number);
          expect(((hours * 60 + minutes) * 60 + seconds) * base + frames).toBe(frame);
          expect(minutes < 60 && seconds < 60 && frames < base).toBe(true);
        },
      ),
    );
  });

  test("lengths add up exactly, in whatever order and rate", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 10_000 }), rates), { maxLength: 80 }),
        (clips) => {
          const sum = (list: typeof clips) =>
            list.reduce((total, [frames, rate]) => add(total, lengthOf(frames, rate)), zero);
          expect(equals(sum(clips), sum(clips.toReversed()))).toBe(true);
        },
      ),
    );
  });
});

describe("FCPXML", () => {
  const dtd = readFileSync(join(import.meta.dirname, "fcpxml-1.10.dtd"), "utf8");
  const validator = new DtdValidator(XmlDtd.fromString(dtd));

  /** `1001/30000s`, `5s` */
  const timeOf = (text: string) => {
    const [, num = "0", den = "1"] = /^(\d+)(?:\/(\d+))?s$/.exec(text) ?? [];
    return rational(BigInt(num), BigInt(den));
  };

  test("keeps to the document type definition, and lays its items end to end on whole frames", () => {
    fc.assert(
      fc.property(timelines, (timeline) => {
        withXml(timelineText(timeline, "fcpxml"), (document) => {
          validator.validate(document);
          let end = zero;
          for (const item of elementsIn(document, "//spine/*")) {
            expect(equals(timeOf(attribute(item, "offset")), end)).toBe(true);
            // Of an audition the first clip is the one that counts.
            const [clip = item] = item.name === "audition" ? elementsOf(item, "asset-clip") : [item];
            end = add(end, timeOf(attribute(clip, "duration")));
          }
          expect(equals(end, lengthOf(timeline.frames, timeline.rate))).toBe(true);
          const takes = timeline.shots
            .filter(({ media }) => media !== undefined)
            .map((shot) => 1 + shot.alternates.length);
          expect(elementsIn(document, "//asset-clip")).toHaveLength(takes.reduce((sum, one) => sum + one, 0));
        });
      }),
    );
  });

  test("says of every marker what was said of the shot", () => {
    fc.assert(
      fc.property(timelines, (timeline) => {
        withXml(timelineText(timeline, "fcpxml"), (document) => {
          const notes = elementsIn(document, "//spine/*/marker | //audition/asset-clip[1]/marker");
          const wanted = timeline.shots.map(({ remarks }) =>
            remarks.map(({ about, text }) => `${about}: ${text}`).join("; "),
          );
          expect(notes.map((one) => attribute(one, "note"))).toEqual(wanted.map(holdable));
        });
      }),
    );
  });
});

describe("Final Cut Pro 7's XML", () => {
  test("places each clip at its frames, and has the other takes in its bin", () => {
    fc.assert(
      fc.property(timelines, (timeline) => {
        withXml(timelineText(timeline, "fcp7xml"), (document) => {
          const items = elementsIn(document, "//sequence/media/video/track/clipitem");
          const number = (item: XmlElement, name: string): number => Number(item.find(name)[0]?.content);
          expect(
            items.map((item) => ["start", "end", "in", "out"].map((name) => number(item, name))),
          ).toEqual(
            timeline.shots
              .filter(({ media }) => media !== undefined)
              .map(({ startFrame, frames, sourceFrame }) => [
                ...[startFrame, startFrame + frames],
                ...[sourceFrame, sourceFrame + frames],
              ]),
          );
          const others = timeline.shots.flatMap(({ alternates }) => alternates);
          expect(elementsIn(document, "//bin/children/clip")).toHaveLength(others.length);
          expect(elementsIn(document, "//track[not(locked)]")).toEqual([]);
          const ids = elementsIn(document, "//file[pathurl]").map((file) => attribute(file, "id"));
          expect(new Set(ids).size).toBe(ids.length);
          for (const file of elementsIn(document, "//file")) expect(ids).toContain(attribute(file, "id"));
        });
      }),
    );
  });
});

describe("OpenTimelineIO's JSON", () => {
  test("has an item for each shot, all takes as references, and whole frames", () => {
    fc.assert(
      fc.property(timelines, (timeline) => {
        const read = JSON.parse(timelineText(timeline, "otio"));
        const [video] = read.tracks.children;
        expect(video.children.map((item: { OTIO_SCHEMA: string }) => item.OTIO_SCHEMA)).toEqual(
          timeline.shots.map(({ media }) => (media === undefined ? "Gap.1" : "Clip.2")),
        );
        for (const [index, item] of video.children.entries()) {
          const shot = timeline.shots[index];
          expect(item.source_range.duration.value).toBe(shot?.frames);
          expect(item.source_range.start_time.value).toBe(shot?.sourceFrame);
          if (shot?.media === undefined) continue;
          expect(Object.keys(item.media_references)).toHaveLength(1 + shot.alternates.length);
          expect(item.media_references[item.active_media_reference_key].target_url).toBe(shot.media.url);
        }
      }),
    );
  });
});

describe("an edit list", () => {
  test("has an event for each shot, and no text of a storyboard becomes one", () => {
    fc.assert(
      fc.property(timelines, (timeline) => {
        const lines = timelineText(oneLined(timeline), "edl").split("\n");
        const events = lines.filter((line) => /^\d{3} /.test(line) && / V /.test(line));
        const base = timebase(timeline.rate);
        expect(events.map((line) => line.slice(-23))).toEqual(
          timeline.shots.map(({ startFrame, frames }) => {
            const start = startFrame + 3600 * base;
            return `${timecode(start, base)} ${timecode(start + frames, base)}`;
          }),
        );
        expect(events.map((line) => line.slice(-47, -24))).toEqual(
          timeline.shots.map(({ sourceFrame, frames }) =>
            [sourceFrame, sourceFrame + frames].map((frame) => timecode(frame, base)).join(" "),
          ),
        );
        // Some readers look for events in the middle of lines, too.
        expect(lines.filter((line) => /\d{3} +\S/.test(line))).toEqual(
          lines.filter((line) => /^\d{3} /.test(line)),
        );
        const others = lines.filter((line) => !/^(\d{3} |\* |TITLE: |FCM: |$)/.test(line));
        expect(others).toEqual([]);
      }),
    );
  });
});

describe("the timeline of a film", () => {
  test("is the same in every export, and its texts are one line each", async () => {
    const folder = temporaryFolder();
    const [one, two] = [join(folder, "a.mp4"), join(folder, "a_t02.mp4")];
    await makeClip(one, { frames: 24 });
    await makeClip(two, { frames: 36, rate: 25 });
    const alternate = { take: 2, file: two, name: "a_t02.mp4", sha256: digestOf("2") };
    const items = [
      itemOf("a", one, { alternates: [alternate], prompt: "first\nsecond \u001b[31m]]>", note: "the hand" }),
      itemOf("b"),
    ];
    const first = await timelineOf("Salt\n001  AX", items);
    const again = await timelineOf("Salt\n001  AX", items);
    expect(first).toEqual(again);
    if (!first.ok) throw new Error(first.error.kind);
    expect(first.value).toMatchObject({ name: "Salt 001 AX", frames: 72, rate: { num: 24n, den: 1n } });
    expect(first.value.shots[0]?.remarks).toEqual([
      { about: "prompt", text: "first second ]]>" },
      { about: "model", text: "kling-v3@2026-08" },
      { about: "note", text: "the hand" },
    ]);
    expect(first.value.shots[0]?.alternates[0]).toMatchObject({
      take: 2,
      frames: 36,
      rate: { num: 25n, den: 1n },
    });
    expect(first.value.shots[1]?.media).toBeUndefined();
    const rendered = await timelineOf("Salt", [{ ...itemOf("b"), ...itemOf("a", one), id: "a" }]);
    expect(rendered.ok && rendered.value.shots[0]?.media?.key).toBe(first.value.shots[0]?.media?.key);
  });
});
