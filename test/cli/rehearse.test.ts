import { readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BufferSource, Input, MP4 } from "mediabunny";
import { expect, test } from "vitest";
import { eventSchema } from "../../src/report/schemas/events.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { builtDailies, dailies, eventsOf, visibleFiles, writeFiles } from "./dailies.ts";
import { filmOf } from "./storyboards.ts";

test("a rehearsal needs no key, leaves playable clips, and says what to do next", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": filmOf(2), ".env": "TOAPIS_BASE_URL=http://127.0.0.1:9\n" });
  const { code, stdout, stderr } = await builtDailies(["rehearse", "film.yaml"], { cwd });
  expect(code).toBe(0);
  // What decodes and what reads are loaded side by side, and no library says anything of its own.
  expect(stderr.split("\n").filter((line) => !/^( +\d+:\d\d .*)?$/.test(line))).toEqual([]);
  expect(stdout).toContain("2 clips done, in rehearsal");
  expect(stdout).toContain("dailies render film.yaml");
  expect(visibleFiles(join(cwd, "rehearsal"))).toEqual(["sh01.mp4", "sh02.mp4"]);
  const input = new Input({
    formats: [MP4],
    source: new BufferSource(await readFile(join(cwd, "rehearsal/sh01.mp4"))),
  });
  const track = await input.getPrimaryVideoTrack();
  expect([track?.codec, Math.round((await input.computeDuration()) * 10) / 10]).toEqual(["avc", 5]);
});

test("a rehearsal touches nothing of the real state, and a render nothing of the rehearsal's", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": filmOf(1) });
  await dailies(["rehearse", "film.yaml", "--output", "drafts"], { cwd });
  expect(visibleFiles(cwd)).toEqual(["drafts", "film.rehearsal.lock.json", "film.yaml"]);
  const lockfile = readFileSync(join(cwd, "film.rehearsal.lock.json"), "utf8");
  const planned = await dailies(["plan", "film.yaml"], { cwd });
  expect(planned.stdout).toContain("render new: 1 shot");
  await dailies(["render", "film.yaml"], { cwd });
  expect(readFileSync(join(cwd, "film.rehearsal.lock.json"), "utf8")).toBe(lockfile);
  const status = await dailies(["status", "film.yaml", "--rehearsal", "--output", "drafts"], { cwd });
  expect(status.stdout).toContain("drafts/sh01.mp4");
});

test("a second rehearsal has nothing to do, and an edited shot is drafted again", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": filmOf(2) });
  await dailies(["rehearse", "film.yaml"], { cwd });
  const again = await dailies(["rehearse", "film.yaml", "--json"], { cwd });
  expect(
    eventsOf(again)
      .map((event) => eventSchema.parse(event))
      .at(-1),
  ).toMatchObject({ counts: { done: 0, up_to_date: 2 } });
  writeFiles(cwd, { "film.yaml": filmOf(2).replace("What happens in sh02", "Rain") });
  const edited = await dailies(["rehearse", "film.yaml", "--json"], { cwd });
  expect(eventsOf(edited).at(-1)).toMatchObject({ counts: { done: 1, up_to_date: 1 } });
});

test("a script without its pictures is rehearsed with slates, and rendered only with the pictures", async () => {
  const cwd = temporaryFolder();
  const film =
    "version: 1\ndefaults: { model: kling-v3 }\nshots:\n  a: { prompt: x, first_frame: frames/day.jpg }\n  城: x\n";
  writeFiles(cwd, { "film.yaml": film });
  const first = await dailies(["rehearse", "film.yaml"], { cwd });
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining("2 clips done") });
  expect(first.stderr).toContain("Slates stand in for 1 picture that is not there yet: day.jpg");
  expect(visibleFiles(join(cwd, "rehearsal"))).toEqual(["a.mp4", "城.mp4"]);
  const again = await dailies(["rehearse", "film.yaml"], { cwd });
  expect(again.stdout).toContain("Nothing to do");
  expect((await dailies(["status", "film.yaml", "--rehearsal"], { cwd })).code).toBe(0);
  const plan = await dailies(["plan", "film.yaml", "--json"], { cwd });
  expect(plan.code).toBe(2);
  expect(plan.stdout).toContain("picture_missing");
});

test("a shot that is skipped keeps what it has, and has it again", async () => {
  const cwd = temporaryFolder();
  const film = (skip: string) =>
    `version: 1\ndefaults: { model: kling-v3 }\nscenes:\n  - scene: s\n    shots:\n      a: x\n      b: { prompt: y${skip} }\n`;
  writeFiles(cwd, { "film.yaml": film("") });
  expect((await dailies(["rehearse", "film.yaml"], { cwd })).stdout).toContain("2 clips done");
  for (const skip of [", skip: true", ""]) {
    writeFiles(cwd, { "film.yaml": film(skip) });
    expect((await dailies(["rehearse", "film.yaml"], { cwd })).stdout).toContain("Nothing to do");
    expect(visibleFiles(join(cwd, "rehearsal"))).toEqual(["s_a.mp4", "s_b.mp4"]);
    const status = await dailies(["status", "film.yaml", "--rehearsal", "--json"], { cwd });
    expect(JSON.parse(status.stdout)).toMatchObject({ orphans: [] });
  }
});

test("a draft that is gone is made again", async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": filmOf(1) });
  await dailies(["rehearse", "film.yaml"], { cwd });
  rmSync(join(cwd, "rehearsal", "sh01.mp4"));
  expect((await dailies(["rehearse", "film.yaml"], { cwd })).code).toBe(0);
  expect(await dailies(["rehearse", "film.yaml"], { cwd })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("Nothing to do"),
  });
});
