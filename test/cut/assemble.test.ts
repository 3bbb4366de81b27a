import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { CutItem } from "../../src/cut/cut-item.ts";
import { type AssembledFilm, assembleFilm } from "../../src/cut/film/assemble.ts";
import { rational, toNumber } from "../../src/cut/time/rational.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { ffprobe, itemOf, packetsIn, picturesIn, soundIn } from "./film-file.ts";
import { makeClip } from "./made-clips.ts";

afterEach(() => vi.doUnmock("@mediabunny/server"));

async function assembled(items: readonly CutItem[], out: string): Promise<AssembledFilm> {
  const made = await assembleFilm({ items, out });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}

/** Noise that is the same each time, with nothing that an encoder would leave out. */
function noise(seed: number): (index: number) => number {
  const waves = Array.from({ length: 12 }, (_, one) => ({
    hertz: 150 + 137 * one + 31 * seed,
    phase: one * one * seed,
  }));
  return (index) =>
    waves.reduce(
      (sum, { hertz, phase }) => sum + Math.sin((2 * Math.PI * hertz * index) / 48_000 + phase),
      0,
    ) / 16;
}

/** By how many samples the film's sound is late there, and how alike the two are then. */
function lag(film: Float32Array, at: number, wanted: (index: number) => number) {
  let best = { samples: 0, likeness: -1 };
  for (let samples = -40; samples <= 40; samples += 1) {
    let [both, one, other] = [0, 0, 0];
    for (let index = 0; index < 4000; index += 1) {
      const [a, b] = [film[at + samples + index] ?? 0, wanted(index)];
      both += a * b;
      one += a * a;
      other += b * b;
    }
    const likeness = both / Math.sqrt(one * other);
    if (likeness > best.likeness) best = { samples, likeness };
  }
  return best;
}

describe("clips that agree", () => {
  test("are joined packet by packet, without a change of their pictures, frame after frame", async () => {
    const folder = temporaryFolder();
    const [a, b, out] = [join(folder, "a.mp4"), join(folder, "b.mp4"), join(folder, "film.mp4")];
    await makeClip(a, { frames: 30, grey: (index) => 20 + index * 2 });
    await makeClip(b, { frames: 17, grey: (index) => 120 + index * 2 });
    const film = await assembled([itemOf("a", a), itemOf("b", b), itemOf("c", a)], out);
    expect(film.encoded).toBeUndefined();
    expect(await packetsIn(out)).toEqual([
      ...(await packetsIn(a)),
      ...(await packetsIn(b)),
      ...(await packetsIn(a)),
    ]);
    const pictures = await picturesIn(out);
    const source = [...(await picturesIn(a)), ...(await picturesIn(b)), ...(await picturesIn(a))];
    expect(pictures.map(({ grey }) => grey)).toEqual(source.map(({ grey }) => grey));
    for (const [index, { seconds }] of pictures.entries()) expect(seconds).toBeCloseTo(index / 24, 6);
    expect(film.layout.length).toEqual({ num: 77n, den: 24n });
  });

  test("seventy of them, at a rate of television, are as long as the sum of their lengths", async () => {
    const folder = temporaryFolder();
    const rate = 30_000 / 1001;
    const lengths = [7, 11, 4, 23, 16, 30, 2];
    for (const frames of lengths) await makeClip(join(folder, `${frames}.mp4`), { frames, rate });
    const shots = Array.from({ length: 70 }, (_, index) => lengths[index % lengths.length] ?? 0);
    const out = join(folder, "film.mp4");
    const items = shots.map((frames, index) => itemOf(`sh${index}`, join(folder, `${frames}.mp4`)));
    const { layout, encoded } = await assembled(items, out);
    const frames = shots.reduce((sum, one) => sum + one, 0);
    expect(encoded).toBeUndefined();
    expect(layout.length).toEqual(rational(BigInt(frames) * 1001n, 30_000n));
    const pictures = await picturesIn(out);
    expect(pictures).toHaveLength(frames);
    expect(pictures.at(-1)?.seconds).toBeCloseTo((frames - 1) / rate, 5);
    const probed = ffprobe(out);
    if (probed === undefined) return;
    expect(probed.frames).toBe(frames);
    expect(Math.abs(probed.seconds - toNumber(layout.length))).toBeLessThan(0.001);
    expect(probed.chapters).toEqual(items.map(({ id }) => id));
  });

  test("have their sound to the sample where the pictures have their seam", async () => {
    const folder = temporaryFolder();
    const [a, b, out] = [join(folder, "a.mp4"), join(folder, "b.mp4"), join(folder, "film.mp4")];
    await makeClip(a, { frames: 25, sound: noise(1) });
    await makeClip(b, { frames: 31, sound: noise(2) });
    await assembled([itemOf("a", a), itemOf("b", b), itemOf("c", a)], out);
    const sound = await soundIn(out);
    for (const [frames, seed] of [
      [0, 1],
      [25, 2],
      [56, 1],
    ] as const) {
      const found = lag(sound, frames * 2000, noise(seed));
      expect(found.samples).toBe(0);
      expect(found.likeness).toBeGreaterThan(0.95);
    }
  });
});

describe("clips that differ", () => {
  test("are brought to the size and rate that most have, and the film keeps the sum of their lengths", async () => {
    const folder = temporaryFolder();
    const file = (name: string): string => join(folder, `${name}.mp4`);
    await makeClip(file("a"), { frames: 24, grey: () => 60 });
    await makeClip(file("b"), { frames: 30, rate: 30, grey: () => 120, width: 96, height: 96 });
    await makeClip(file("c"), { frames: 13, grey: () => 180, sound: noise(3) });
    const items = ["a", "b", "c"].map((id) => itemOf(id, file(id)));
    const film = await assembled(items, file("film"));
    expect(film.encoded).toEqual({ kind: "differ", one: "a", other: "b" });
    expect(film.layout).toMatchObject({ width: 64, height: 48, rate: { num: 24n, den: 1n }, frames: 61 });
    const greys = (await picturesIn(file("film"))).map(({ grey }) => grey);
    expect(greys).toHaveLength(61);
    for (const [index, grey] of greys.entries()) {
      expect(Math.abs(grey - (index < 24 ? 60 : index < 48 ? 120 : 180))).toBeLessThan(6);
    }
    // Silence where a clip has no sound, and the sound of the one that has at its place.
    const sound = await soundIn(file("film"));
    expect(sound.subarray(0, 95_000).every((value) => Math.abs(value) < 0.01)).toBe(true);
    expect(lag(sound, 96_000, noise(3)).samples).toBe(0);
  });

  test("in rate alone keep every frame's moment, to within half a frame of the film", async () => {
    const folder = temporaryFolder();
    const file = (name: string): string => join(folder, `${name}.mp4`);
    await makeClip(file("a"), { frames: 24 });
    await makeClip(file("b"), { frames: 60, rate: 30, grey: (index) => 20 + index * 3 });
    await assembled([itemOf("a", file("a")), itemOf("b", file("b")), itemOf("c", file("a"))], file("film"));
    const pictures = (await picturesIn(file("film"))).slice(24, 72);
    for (const [index, { grey }] of pictures.entries()) {
      const shown = (grey - 20) / 3 / 30;
      expect(Math.abs(shown - index / 24)).toBeLessThan(1.5 / 30);
    }
  });
});

describe("a shot without a clip", () => {
  test("is a slate of the length that was asked for", async () => {
    const folder = temporaryFolder();
    const [a, out] = [join(folder, "a.mp4"), join(folder, "film.mp4")];
    await makeClip(a, { frames: 12, grey: () => 200 });
    const hostile = { prompt: 'quote " \u0007 ]]> \ud800 and 中文', askedSeconds: 1.5 };
    const film = await assembled([itemOf("a", a), itemOf("b", undefined, hostile), itemOf("c", a)], out);
    expect(film.encoded).toEqual({ kind: "missing", ids: ["b"] });
    const greys = (await picturesIn(out)).map(({ grey }) => grey);
    expect(greys).toHaveLength(12 + 36 + 12);
    expect(greys.filter((grey) => Math.abs(grey - 200) < 6)).toHaveLength(24);
  });

  test("is all there is in a film that has not been rendered", async () => {
    const out = join(temporaryFolder(), "film.mp4");
    const film = await assembled([itemOf("a"), itemOf("b")], out);
    expect(film.layout).toMatchObject({ width: 1280, height: 720, frames: 96 });
    expect(await picturesIn(out)).toHaveLength(96);
  });
});

test("a clip that cannot be read stops the film and is named; what was there before stays", async () => {
  const folder = temporaryFolder();
  const [a, broken, out] = [join(folder, "a.mp4"), join(folder, "b.mp4"), join(folder, "film.mp4")];
  await makeClip(a, { frames: 12 });
  writeFileSync(broken, readFileSync(a).subarray(0, 900));
  writeFileSync(out, "the film of yesterday");
  const made = await assembleFilm({ items: [itemOf("a", a), itemOf("b", broken)], out });
  expect(made).toMatchObject({ ok: false, error: { kind: "clip_unreadable", id: "b", clip: "b.mp4" } });
  expect(readFileSync(out, "utf8")).toBe("the film of yesterday");
  expect(existsSync(`${out}.part`)).toBe(false);
});

test("a folder that is not there is an answer, not a crash", async () => {
  const folder = temporaryFolder();
  const a = join(folder, "a.mp4");
  await makeClip(a, { frames: 12 });
  const made = await assembleFilm({ items: [itemOf("a", a)], out: join(folder, "no", "film.mp4") });
  expect(made).toMatchObject({ ok: false, error: { kind: "output_unwritable" } });
});

test("without the optional package a film that needs it says what to install; one that agrees does not need it", async () => {
  const folder = temporaryFolder();
  const [a, out] = [join(folder, "a.mp4"), join(folder, "film.mp4")];
  await makeClip(a, { frames: 12 });
  vi.doMock("@mediabunny/server", () => {
    throw new Error("Cannot find package '@mediabunny/server'");
  });
  expect(await assembleFilm({ items: [itemOf("a", a)], out })).toMatchObject({ ok: true });
  const refused = await assembleFilm({ items: [itemOf("a", a), itemOf("b")], out });
  expect(refused).toMatchObject({
    ok: false,
    error: {
      kind: "encoder_absent",
      message:
        "a film of clips that differ needs @mediabunny/server: npm install --ignore-scripts @mediabunny/server",
    },
  });
});
