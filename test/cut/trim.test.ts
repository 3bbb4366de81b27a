import { join } from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { usedPart } from "../../src/cut/clip/used-part.ts";
import type { CutItem } from "../../src/cut/cut-item.ts";
import { type AssembledFilm, assembleFilm } from "../../src/cut/film/assemble.ts";
import { makeSheet } from "../../src/cut/sheet/contact-sheet.ts";
import { cellPlace, sheetLayout } from "../../src/cut/sheet/sheet-layout.ts";
import { lengthOf } from "../../src/cut/time/frame-rate.ts";
import { toNumber } from "../../src/cut/time/rational.ts";
import { timelineText } from "../../src/cut/timeline/formats.ts";
import { timelineOf } from "../../src/cut/timeline/timeline.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { digestOf, itemOf, packetsIn, picturesIn, soundIn } from "./film-file.ts";
import { makeClip } from "./made-clips.ts";
import { rates } from "./made-timelines.ts";

function trimmed(id: string, file: string, [inSeconds, outSeconds]: [number?, number?]): CutItem {
  const moments = {
    ...(inSeconds === undefined ? {} : { inSeconds }),
    ...(outSeconds === undefined ? {} : { outSeconds }),
  };
  return itemOf(id, file, { trim: { ...moments, line: 7 } });
}

async function assembled(items: readonly CutItem[], out: string): Promise<AssembledFilm> {
  const made = await assembleFilm({ items, out });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}

const greysIn = async (file: string): Promise<number[]> => (await picturesIn(file)).map(({ grey }) => grey);

test("a part of a clip is inside of it, has a frame at least, and begins on the frame nearest to its `in`", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      rates,
      fc.option(fc.integer({ min: 0, max: 90_000 }), { nil: undefined }),
      fc.option(fc.integer({ min: 1, max: 90_000 }), { nil: undefined }),
      (frames, rate, inMs, outMs) => {
        fc.pre(outMs === undefined || outMs > (inMs ?? 0));
        const [inSeconds, outSeconds] = [(inMs ?? 0) / 1000, outMs === undefined ? undefined : outMs / 1000];
        const used = usedPart(
          { frames, rate },
          { inSeconds, ...(outSeconds === undefined ? {} : { outSeconds }) },
        );
        const [whole, frame] = [toNumber(lengthOf(frames, rate)), toNumber(lengthOf(1, rate))];
        if (!used.ok) {
          expect(used.error.key === "in" ? inSeconds >= whole : (outSeconds ?? 0) > whole).toBe(true);
          return;
        }
        const { first, frames: count } = used.value;
        expect(first >= 0 && count >= 1 && first + count <= frames).toBe(true);
        expect(Math.abs(first * frame - inSeconds)).toBeLessThanOrEqual(
          first === frames - 1 ? frame : frame / 2 + 1e-9,
        );
        if (outSeconds === undefined) expect(first + count).toBe(frames);
        else if (count > 1)
          expect(Math.abs((first + count) * frame - outSeconds)).toBeLessThanOrEqual(frame / 2 + 1e-9);
      },
    ),
  );
});

describe("the film", () => {
  test("copies a part that is cut at key pictures, and nothing beside it", async () => {
    const folder = temporaryFolder();
    const [a, out] = [join(folder, "a.mp4"), join(folder, "film.mp4")];
    await makeClip(a, { frames: 96, grey: (index) => 20 + index * 2 });
    const film = await assembled([itemOf("a", a), trimmed("b", a, [2]), trimmed("c", a, [0, 2])], out);
    expect(film.encoded).toBeUndefined();
    const packets = await packetsIn(a);
    expect(await packetsIn(out)).toEqual([...packets, ...packets.slice(48), ...packets.slice(0, 48)]);
    const source = await greysIn(a);
    expect(await greysIn(out)).toEqual([...source, ...source.slice(48), ...source.slice(0, 48)]);
    expect(film.layout.length).toEqual({ num: 8n, den: 1n });
  });

  test("is encoded anew where a clip is cut between key pictures, and has exactly the frames from in to out", async () => {
    const folder = temporaryFolder();
    const [a, out] = [join(folder, "a.mp4"), join(folder, "film.mp4")];
    await makeClip(a, { frames: 48, grey: (index) => 20 + index * 4 });
    const film = await assembled(
      [trimmed("a", a, [0.5, 1.25]), trimmed("b", a, [1.75]), itemOf("c", a)],
      out,
    );
    expect(film.encoded).toEqual({ kind: "trimmed", ids: ["a", "b"] });
    const places = [...range(12, 30), ...range(42, 48), ...range(0, 48)];
    const greys = await greysIn(out);
    expect(greys).toHaveLength(places.length);
    for (const [index, place] of places.entries())
      expect(Math.abs((greys[index] ?? 0) - 20 - place * 4)).toBeLessThan(2);
    expect(film.layout.shots.map(({ start }) => toNumber(start))).toEqual([0, 0.75, 1]);
  });

  test("has the sound of the part to the sample", async () => {
    const folder = temporaryFolder();
    const [a, out] = [join(folder, "a.mp4"), join(folder, "film.mp4")];
    // A step in the level at the sample that the part begins with, and one where it ends.
    const level = (index: number): number => (index < 24_000 ? -0.5 : index < 60_000 ? 0.25 : 0.75);
    const wave = (index: number): number => level(index) * Math.sin((2 * Math.PI * 2000 * index) / 48_000);
    await makeClip(a, { frames: 48, sound: wave });
    await assembled([trimmed("a", a, [0.5, 1.25]), itemOf("c", a)], out);
    const sound = await soundIn(out);
    const loudest = (from: number, to: number): number =>
      sound.subarray(from, to).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(loudest(2000, 34_000)).toBeCloseTo(0.25, 1);
    expect(loudest(36_000 + 2000, 36_000 + 22_000)).toBeCloseTo(0.5, 1);
    // The phase is that of the clip at its sample 24,000.
    let best = { lag: 0, sum: -1 };
    for (let lag = -10; lag <= 10; lag += 1) {
      let sum = 0;
      for (let at = 5000; at < 25_000; at += 1) sum += (sound[at + lag] ?? 0) * wave(24_000 + at);
      if (sum > best.sum) best = { lag, sum };
    }
    expect(best.lag).toBe(0);
  });

  test("holds the place of a missing clip for as long as the part would be", async () => {
    const out = join(temporaryFolder(), "film.mp4");
    const { trim } = trimmed("a", "", [0.5, 1.5]);
    const film = await assembled([itemOf("a", undefined, trim === undefined ? {} : { trim })], out);
    expect(film.layout.frames).toBe(24);
  });

  test("is refused where a clip ends before its shot's out, with the clip's length", async () => {
    const folder = temporaryFolder();
    const a = join(folder, "a.mp4");
    await makeClip(a, { frames: 36 });
    const made = await assembleFilm({ items: [trimmed("a", a, [0, 1.6])], out: join(folder, "film.mp4") });
    const problem = {
      kind: "trim_beyond_clip",
      id: "a",
      key: "out",
      seconds: 1.6,
      clipSeconds: 1.5,
      trim: { line: 7 },
    };
    expect(made).toMatchObject({ ok: false, error: problem });
    // The frame nearest to it is the clip's end.
    expect(
      (await assembleFilm({ items: [trimmed("a", a, [0, 1.51])], out: join(folder, "film.mp4") })).ok,
    ).toBe(true);
  });
});

test("the contact sheet has pictures of the part alone", async () => {
  const folder = temporaryFolder();
  const [a, out] = [join(folder, "a.mp4"), join(folder, "sheet.png")];
  await makeClip(a, { frames: 48, grey: (index) => 20 + index * 4 });
  expect((await makeSheet({ title: "Salt", items: [trimmed("a", a, [0.5, 1.25])], out })).ok).toBe(true);
  const layout = sheetLayout({ width: 64, height: 48 });
  const { data, info } = await sharp(out).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { x, y } = cellPlace(layout, 0);
  const { width, height } = layout.picture;
  for (const [one, frame] of [12, 12 + 9, 29].entries()) {
    const at = (y + Math.floor(height / 2)) * info.width + x + one * (width + 4) + Math.floor(width / 2);
    expect(Math.abs((data[at * 3] ?? 0) - ((20 + frame * 4 - 16) * 255) / 219)).toBeLessThan(7);
  }
});

test("a timeline has the part, and the rest of the clip as handles", async () => {
  const folder = temporaryFolder();
  const [a, b] = [join(folder, "a.mp4"), join(folder, "a_t02.mp4")];
  await makeClip(a, { frames: 48 });
  await makeClip(b, { frames: 20 });
  const alternates = [{ take: 2, file: b, name: "a_t02.mp4", sha256: digestOf("2") }];
  const made = await timelineOf("Salt", [{ ...trimmed("a", a, [0.5, 1.25]), alternates }, itemOf("b", a)]);
  if (!made.ok) throw new Error(made.error.kind);
  const { value } = made;
  expect(value.shots[0]).toMatchObject({ startFrame: 0, frames: 18, sourceFrame: 12, media: { frames: 48 } });
  const otio = JSON.parse(timelineText(value, "otio")).tracks.children[0].children[0];
  expect(otio.source_range).toMatchObject({ start_time: { value: 12 }, duration: { value: 18 } });
  expect(otio.media_references["take 1"].available_range).toMatchObject({
    start_time: { value: 0 },
    duration: { value: 48 },
  });
  const fcpxml = timelineText(value, "fcpxml");
  expect(fcpxml).toContain('name="a" start="1/2s" duration="3/4s"');
  // The other take is shorter, and shows what it has of the same part.
  expect(fcpxml).toContain('name="a take 2" start="1/2s" duration="1/3s"');
  expect(fcpxml).toMatch(/<marker start="1\/2s"/);
  expect(timelineText(value, "fcp7xml")).toMatch(/<in>12<\/in>\s*<out>30<\/out>/);
  expect(timelineText(value, "edl")).toContain("00:00:00:12 00:00:01:06 01:00:00:00 01:00:00:18");
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
