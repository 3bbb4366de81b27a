import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { timebase } from "../../src/cut/time/frame-rate.ts";
import { timelineText } from "../../src/cut/timeline/formats.ts";
import type { Timeline } from "../../src/cut/timeline/timeline.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { oneLined, timelines } from "./made-timelines.ts";

/** Where OpenShot's own files are: Debian's package `openshot-qt` puts them there; the rest of it is not needed. */
const openshot = process.env.OPENSHOT_FOLDER ?? "/usr/lib/python3/dist-packages/openshot_qt";

const isThere = existsSync(join(openshot, "classes", "importers", "edl.py"));
const why = `OpenShot is not in ${openshot} (Debian: openshot-qt; or set OPENSHOT_FOLDER): its importers are not run`;

beforeAll(() => {
  // Not every reporter prints why a test is skipped.
  if (!isThere) process.stderr.write(`${why}\n`);
});

beforeEach((context) => context.skip(!isThere, why));

interface LaidClip {
  readonly title: string;
  readonly path: string;
  readonly layer: number;
  /** Seconds. */
  readonly position: number;
  readonly start: number;
  readonly end: number;
}

/** The clips that OpenShot lays, as its importer for the format reads them. */
function readByOpenShot(timeline: Timeline, format: "edl" | "fcp7xml"): readonly LaidClip[] {
  const file = join(temporaryFolder(), format === "edl" ? "cut.edl" : "cut.xml");
  writeFileSync(file, timelineText(timeline, format));
  const driver = join(import.meta.dirname, "openshot.py");
  const rate = String(timebase(timeline.rate));
  // Python writes what it compiled beside the sources, unless it is asked not to.
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONUTF8: "1" };
  return JSON.parse(execFileSync("python3", [driver, openshot, file, rate], { encoding: "utf8", env }));
}

/** Where each clip that counts is to be, in seconds. @param begin seconds */
function wanted(timeline: Timeline, begin: number) {
  const seconds = (frames: number): number => frames / timebase(timeline.rate);
  return timeline.shots.flatMap(({ media, startFrame, frames, sourceFrame }) =>
    media === undefined
      ? []
      : [
          [begin + seconds(startFrame), seconds(sourceFrame), seconds(sourceFrame + frames), media].map(
            (one) => (typeof one === "number" ? expect.closeTo(one, 6) : one),
          ),
        ],
  );
}

/** OpenShot's projects have whole rates here. */
const wholeRates = timelines.filter(({ rate, shots }) => rate.den === 1n && shots.length > 0);

test("OpenShot reads Final Cut Pro 7's XML: each clip at its place, with its part of the file", () => {
  fc.assert(
    fc.property(wholeRates, (timeline) => {
      const ids = new Set(timeline.shots.map(({ id }) => id));
      const laid = readByOpenShot(timeline, "fcp7xml").filter(({ title }) => ids.has(title));
      expect(laid.map(({ position, start, end }) => [position, start, end])).toEqual(
        wanted(timeline, 0).map((one) => one.slice(0, 3)),
      );
      expect(laid.map(({ path }) => path)).toEqual(
        timeline.shots.flatMap(({ media }) => (media === undefined ? [] : [media.url])),
      );
      // All that counts is on one track, and no other take lies above it.
      expect(new Set(laid.map(({ layer }) => layer)).size).toBeLessThanOrEqual(1);
    }),
    { numRuns: 4 },
  );
});

test("OpenShot reads the edit list: each clip one hour after its place, as on tape, by the name of its file", () => {
  fc.assert(
    fc.property(wholeRates, (any) => {
      const timeline = oneLined(any);
      const laid = readByOpenShot(timeline, "edl");
      const count = timeline.shots.filter(({ media }) => media !== undefined).length;
      // Of a list without any clip its importer makes one out of nothing.
      if (count === 0) return;
      expect(laid.map(({ position, start, end }) => [position, start, end])).toEqual(
        wanted(timeline, 3600).map((one) => one.slice(0, 3)),
      );
      expect(laid.map(({ path }) => path)).toEqual(
        timeline.shots.flatMap(({ media }) => (media === undefined ? [] : [media.name])),
      );
    }),
    { numRuns: 4 },
  );
});
