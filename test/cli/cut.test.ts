import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assembleSchema } from "../../src/report/schemas/assemble.ts";
import { exportSchema } from "../../src/report/schemas/export.ts";
import { sheetSchema } from "../../src/report/schemas/sheet.ts";
import { ffprobe, picturesIn } from "../cut/film-file.ts";
import { visibleFiles, writeFiles } from "./dailies.ts";
import { renderedStage } from "./stage.ts";
import { filmOf } from "./storyboards.ts";

// Shots of five seconds; clips of the test server have one frame a second.

test("assemble joins the clips that count, in film order, beside the storyboard", async () => {
  const { cwd, run } = await renderedStage(filmOf(3));
  const { code, stdout, stderr } = await run("assemble", "film.yaml", "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const film = assembleSchema.parse(JSON.parse(stdout));
  expect(film).toEqual({
    file: "film.film.mp4",
    duration_seconds: 15,
    shots: ["sh01", "sh02", "sh03"].map((id, index) => ({
      id,
      take: 1,
      start_seconds: index * 5,
      duration_seconds: 5,
      missing: false,
    })),
  });
  expect(await picturesIn(join(cwd, "film.film.mp4"))).toHaveLength(15);
  const again = await run("assemble", "film.yaml", "--only", "sh02", "--out", "one.mp4");
  expect(again.stdout).toBe("one.mp4: 1 shot, 00:00:05:00 (1280x720)\nThe clips are joined as they are.\n");
});

test("assemble takes the take that was chosen, and puts a slate where a clip is not there", async () => {
  const { cwd, run } = await renderedStage(
    filmOf(2).replace("    prompt: What happens in sh01", "$&\n    takes: 2"),
  );
  await run("pick", "film.yaml", "sh01", "2");
  rmSync(join(cwd, "clips/sh02.mp4"));
  const { code, stdout } = await run("assemble", "film.yaml", "--json");
  expect(code).toBe(0);
  const { shots, duration_seconds } = assembleSchema.parse(JSON.parse(stdout));
  expect(shots.map(({ id, take, missing }) => [id, take, missing])).toEqual([
    ["sh01", 2, false],
    ["sh02", null, true],
  ]);
  const probed = ffprobe(join(cwd, "film.film.mp4"));
  if (probed !== undefined) expect(probed.seconds).toBeCloseTo(duration_seconds, 3);
});

test.each([
  [["--out", "film.yaml"], "--out ends with .mp4"],
  [["--out", "clips/sh01.mp4"], "is a clip, or the place of one: it would be lost"],
  [["--out", "no/such/folder.mp4"], "cannot be written: its folder is gone"],
  [["--only", "sh9"], "--only sh9 names no shot"],
])("assemble with %j is refused, and nothing is touched", async (flags, message) => {
  const { cwd, run } = await renderedStage(filmOf(1));
  const before = [readFileSync(join(cwd, "film.yaml")), readFileSync(join(cwd, "clips/sh01.mp4"))];
  const files = visibleFiles(cwd);
  const { code, stderr } = await run("assemble", "film.yaml", ...flags);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect([readFileSync(join(cwd, "film.yaml")), readFileSync(join(cwd, "clips/sh01.mp4"))]).toEqual(before);
  expect(visibleFiles(cwd)).toEqual(files);
  expect(existsSync(join(cwd, "film.film.mp4"))).toBe(false);
});

test.each(["otio", "fcpxml", "fcp7xml", "edl"])(
  "export --format %s writes the cut, with its other takes",
  async (format) => {
    const { cwd, run } = await renderedStage(
      filmOf(2).replace("    prompt: What happens in sh01", "$&\n    takes: 2"),
    );
    await run("pick", "film.yaml", "sh01", "2", "--note", "the hand first");
    rmSync(join(cwd, "clips/sh02.mp4"));
    const { code, stdout, stderr } = await run("export", "film.yaml", "--format", format);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const text of ["sh01_t02.mp4", "sh01.mp4", "What happens in sh01", "the hand first", "sh02"]) {
      expect(stdout).toContain(text);
    }
    expect(stdout).not.toContain("sh02.mp4");
    const again = await run("export", "film.yaml", "--format", format, "--out", "cut.txt", "--json");
    expect(readFileSync(join(cwd, "cut.txt"), "utf8")).toBe(stdout);
    expect(exportSchema.parse(JSON.parse(again.stdout)).shots).toEqual([
      { id: "sh01", take: 2, alternates: [1], start_seconds: 0, duration_seconds: 5, missing: false },
      { id: "sh02", take: null, alternates: [], start_seconds: 5, duration_seconds: 5, missing: true },
    ]);
  },
);

test("in and out render nothing, cut the film, and are explained and written into a spreadsheet", async () => {
  const { cwd, run } = await renderedStage(filmOf(2));
  const lockfile = readFileSync(join(cwd, "film.lock.json"));
  const trimmed = (out: number): string =>
    filmOf(2).replace("    prompt: What happens in sh01", `$&\n    in: 1\n    out: ${out}`);
  writeFiles(cwd, { "film.yaml": trimmed(4) });
  expect(await run("render", "film.yaml")).toMatchObject({ code: 0 });
  expect(readFileSync(join(cwd, "film.lock.json"))).toEqual(lockfile);
  const plan = JSON.parse((await run("plan", "film.yaml", "--json")).stdout);
  expect(plan.jobs.map(({ action }: { action: string }) => action)).toEqual(["none", "none"]);

  const made = await run("assemble", "film.yaml", "--json");
  const { shots, duration_seconds } = assembleSchema.parse(JSON.parse(made.stdout));
  expect(duration_seconds).toBe(8);
  expect(shots.map((shot) => shot.duration_seconds)).toEqual([3, 5]);
  expect(await picturesIn(join(cwd, "film.film.mp4"))).toHaveLength(8);
  const { origins } = JSON.parse((await run("explain", "film.yaml", "sh01", "--json")).stdout);
  expect(origins).toMatchObject({ in: { from: "shot" }, out: { from: "shot" } });

  const sheet = await run("export", "film.yaml", "--format", "csv", "--out", "s.csv");
  expect(sheet.code).toBe(0);
  const text = readFileSync(join(cwd, "s.csv"), "utf8");
  expect(text).toMatch(/^id,prompt,in,out,model/);
  writeFiles(cwd, { "s.csv": text.replace(",1,4,", ",2,,") });
  expect((await run("import", "s.csv", "film.yaml")).code).toBe(0);
  expect(readFileSync(join(cwd, "film.yaml"), "utf8")).toBe(trimmed(4).replace("in: 1\n    out: 4", "in: 2"));

  writeFiles(cwd, { "film.yaml": trimmed(6) });
  for (const command of [["assemble"], ["export", "--format", "otio"], ["sheet"]]) {
    const [name = "", ...flags] = command;
    const { code, stdout, stderr } = await run(name, "film.yaml", ...flags);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("`out` of sh01 (line 5) is 6 s, and its clip sh01.mp4 is 5 s long");
  }
});

test.each([
  [["--format", "aaf"], "aaf"],
  [["--format", "otio", "--json"], "--json needs --out FILE"],
  [["--format", "otio", "--out", "film.yaml"], "is the storyboard: it would be lost"],
  [["--format", "otio", "--out", "film.lock.json"], "is the storyboard's state: it would be lost"],
])("export with %j is refused, and nothing is touched", async (flags, message) => {
  const { cwd, run } = await renderedStage(filmOf(1));
  const before = ["film.yaml", "film.lock.json"].map((name) => readFileSync(join(cwd, name), "utf8"));
  const { code, stderr } = await run("export", "film.yaml", ...flags);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(["film.yaml", "film.lock.json"].map((name) => readFileSync(join(cwd, name), "utf8"))).toEqual(
    before,
  );
});

test("sheet draws every shot, beside the storyboard", async () => {
  const { cwd, run } = await renderedStage(filmOf(3));
  rmSync(join(cwd, "clips/sh02.mp4"));
  const { code, stdout, stderr } = await run("sheet", "film.yaml", "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(sheetSchema.parse(JSON.parse(stdout))).toEqual({
    files: ["film.sheet.png"],
    shots: [
      { id: "sh01", take: 1, page: 1, missing: false },
      { id: "sh02", take: null, page: 1, missing: true },
      { id: "sh03", take: 1, page: 1, missing: false },
    ],
  });
  expect(readFileSync(join(cwd, "film.sheet.png")).subarray(1, 4).toString()).toBe("PNG");
  const refused = await run("sheet", "film.yaml", "--out", "sheet.gif");
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toContain("--out ends with .png or .jpg or .jpeg");
});
