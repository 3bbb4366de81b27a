import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { finishedRunSchema } from "../../src/report/schemas/events.ts";
import { eventsOf, type Finished, startDailies } from "./dailies.ts";
import { key, openStage, type Stage } from "./stage.ts";

const film = "version: 1\nprices: { currency: USD, date: 2026-11-01, per_second: { kling-v3 720P: 0.1 } }\n";
const shots = "defaults: { model: kling-v3, duration: 5 }\nshots: { a: day }\n";
const paced = ["--poll-interval", "20ms", "--submit-rate", "off", "--query-rate", "off"];

function render(stage: Stage, onFinish: string, ...args: string[]): ReturnType<typeof startDailies> {
  return startDailies(["render", "film.yaml", ...paced, "--on-finish", onFinish, ...args], stage);
}

async function rendered(stage: Stage, onFinish: string, ...args: string[]): Promise<Finished> {
  return await render(stage, onFinish, ...args).finished;
}

function readResult({ cwd }: Stage): ReturnType<typeof finishedRunSchema.parse> {
  return finishedRunSchema.parse(JSON.parse(readFileSync(join(cwd, "result.json"), "utf8")));
}

test("the command reads how the run ended: what --json says last, with storyboard and command", async () => {
  const stage = await openStage(film + shots);
  const { code, stdout } = await rendered(
    stage,
    "cat > result.json; echo seen; echo seen, too >&2",
    "--json",
  );
  expect(code).toBe(0);
  const result = readResult(stage);
  expect(result).toMatchObject({
    type: "run_finished",
    command: "render",
    storyboard: "film.yaml",
    counts: { done: 1 },
    spent: { amount: 0.5, currency: "USD" },
    exit_code: 0,
  });
  const { command: _, storyboard: __, time: ___, ...same } = result;
  const events = eventsOf({ code, stdout, stderr: "", signal: null });
  expect(events.at(-1)).toMatchObject(same);
});

test("what it prints is on standard error, where it does not mix with the run's result", async () => {
  const stage = await openStage(film + shots);
  const { stdout, stderr } = await rendered(stage, "echo printed by it");
  expect(stderr).toContain("printed by it\n");
  expect(stdout).not.toContain("printed by it");
});

test.each([
  ["exit 7", /--on-finish: the command ended with exit code 7/],
  ["no-such-command-at-all", /--on-finish: the command ended with exit code 127/],
  ["kill -9 $$", /--on-finish: the command was ended by SIGKILL/],
])("%s is a warning and changes no exit code", async (command, warning) => {
  const stage = await openStage(film + shots);
  const { code, stderr } = await rendered(stage, command);
  expect(code).toBe(0);
  expect(stderr).toMatch(warning);
});

test("a command that reads nothing is no failure", async () => {
  const stage = await openStage(film + shots);
  expect(await rendered(stage, "true")).toMatchObject({
    code: 0,
    stderr: expect.not.stringContaining("on-finish"),
  });
});

test("it runs when a shot failed, and when the run was refused, and says so", async () => {
  const fault = { kind: "task_fails", code: "generation_failed", message: "no" } as const;
  const stage = await openStage(film + shots, { faults: [{ on: "query", fault }] });
  expect((await rendered(stage, "cat > result.json")).code).toBe(1);
  expect(readResult(stage)).toMatchObject({ counts: { failed: 1 }, exit_code: 1 });
  stage.edit((text) => text.replace("kling-v3,", "kling-v33,"));
  expect((await rendered(stage, "cat > result.json")).code).toBe(2);
  expect(readResult(stage)).toMatchObject({
    counts: { done: 0 },
    exit_code: 2,
    refused: { reason: "storyboard_invalid" },
  });
});

test("its environment has no API key under any name, nor has its input", async () => {
  const stage = await openStage(film + shots);
  const env = { ...stage.env, MY_KEY: key, KEPT: "yes" };
  await rendered({ ...stage, env }, "env > env.txt; cat >> env.txt");
  const seen = readFileSync(join(stage.cwd, "env.txt"), "utf8");
  expect(seen).toContain("KEPT=yes");
  expect(seen).toContain("run_finished");
  expect(seen).not.toContain(key);
});

test("no text of a storyboard reaches the shell", async () => {
  const name = "$(touch pwned) `touch pwned`; touch pwned.yaml";
  const hostile = `version: 1\ntitle: "$(touch pwned)"\n${shots.replace("day", '"; touch pwned; `touch pwned` $(touch pwned)"')}`;
  const stage = await openStage(hostile);
  writeFileSync(join(stage.cwd, name), hostile);
  const args = ["render", name, ...paced, "--on-finish", "cat > result.json", "--output", "$(touch pwned)"];
  expect((await startDailies(args, stage).finished).code).toBe(0);
  expect(readResult(stage).storyboard).toBe(name);
  expect(existsSync(join(stage.cwd, "pwned"))).toBe(false);
});

test("an interrupted run has its command, too", async () => {
  const stage = await openStage(film + shots, { manual: true });
  const running = render(stage, "cat > result.json");
  await running.shows("submitted");
  running.child.kill("SIGINT");
  expect((await running.finished).code).toBe(130);
  expect(readResult(stage)).toMatchObject({
    stopped: "interrupted",
    exit_code: 130,
    counts: { unfetched: 1 },
  });
});

test("Ctrl-C ends a command that goes on, with what it started; the run's exit code stays", async () => {
  const stage = await openStage(film + shots);
  const running = render(stage, "sleep 1000 & echo it sleeps, $! >&2; wait");
  await running.shows("it sleeps");
  running.child.kill("SIGINT");
  const { code, stderr } = await running.finished;
  expect(code).toBe(0);
  expect(stderr).toContain("--on-finish: the command was interrupted");
  const sleeper = Number(/it sleeps, (\d+)/.exec(stderr)?.[1]);
  expect(isRunning(sleeper)).toBe(false);
});

test("a command that does not listen to Ctrl-C is killed by the second", async () => {
  const stage = await openStage(film + shots);
  const running = render(stage, "trap '' TERM INT; echo it sleeps >&2; sleep 1000 & wait; wait");
  await running.shows("it sleeps");
  running.child.kill("SIGINT");
  running.child.kill("SIGTERM");
  expect((await running.finished).code).toBe(0);
});

test("the storyboard is free for the command", async () => {
  const stage = await openStage(film + shots);
  const dailies = `"${process.execPath}" "${join(import.meta.dirname, "../../dist/cli/bin.js")}"`;
  const { code, stderr } = await rendered(stage, `cat > result.json; ${dailies} render film.yaml`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining("--on-finish") });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
