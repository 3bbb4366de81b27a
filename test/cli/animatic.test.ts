import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { VideoSampleSink } from "mediabunny";
import sharp from "sharp";
import { expect, test } from "vitest";
import { openClip } from "../../src/cut/clip/open-clip.ts";
import { draftClips } from "../../src/rehearsal/drafts/draft-clips.ts";
import { eventSchema } from "../../src/report/schemas/events.ts";
import { ffprobe, packetsIn } from "../cut/film-file.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { dailies, eventsOf, visibleFiles, writeFiles } from "./dailies.ts";

const header = "version: 1\ndefaults: { model: kling-v3 }\nshots:\n";

function lastEvent(run: Parameters<typeof eventsOf>[0]) {
  const last = eventSchema.parse(eventsOf(run).at(-1));
  if (last.type !== "run_finished") throw new Error("the last event is run_finished");
  return last;
}

/** The luma of the picture shown at a moment. */
async function lumaAt(file: string, seconds: number): Promise<Buffer> {
  const clip = await openClip(file);
  try {
    if (clip.video === undefined) throw new Error("no pictures");
    const sample = await new VideoSampleSink(clip.video).getSample(seconds);
    if (sample === null) throw new Error("no picture at that time");
    const data = new Uint8Array(sample.allocationSize());
    await sample.copyTo(data);
    const luma = Buffer.from(data.subarray(0, sample.codedWidth * sample.codedHeight));
    sample.close();
    return luma;
  } finally {
    clip.close();
  }
}

/** How far two pictures are apart: mean difference of luma. */
function distance(one: Buffer, other: Buffer): number {
  return one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / one.length;
}

async function stripes(file: string): Promise<void> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360">${Array.from({ length: 16 }, (_, index) => `<rect x="${index * 40}" width="20" height="360" fill="hsl(${index * 20} 60% ${20 + index * 4}%)"/>`).join("")}</svg>`;
  await sharp(Buffer.from(svg)).png().toFile(file);
}

test("rehearse --animatic joins the drafts of a script without pictures, one chapter a shot", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, {
    "film.yaml": `${header}  a: A door opens\n  城: { prompt: 镜头缓缓推近, duration: 10 }\n`,
  });
  const run = await dailies(["rehearse", "film.yaml", "--animatic", "--json"], { cwd });
  expect(run.code).toBe(0);
  expect(lastEvent(run)).toMatchObject({
    counts: { done: 2 },
    animatic: { file: "film.animatic.mp4", duration_seconds: 15 },
  });
  const file = join(cwd, "film.animatic.mp4");
  const probed = ffprobe(file);
  if (probed !== undefined) {
    expect(Math.abs(probed.seconds - 15)).toBeLessThan(1 / 24);
    expect(probed).toMatchObject({ frames: 15 * 24, chapters: ["a", "城"] });
  }
  // Drafts agree, so that they are joined as they are.
  const drafts = [
    ...(await packetsIn(join(cwd, "rehearsal/a.mp4"))),
    ...(await packetsIn(join(cwd, "rehearsal/城.mp4"))),
  ];
  expect(await packetsIn(file)).toEqual(drafts);
});

test("the pictures move as the prompt says, and --burn-in marks them without drafting anew", async () => {
  const cwd = temporaryFolder();
  const film = `${header}  a: { prompt: the camera pans right, first_frame: day.png }\n  b: { prompt: static shot, first_frame: day.png }\n`;
  writeFiles(cwd, { "film.yaml": film });
  await stripes(join(cwd, "day.png"));
  const first = await dailies(["rehearse", "film.yaml", "--animatic"], { cwd });
  expect(first).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("Animatic: film.animatic.mp4 (10.0 s)"),
  });
  const file = join(cwd, "film.animatic.mp4");
  const [begin, end, still, later] = await Promise.all([0.5, 4.5, 5.5, 9.5].map((at) => lumaAt(file, at)));
  if (begin === undefined || end === undefined || still === undefined || later === undefined)
    throw new Error();
  expect(distance(begin, end)).toBeGreaterThan(10);
  expect(distance(still, later)).toBeLessThan(2);

  const drafted = statSync(join(cwd, "rehearsal/b.mp4")).mtimeMs;
  const again = await dailies(
    ["rehearse", "film.yaml", "--animatic", "--burn-in", "--out", "marked.mp4", "--json"],
    { cwd },
  );
  expect(lastEvent(again)).toMatchObject({
    counts: { done: 0, up_to_date: 2 },
    animatic: { file: "marked.mp4" },
  });
  expect(statSync(join(cwd, "rehearsal/b.mp4")).mtimeMs).toBe(drafted);
  const marked = await lumaAt(join(cwd, "marked.mp4"), 5.5);
  const rows = (from: number, to: number, one: Buffer): Buffer => one.subarray(from * 640, to * 640);
  expect(distance(rows(0, 200, still), rows(0, 200, marked))).toBeLessThan(3);
  expect(distance(rows(280, 320, still), rows(280, 320, marked))).toBeGreaterThan(15);
});

test("the takes of a shot say which they are, and references are seen", async () => {
  const cwd = temporaryFolder();
  const film = `${header}  a: { prompt: A door opens, takes: 2 }\n  b: { model: seedance-2, prompt: A door opens }\n  c: { model: seedance-2, prompt: A door opens, references: [day.png] }\n`;
  writeFiles(cwd, { "film.yaml": film });
  await stripes(join(cwd, "day.png"));
  expect((await dailies(["rehearse", "film.yaml"], { cwd })).code).toBe(0);
  const body = { model: "kling-v3", prompt: "A door opens" };
  const shape = { durationSeconds: 5, width: 1280, height: 720, audio: false };
  for (const [name, take] of [
    ["a.mp4", 1],
    ["a_t02.mp4", 2],
  ] as const) {
    const maker = await draftClips({ title: () => "a", takeOf: async () => take });
    if (!maker.ok) throw new Error(maker.error.message);
    const made = Buffer.concat([...(await maker.value.make({ taskId: "t", body, shape }))]);
    await maker.value.close?.();
    writeFileSync(join(cwd, "made.mp4"), made);
    expect(await packetsIn(join(cwd, "rehearsal", name)), name).toEqual(
      await packetsIn(join(cwd, "made.mp4")),
    );
  }
  const corner = (luma: Buffer): Buffer =>
    Buffer.concat(
      Array.from({ length: 60 }, (_, row) => luma.subarray((42 + row) * 640 + 570, (42 + row) * 640 + 630)),
    );
  const [without, shown] = await Promise.all(
    ["b.mp4", "c.mp4"].map(async (name) => corner(await lumaAt(join(cwd, "rehearsal", name), 1))),
  );
  if (without === undefined || shown === undefined) throw new Error();
  expect(distance(without, shown)).toBeGreaterThan(30);
});

test.each([
  [["--burn-in"], "--burn-in is about the animatic: add --animatic"],
  [["--out", "x.mp4"], "--out is about the animatic: add --animatic"],
  [["--animatic", "--out", "x.avi"], '--out ends with .mp4, not "x.avi"'],
  [["--animatic", "--out", "rehearsal/a.mp4"], "is a clip, or the place of one"],
])("rehearse with %j is refused before anything is drafted", async (flags, message) => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": `${header}  a: A door opens\n` });
  const { code, stderr } = await dailies(["rehearse", "film.yaml", ...flags], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(visibleFiles(cwd)).toEqual(["film.yaml"]);
});

test("an animatic that cannot be written says why, and the drafts are there", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": `${header}  a: A door opens\n` });
  const flags = ["--animatic", "--out", "no/such/folder.mp4"];
  const run = await dailies(["rehearse", "film.yaml", ...flags, "--json"], { cwd });
  expect(run.code).toBe(1);
  expect(lastEvent(run)).toMatchObject({
    counts: { done: 1 },
    exit_code: 1,
    animatic: { error: { code: "output_unwritable" } },
  });
  const again = await dailies(["rehearse", "film.yaml", ...flags], { cwd });
  expect(again.stdout).toContain("No animatic: ");
  expect(existsSync(join(cwd, "rehearsal/a.mp4"))).toBe(true);
});
