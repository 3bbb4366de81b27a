import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventSchema } from "../../src/report/schemas/events.ts";
import { planSchema } from "../../src/report/schemas/plan.ts";
import { refusalSchema } from "../../src/report/schemas/refusal.ts";
import { statusSchema } from "../../src/report/schemas/status.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../testkit/test-server.ts";
import { dailies, eventsOf, type Finished, startDailies, visibleFiles, writeFiles } from "./dailies.ts";
import { filmOf } from "./storyboards.ts";

const key = "sk-test-0123456789abcdef";

interface Set {
  readonly cwd: string;
  readonly server: TestServer;
  /** The command against the fake server, at a pace for tests. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function filmSet(shots: number, options: TestServerOptions = {}): Promise<Set> {
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": filmOf(shots) });
  const server = await startTestServer({ apiKey: key, generationMs: () => 30, ...options });
  onTestFinished(() => server.close());
  const flags = ["--poll-interval", "20ms", "--submit-rate", "off", "--query-rate", "off"];
  const env = { TOAPIS_API_KEY: key, TOAPIS_BASE_URL: server.url };
  return {
    cwd,
    server,
    flags,
    env,
    run: ([command = "", file = "", ...rest], more = {}) => {
      const paced = ["render", "retry", "rescue"].includes(command) ? flags : [];
      return dailies([command, file, ...paced, ...rest], { cwd, env: { ...env, ...more } });
    },
  };
}

/** Texts that differ from run to run. */
function settled(text: string): string {
  return text
    .replaceAll(/video_\w+/g, "TASK")
    .replaceAll(/\d+ s in all/g, "TIME in all")
    .replaceAll(/^ +\d+:\d\d/gm, "TIME");
}

test("render leaves a clip a shot and a lockfile, and the next render has nothing to do", async () => {
  const { cwd, server, run } = await filmSet(3);
  const first = await run(["render", "film.yaml"]);
  expect(first.code).toBe(0);
  expect(settled(first.stdout)).toMatchSnapshot();
  expect(visibleFiles(join(cwd, "clips"))).toEqual(["sh01.mp4", "sh02.mp4", "sh03.mp4"]);
  expect(visibleFiles(cwd)).toEqual(["clips", "film.lock.json", "film.yaml"]);

  const lockfile = readFileSync(join(cwd, "film.lock.json"), "utf8");
  const requests = server.ledger.requests.length;
  const second = await run(["render", "film.yaml"], { TOAPIS_API_KEY: "" });
  expect(second).toMatchObject({ code: 0, stdout: "Nothing to do: 3 shots up to date.\n" });
  expect(server.ledger.requests.length).toBe(requests);
  expect(readFileSync(join(cwd, "film.lock.json"), "utf8")).toBe(lockfile);
});

test("render --json tells one event a line in the shape of its schema, the last with the counts", async () => {
  const { run } = await filmSet(2);
  const run1 = await run(["render", "film.yaml", "--json"]);
  expect(run1).toMatchObject({ code: 0, stderr: "" });
  const events = eventsOf(run1).map((event) => eventSchema.parse(event));
  expect(Object.keys(eventsOf(run1)[0] ?? {}).slice(0, 2)).toEqual(["type", "time"]);
  expect(events[0]).toMatchObject({ type: "run_started", storyboard: "film.yaml", totals: { render: 2 } });
  expect(events.at(-1)).toMatchObject({
    type: "run_finished",
    counts: { done: 2, up_to_date: 0 },
    exit_code: 0,
  });
  expect(events.filter(({ type }) => type === "shot_done")).toHaveLength(2);
});

test("render --concurrency auto says how far it met no limit of the account", async () => {
  for (const json of [false, true]) {
    const { cwd, env, flags, server } = await filmSet(6, { manual: true });
    const args = ["render", "film.yaml", ...flags, "--concurrency", "auto", ...(json ? ["--json"] : [])];
    const { finished } = startDailies(args, { cwd, env });
    await server.waitFor(({ ledger }) => ledger.paid === 6);
    for (const { taskId } of server.ledger.tasks) server.complete(taskId);
    const run = await finished;
    expect(run.code).toBe(0);
    if (json) {
      const events = eventsOf(run).map((event) => eventSchema.parse(event));
      const told = events.filter(({ type }) => type === "concurrency");
      expect(told).toMatchObject([{ concurrency: 6, reason: "no_limit_met" }]);
    } else {
      expect(run.stdout).toContain("auto met no limit of the account, with up to 6 tasks at a time.");
    }
  }
});

test("an edited shot is rendered again and says why; its old clip is kept", async () => {
  const { cwd, server, run } = await filmSet(2);
  await run(["render", "film.yaml"]);
  writeFileSync(
    join(cwd, "film.yaml"),
    filmOf(2).replace("What happens in sh02", "What else happens in sh02"),
  );
  const planned = await run(["plan", "film.yaml"]);
  expect(planned.stdout).toMatchSnapshot();
  const { jobs } = planSchema.parse(JSON.parse((await run(["plan", "film.yaml", "--json"])).stdout));
  expect(jobs[1]?.changes).toEqual([
    { field: "prompt", before: "What happens in sh02", after: "What else happens in sh02" },
  ]);
  expect((await run(["render", "film.yaml"])).code).toBe(0);
  expect(server.ledger.paid).toBe(3);
  expect(readdirSync(join(cwd, "clips", "superseded"))).toHaveLength(1);
});

test("a failed shot makes exit code 1 and is rerun alone by retry", async () => {
  const { server, run } = await filmSet(3);
  server.script({
    on: "query",
    match: { prompt: "sh02" },
    fault: { kind: "task_fails", code: "generation_failed", message: "The model gave up" },
  });
  const failed = await run(["render", "film.yaml"]);
  expect(failed.code).toBe(1);
  expect(settled(failed.stdout)).toMatchSnapshot();
  const { shots } = statusSchema.parse(JSON.parse((await run(["status", "film.yaml", "--json"])).stdout));
  expect(shots.map(({ state }) => state)).toEqual(["done", "failed", "done"]);
  expect(shots[1]?.error?.message).toContain("The model gave up");
  const retried = await run(["retry", "film.yaml"]);
  expect(retried.code).toBe(0);
  expect(server.ledger.paid).toBe(4);
});

test("a submit without an answer is uncertain: exit code 3, held, and settled by resolve", async () => {
  const { server, run } = await filmSet(2);
  server.script({
    on: "submit",
    match: { prompt: "sh01" },
    accepts: true,
    fault: { kind: "reset", when: "after_reading" },
  });
  const lost = await run(["render", "film.yaml"]);
  expect(lost.code).toBe(3);
  expect(lost.stdout).toContain("dailies resolve film.yaml sh01 --task ID");
  expect((await run(["render", "film.yaml"])).code).toBe(3);
  expect(server.ledger.paid).toBe(2);

  const task = server.ledger.tasks.find(({ body }) => body.prompt === "What happens in sh01");
  const wrong = await run(["resolve", "film.yaml", "sh02", "--task", "x"]);
  expect(wrong).toMatchObject({ code: 2, stdout: "" });
  const resolved = await run(["resolve", "film.yaml", "sh01", "--task", task?.taskId ?? ""]);
  expect(resolved.code).toBe(0);
  expect((await run(["render", "film.yaml"])).code).toBe(0);
  expect(server.ledger.paid).toBe(2);
});

test("resolve --not-submitted frees the shot", async () => {
  const { server, run } = await filmSet(1);
  server.script({ on: "submit", fault: { kind: "reset", when: "after_reading" } });
  expect((await run(["render", "film.yaml"])).code).toBe(3);
  expect(server.ledger.paid).toBe(0);
  expect((await run(["resolve", "film.yaml", "sh01", "--not-submitted"])).code).toBe(0);
  expect((await run(["render", "film.yaml"])).code).toBe(0);
  expect(server.ledger.paid).toBe(1);
});

test("without a key nothing is submitted, and the message says how to come by one", async () => {
  const { cwd, server, run } = await filmSet(1);
  const { code, stdout, stderr } = await run(["render", "film.yaml"], { TOAPIS_API_KEY: "" });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatchSnapshot();
  expect(server.ledger.requests).toHaveLength(0);
  expect(visibleFiles(cwd)).toEqual(["film.yaml"]);
});

test("a key that the provider refuses stops the run with exit code 4", async () => {
  const { server, run } = await filmSet(3);
  const refused = await run(["render", "film.yaml"], { TOAPIS_API_KEY: "sk-wrong" });
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain("refused the API key");
  expect(`${refused.stdout}${refused.stderr}`).not.toContain("sk-wrong");
  expect(server.ledger.paid).toBe(0);
});

test("the .env of a project sends no key of this user's environment to a host of its choice", async () => {
  const { cwd, flags, server } = await filmSet(1);
  writeFiles(cwd, { ".env": "TOAPIS_BASE_URL=https://api.invalid\n" });
  const run = (env: Readonly<Record<string, string>>, ...more: string[]): Promise<Finished> =>
    dailies(["render", "film.yaml", ...flags, ...more], { cwd, env });
  const refused = await run({ TOAPIS_API_KEY: key });
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toContain("names api.invalid as the API");
  expect(refused.stderr).not.toContain(key);
  expect((await run({ TOAPIS_API_KEY: key }, "--base-url", server.url)).code).toBe(0);
});

test("rescue of a name that nothing is known of is a mistake, not a success", async () => {
  const { cwd, run } = await filmSet(1);
  const { code, stderr } = await run(["rescue", "fim.yaml"]);
  expect(code).toBe(2);
  expect(stderr).toContain("there is no fim.yaml, nor a lockfile or journal of it");
  expect(readdirSync(cwd)).toEqual(["film.yaml"]);
});

test("the .env beside the storyboard is read, and the real environment goes before it", async () => {
  const { cwd, server, flags } = await filmSet(1);
  writeFiles(cwd, {
    ".env": `TOAPIS_API_KEY=${key}\nTOAPIS_BASE_URL=${server.url}\nNODE_OPTIONS=--nonsense\n`,
  });
  const refused = await dailies(["render", "film.yaml", ...flags], {
    cwd,
    env: { TOAPIS_API_KEY: "sk-other" },
  });
  expect(refused.code).toBe(4);
  const rendered = await dailies(["render", "film.yaml", ...flags], { cwd });
  expect(rendered.code).toBe(0);
});

test("a server that cannot be reached costs nothing and loses nothing", async () => {
  const { cwd, server, run, flags } = await filmSet(1);
  const env = { TOAPIS_API_KEY: key, TOAPIS_BASE_URL: "http://127.0.0.1:9" };
  const away = await dailies(["render", "film.yaml", ...flags], { cwd, env });
  expect(away.code).toBe(4);
  expect(away.stderr).toContain("cannot be reached");
  expect((await run(["render", "film.yaml"])).code).toBe(0);
  expect(server.ledger.paid).toBe(1);
});

test("a plan over its limits is refused before anything is submitted, and names what would fit", async () => {
  const { server, run } = await filmSet(3);
  const refused = await run(["render", "film.yaml", "--max-shots", "2"]);
  expect(refused.code).toBe(4);
  expect(refused.stdout).toMatchSnapshot();
  const json = await run(["render", "film.yaml", "--max-seconds", "10", "--json"]);
  const events = eventsOf(json).map((event) => eventSchema.parse(event));
  expect(events.map(({ type }) => type)).toEqual(["run_started", "over_limits", "run_finished"]);
  expect(events[1]).toMatchObject({ fitting: { ids: ["sh01", "sh02"], seconds: 10 } });
  expect(server.ledger.requests).toHaveLength(0);
});

test("a render that names a plan does that one and no other", async () => {
  const { cwd, server, run } = await filmSet(2);
  const planned = async (): Promise<string> =>
    planSchema.parse(JSON.parse((await run(["plan", "film.yaml", "--json"])).stdout)).plan_hash;
  const seen = await planned();
  const file = join(cwd, "film.yaml");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace("sh02", "sh03"));
  const refused = await run(["render", "film.yaml", "--plan", seen]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(`today's plan is ${await planned()}, not the one that --plan names`);
  const events = eventsOf(await run(["render", "film.yaml", "--plan", seen, "--json"]));
  expect(events.map((event) => eventSchema.parse(event))).toMatchObject([
    { type: "refused", reason: "plan_changed" },
    { type: "run_finished", exit_code: 2 },
  ]);
  expect(server.ledger.requests).toHaveLength(0);
  writeFileSync(file, text);
  expect((await run(["render", "film.yaml", "--plan", seen])).code).toBe(0);
  expect(server.ledger.paid).toBe(2);
});

test("plan says whether a render with the same limits would begin", async () => {
  const { cwd, run } = await filmSet(3);
  const over = await run(["plan", "film.yaml", "--max-shots", "2"]);
  expect(over.stdout).toContain("more than --max-shots 2 allows; a render would submit nothing.");
  expect(over.stdout).toContain("dailies render film.yaml --only sh01 --only sh02");
  expect((await run(["plan", "film.yaml", "--max-shots", "3"])).stdout).toContain("It fits the limits.");
  const spendingOf = async (...args: string[]): Promise<unknown> => {
    const { stdout } = await run(["plan", "film.yaml", "--json", ...args]);
    return planSchema.parse(JSON.parse(stdout)).spending;
  };
  expect(await spendingOf("--max-seconds", "10")).toMatchObject({
    fits: false,
    limits: { seconds: 10 },
    needed: { shots: 3, seconds: 15 },
    fitting: { ids: ["sh01", "sh02"] },
  });
  expect(await spendingOf("--max-seconds", "15")).toMatchObject({ fits: true, fitting: null });
  expect(await spendingOf()).toBeNull();
  const unpriced = await run(["plan", "film.yaml", "--json", "--budget", "5"]);
  expect(unpriced.code).toBe(2);
  expect(refusalSchema.parse(JSON.parse(unpriced.stdout)).refused.reason).toBe("price_unknown");
  expect(readdirSync(cwd)).toEqual(["film.yaml"]);
});

describe("a run that cannot begin says so in its events, too", () => {
  interface Case {
    readonly name: string;
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly lockfile?: string;
    readonly refused: Record<string, unknown>;
    readonly counts?: Record<string, number>;
  }
  const cases: readonly Case[] = [
    {
      name: "a storyboard with a mistake",
      args: ["render", "bad.yaml"],
      refused: {
        reason: "storyboard_invalid",
        diagnostics: [{ code: "parameter_unknown", file: "bad.yaml" }],
      },
    },
    {
      name: "a storyboard that is not there",
      args: ["rehearse", "nosuch.yaml"],
      refused: { reason: "storyboard_invalid", diagnostics: [{ code: "file_not_found" }] },
    },
    {
      name: "no key",
      args: ["render", "film.yaml"],
      env: { TOAPIS_API_KEY: "" },
      refused: { reason: "no_key", diagnostics: [] },
      counts: { not_started: 2 },
    },
    {
      name: "a base URL that would give the key away",
      args: ["rescue", "film.yaml"],
      env: { TOAPIS_BASE_URL: "http://example.com" },
      refused: { reason: "service_invalid" },
    },
    {
      name: "a selection of nothing",
      args: ["retry", "film.yaml", "--only", "nosuch"],
      refused: { reason: "selection_invalid" },
    },
    {
      name: "a budget without prices",
      args: ["render", "film.yaml", "--budget", "5"],
      refused: { reason: "price_unknown" },
    },
    {
      name: "a broken lockfile",
      args: ["render", "film.yaml"],
      lockfile: "{",
      refused: { reason: "state_invalid", diagnostics: [{ code: "lockfile_invalid" }] },
    },
  ];
  test.each(cases)("$name", async ({ args, env, lockfile, refused, counts }) => {
    const { cwd, server, run } = await filmSet(2);
    writeFiles(cwd, { "bad.yaml": filmOf(1).replace("prompt:", "promt: x\n    prompt:") });
    if (lockfile !== undefined) writeFiles(cwd, { "film.lock.json": lockfile });
    const ended = await run([...args, "--json"], env);
    expect(ended.code).toBe(2);
    expect(ended.stderr).not.toBe("");
    const events = eventsOf(ended).map((event) => eventSchema.parse(event));
    expect(events).toMatchObject([
      { type: "refused", ...refused },
      { type: "run_finished", exit_code: 2, counts: { done: 0, ...counts } },
    ]);
    expect(server.ledger.requests).toHaveLength(0);
  });
});

test("a command that has no answer gives one object with --json", async () => {
  const { cwd, run } = await filmSet(1);
  writeFiles(cwd, { "bad.yaml": "version: 1\n" });
  const reasonOf = async (...args: string[]): Promise<string> => {
    const { code, stdout } = await run([...args, "--json"]);
    expect(code).toBe(2);
    return refusalSchema.parse(JSON.parse(stdout)).refused.reason;
  };
  expect(await reasonOf("plan", "bad.yaml")).toBe("storyboard_invalid");
  expect(await reasonOf("status", "film.yaml", "--only", "x")).toBe("selection_invalid");
  expect(await reasonOf("resolve", "film.yaml", "sh01", "--not-submitted")).toBe("shot_unknown");
  expect(await reasonOf("models", "nosuch")).toBe("model_unknown");
});

test("a budget without prices is a mistake, not a promise", async () => {
  const { run } = await filmSet(1);
  const { code, stderr } = await run(["render", "film.yaml", "--budget", "5"]);
  expect(code).toBe(2);
  expect(stderr).toContain("--budget needs prices, and there is none for kling-v3 720P");
});

test("a second run on the same storyboard says who holds it and exits with 5", async () => {
  const { cwd, server, run, flags, env } = await filmSet(1, { manual: true });
  const first = startDailies(["render", "film.yaml", ...flags], { cwd, env });
  await first.shows("submitted");
  const second = await run(["render", "film.yaml"]);
  expect(second).toMatchObject({ code: 5, stdout: "" });
  expect(second.stderr).toContain(`dailies render, process ${first.child.pid}`);
  server.complete(server.ledger.tasks[0]?.taskId ?? "");
  expect((await first.finished).code).toBe(0);
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s leaves the task at the provider, and the next run fetches its clip",
  async (signal) => {
    const { cwd, server, run, flags, env } = await filmSet(1, { manual: true });
    const first = startDailies(["render", "film.yaml", ...flags], { cwd, env });
    await first.shows("submitted");
    first.child.kill(signal);
    const stopped = await first.finished;
    expect(stopped.code).toBe(130);
    expect(stopped.stdout.trimEnd().split("\n").at(-1)).toBe("  dailies render film.yaml   carry on");
    server.complete(server.ledger.tasks[0]?.taskId ?? "");
    expect((await run(["render", "film.yaml"])).code).toBe(0);
    expect(server.ledger.paid).toBe(1);
  },
);

test("a second Ctrl-C ends the run at once; a submit without an answer stays in doubt", async () => {
  const { cwd, server, run, flags, env } = await filmSet(1);
  server.script({ on: "submit", accepts: true, fault: { kind: "hang" } });
  const first = startDailies(["render", "film.yaml", ...flags], { cwd, env });
  await server.waitFor(({ ledger }) => ledger.paid === 1);
  first.child.kill("SIGINT");
  await first.shows("Once more ends at once");
  first.child.kill("SIGINT");
  const stopped = await first.finished;
  expect(stopped.code).toBe(130);
  expect(stopped.stderr.trimEnd().split("\n").at(-1)).toContain("To carry on: dailies render film.yaml");
  expect((await run(["render", "film.yaml"])).code).toBe(3);
  expect(server.ledger.paid).toBe(1);
});

test("an interrupted run with --json tells on standard error how to carry on", async () => {
  const { cwd, server, flags, env } = await filmSet(1, { manual: true });
  const first = startDailies(["render", "film.yaml", "--json", ...flags], { cwd, env });
  await first.shows('"task_id"');
  first.child.kill("SIGINT");
  const stopped = await first.finished;
  expect(stopped.code).toBe(130);
  expect(eventsOf(stopped).at(-1)).toMatchObject({
    type: "run_finished",
    exit_code: 130,
    stopped: "interrupted",
  });
  expect(stopped.stderr).toContain("To carry on: dailies render film.yaml");
  expect(server.ledger.paid).toBe(1);
});

test("SIGKILL midway and a new render: every clip is there, one task a shot", async () => {
  const { cwd, server, run, flags, env } = await filmSet(8, { manual: true });
  const first = startDailies(["render", "film.yaml", ...flags], { cwd, env });
  for (let shot = 1; shot <= 8; shot += 1) await first.shows(`sh0${shot}, task`);
  first.child.kill("SIGKILL");
  await first.finished;
  for (const { taskId } of server.ledger.tasks) server.complete(taskId);
  expect((await run(["render", "film.yaml"])).code).toBe(0);
  expect(visibleFiles(join(cwd, "clips"))).toHaveLength(8);
  expect(server.ledger.paid).toBe(8);
});

test("a clone without the clips does not pay for them again, unless --missing asks for it", async () => {
  const { cwd, server, run } = await filmSet(2);
  await run(["render", "film.yaml"]);
  const lockfile = JSON.parse(readFileSync(join(cwd, "film.lock.json"), "utf8")) as unknown;
  writeFileSync(join(cwd, "film.lock.json"), `${JSON.stringify(withoutExpiry(lockfile), null, 2)}\n`);
  rmSync(join(cwd, "clips"), { recursive: true });
  const planned = await run(["plan", "film.yaml"]);
  expect(planned.stdout).toContain("clip_missing");
  expect((await run(["render", "film.yaml"])).code).toBe(1);
  expect((await run(["retry", "film.yaml"])).code).toBe(0);
  expect(server.ledger.paid).toBe(2);
  // Whatever the record says of its time, a link that lives is not paid for.
  expect((await run(["render", "film.yaml", "--missing"])).code).toBe(0);
  expect(server.ledger.paid).toBe(2);
  expect(visibleFiles(join(cwd, "clips"))).toHaveLength(2);

  rmSync(join(cwd, "clips"), { recursive: true });
  server.script({ on: "result", times: 2, fault: { kind: "expired" } });
  expect((await run(["render", "film.yaml", "--missing"])).code).toBe(0);
  expect(server.ledger.paid).toBe(4);
});

/** As if the result URLs had died long ago. */
function withoutExpiry(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExpiry);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === "expires_at" ? "2020-01-01T00:00:00.000Z" : withoutExpiry(member),
    ]),
  );
}

test("rescue fetches paid clips without the storyboard", async () => {
  const { cwd, server, run, flags, env } = await filmSet(2, { manual: true });
  const first = startDailies(["render", "film.yaml", ...flags], { cwd, env });
  await server.waitFor(({ ledger }) => ledger.paid === 2);
  await first.shows("sh02, task");
  first.child.kill("SIGINT");
  await first.finished;
  rmSync(join(cwd, "film.yaml"));
  for (const { taskId } of server.ledger.tasks) server.complete(taskId);
  const rescued = await run(["rescue", "film.yaml"]);
  expect(rescued.code).toBe(0);
  expect(visibleFiles(join(cwd, "clips"))).toEqual(["sh01.mp4", "sh02.mp4"]);
  expect(server.ledger.paid).toBe(2);
});

test("the key is in no file, no line and no event", async () => {
  const { cwd, run } = await filmSet(2);
  const run1 = await run(["render", "film.yaml", "--json"]);
  const files = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const contents = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
  const texts = [run1.stdout, run1.stderr, ...contents];
  expect(texts.filter((text) => text.includes(key))).toEqual([]);
  expect(existsSync(join(cwd, ".env"))).toBe(false);
});
