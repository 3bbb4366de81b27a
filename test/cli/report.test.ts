import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reportSchema } from "../../src/report/schemas/report.ts";
import { eventsOf, visibleFiles, writeFiles } from "./dailies.ts";
import { key, openStage, type Stage } from "./stage.ts";

const film = `version: 1
title: Salt
prices:
  currency: USD
  date: "2026-11-24"
  per_second: { kling-v3 720P: 0.07 }
defaults: { model: kling-v3, duration: 5, mode: std }
scenes:
  - scene: sc010
    shots: { a: One, b: { prompt: Two, takes: 2 } }
  - scene: sc020
    shots: { c: Three }
`;

async function reportOf({ run }: Stage, ...args: string[]) {
  const { stdout, stderr, code } = await run("report", "film.yaml", "--json", ...args);
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  return reportSchema.parse(JSON.parse(stdout));
}

test("a run's phases, requests and money are reported, and page and trace are beside the storyboard", async () => {
  const on = await openStage(film);
  await on.run("render", "film.yaml");
  const lockfile = readFileSync(join(on.cwd, "film.lock.json"), "utf8");
  const report = await reportOf(on);
  expect(report).toMatchObject({
    file: "film.report.html",
    trace: "film.trace.json",
    source: "record",
    takes: 4,
    run: {
      number: 1,
      command: "dailies render",
      whole: true,
      exit_code: 0,
      stopped: null,
      spent: { amount: 1.4, currency: "USD" },
      outcomes: { done: 4 },
    },
    requests: { submits: 4, downloads: 4, uploads: 0, limited: 0, retries: 0 },
    money: {
      spent: 1.4,
      by_scene: [
        { key: "sc010", clips: 3, seconds: 15, amount: 1.05 },
        { key: "sc020", clips: 1, seconds: 5, amount: 0.35 },
      ],
    },
  });
  expect(report.requests?.looks).toBeGreaterThanOrEqual(4);
  expect(report.requests?.looks).toBe(on.server.ledger.counts.query);
  const page = readFileSync(join(on.cwd, "film.report.html"), "utf8");
  expect(page).toContain("sc010_b take 2");
  expect(page).not.toMatch(/<script/i);
  const trace = JSON.parse(readFileSync(join(on.cwd, "film.trace.json"), "utf8"));
  expect(trace.traceEvents.filter(({ ph }: { ph: string }) => ph === "X").length).toBeGreaterThan(4);
  // Neither key nor address of anything is in them, and the lockfile is as it was.
  for (const text of [page, JSON.stringify(trace), recordsOf(on.cwd)]) {
    expect(text).not.toContain(key);
    expect(text).not.toContain(on.server.url);
    expect(text).not.toMatch(/https?:/);
  }
  expect(readFileSync(join(on.cwd, "film.lock.json"), "utf8")).toBe(lockfile);
});

test("a failed task, a retry and a rate limit are on the page, each as what it is", async () => {
  const on = await openStage(film);
  const message = "see https://files.example/clip.mp4?signature=abc";
  on.server.script({
    on: "query",
    match: { prompt: "Three" },
    fault: { kind: "task_fails", code: "generation_failed", message },
  });
  on.server.script({ on: "submit", match: { prompt: "One" }, fault: { kind: "rate_limited" } });
  expect((await on.run("render", "film.yaml")).code).toBe(1);
  const report = await reportOf(on);
  expect(report.run?.outcomes).toEqual({ done: 3, failed: 1 });
  expect(report.requests).toMatchObject({ submits: 5, limited: 1, retries: 1 });
  const page = readFileSync(join(on.cwd, "film.report.html"), "utf8");
  expect(page).toContain("task_failed");
  expect(page + recordsOf(on.cwd)).not.toContain("signature");
});

test("a run with nothing to do takes no other run's place, and an older run is shown by its number", async () => {
  const on = await openStage(film);
  await on.run("render", "film.yaml", "--only", "sc010");
  await on.run("render", "film.yaml");
  await on.run("render", "film.yaml");
  expect(await reportOf(on)).toMatchObject({ takes: 1, run: { number: 1 } });
  expect(await reportOf(on, "--run", "2")).toMatchObject({ takes: 3, run: { number: 2 } });
  const missing = await on.run("report", "film.yaml", "--run", "3");
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain("run 3 is not on record on this machine: there are 2");
});

test("without a record the report has what the lockfile knows, and says what it does not", async () => {
  const on = await openStage(film);
  await on.run("render", "film.yaml");
  rmSync(join(on.cwd, ".dailies"), { recursive: true });
  const report = await reportOf(on);
  expect(report).toMatchObject({ source: "lockfile", takes: 4, requests: null, run: { number: null } });
  expect(report.phases.map(({ phase }) => phase)).toEqual(["task"]);
  expect(report.money?.spent).toBe(1.4);
  expect(readFileSync(join(on.cwd, "film.report.html"), "utf8")).toContain("no record of a run");
  expect((await on.run("report", "film.yaml")).stdout).toContain("as the lockfile knows them");
});

test("before any run there is a report that says so", async () => {
  const on = await openStage(film);
  expect(await reportOf(on)).toMatchObject({ source: null, run: null, takes: 0, phases: [], requests: null });
  expect(visibleFiles(on.cwd)).toEqual(["film.report.html", "film.trace.json", "film.yaml"]);
});

test("with --out the trace is beside the page, under its name", async () => {
  const on = await openStage(film);
  writeFiles(on.cwd, { "out/keep.txt": "" });
  expect(await reportOf(on, "--out", "out/night.report.html")).toMatchObject({
    file: "out/night.report.html",
    trace: "out/night.trace.json",
  });
  expect(existsSync(join(on.cwd, "out", "night.trace.json"))).toBe(true);
  const refused = await on.run("report", "film.yaml", "--out", "nowhere/night.html");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("night.html cannot be written: its folder is gone");
});

test("of shots that are chained, the report says what waited for what", async () => {
  const on = await openStage(film);
  writeFiles(on.cwd, {
    "film.yaml": `version: 1
defaults: { model: kling-v3 }
shots:
  a: The door opens
  b: { prompt: She runs, first_frame: { end_of_clip: a } }
`,
  });
  expect((await on.run("render", "film.yaml")).code).toBe(0);
  const report = await reportOf(on);
  expect(report.ended_last.map(({ id }) => id)).toEqual(["a", "b"]);
  expect(report.phases.find(({ phase }) => phase === "clip_wait")).toMatchObject({
    takes: 1,
    longest: { id: "b" },
  });
  expect(report.requests?.uploads).toBe(1);
  const trace = JSON.parse(readFileSync(join(on.cwd, "film.trace.json"), "utf8"));
  const arrows = trace.traceEvents.filter(({ ph }: { ph: string }) => ph === "s" || ph === "f");
  expect(arrows.map(({ ph, tid }: { ph: string; tid: number }) => [ph, tid])).toEqual([
    ["s", 1],
    ["f", 2],
  ]);
});

test.each([
  ["with prices", film],
  ["without prices", film.replace(/^prices:.*\n(?: .*\n)*/m, "")],
])("a rehearsal has a record and a report of its own, and pays for nothing, %s", async (_, text) => {
  const on = await openStage(text);
  const rehearsed = await on.run("rehearse", "film.yaml", "--json");
  expect(eventsOf(rehearsed).at(-1)).not.toHaveProperty("spent");
  expect(await reportOf(on)).toMatchObject({ source: null });
  expect(await reportOf(on, "--rehearsal")).toMatchObject({
    file: "film.rehearsal.report.html",
    trace: "film.rehearsal.trace.json",
    takes: 4,
    run: { command: "dailies rehearse", spent: null },
    money: null,
  });
  const page = readFileSync(join(on.cwd, "film.rehearsal.report.html"), "utf8");
  expect(page).not.toMatch(/paid clip|USD|no price/);
  expect(page).toContain("A rehearsal pays for nothing.");
  const status = await on.run("status", "film.yaml", "--rehearsal", "--json");
  expect(JSON.parse(status.stdout)).toMatchObject({ spent: null });
});

/** All that is kept of runs. */
function recordsOf(cwd: string): string {
  const folder = join(cwd, ".dailies");
  const names = readdirSync(folder).filter((name) => name.endsWith(".ndjson"));
  expect(names.length).toBeGreaterThan(0);
  return names.map((name) => readFileSync(join(folder, name), "utf8")).join("");
}
