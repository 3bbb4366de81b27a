import { existsSync, linkSync, readFileSync, symlinkSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../src/base/time/clock.ts";
import { costsSchema } from "../../src/report/schemas/cost.ts";
import { eventSchema } from "../../src/report/schemas/events.ts";
import { plansSchema } from "../../src/report/schemas/plan.ts";
import { mistakeSchema } from "../../src/report/schemas/refusal.ts";
import { statusesSchema } from "../../src/report/schemas/status.ts";
import { acquireRunLock } from "../../src/run-lock/run-lock.ts";
import { dailies, eventsOf, type Finished, startDailies, visibleFiles } from "./dailies.ts";
import { key, openStage, type Stage } from "./stage.ts";

const prices = 'prices: {currency: USD, date: "2026-11-01", per_second: {kling-v3 720P: 0.1}}\n';

/** A reel with a folder of its own for its clips. */
function reel(name: string, ids: readonly string[], head = prices): string {
  const shots = ids.map((id) => `  - { id: ${id}, prompt: ${id} of ${name} }\n`).join("");
  return `version: 1\noutput: ${name}\n${head}defaults: { model: kling-v3 }\nshots:\n${shots}`;
}

const reels = { "one.yaml": reel("one", ["a", "b"]), "two.yaml": reel("two", ["a", "c"]) };
const both = ["one.yaml", "two.yaml"];

const paced = ["--poll-interval", "20ms", "--submit-rate", "off", "--query-rate", "off"];

/** Events of a run, each in the shape of its schema. */
function checkedEvents(run: Finished) {
  return eventsOf(run).map((event) => {
    const known = eventSchema.parse(event);
    expect(known).toEqual(event);
    return known;
  });
}

const promptsPaid = ({ server }: Stage): unknown[] => server.ledger.tasks.map(({ body }) => body.prompt);

describe("plan, status and cost of several storyboards", () => {
  test("show each, and what they come to together", async () => {
    const stage = await openStage(reels);
    const plan = await stage.run("plan", ...both);
    expect({ ...plan, stdout: "" }).toMatchObject({ code: 0, stderr: "" });
    expect(plan.stdout).toMatchSnapshot();
    expect((await stage.run("render", ...both)).code).toBe(0);
    const status = await stage.run("status", ...both);
    expect(status.stdout).toMatchSnapshot();
    const cost = await stage.run("cost", ...both);
    expect(cost.stdout).toMatchSnapshot();
  });

  test("give one object, with that of each file in it", async () => {
    const stage = await openStage(reels);
    const json = async (...args: string[]): Promise<unknown> =>
      JSON.parse((await stage.run(...args, "--json")).stdout);
    const plans = await json("plan", ...both, "--max-shots", "4");
    expect(plansSchema.parse(plans)).toEqual(plans);
    expect(plans).toMatchObject({
      files: [
        { file: "one.yaml", totals: { render: 2 }, spending: null },
        { file: "two.yaml", totals: { render: 2 }, spending: null },
      ],
      totals: { render: 4, price: { amount: 2, currency: "USD" } },
      spending: { fits: true },
    });
    expect((await stage.run("render", "one.yaml")).code).toBe(0);
    const statuses = await json("status", ...both);
    expect(statusesSchema.parse(statuses)).toEqual(statuses);
    expect(statuses).toMatchObject({
      files: [
        { file: "one.yaml", spent: { amount: 1 } },
        { file: "two.yaml", spent: null },
      ],
      spent: { amount: 1, currency: "USD" },
    });
    const costs = await json("cost", ...both);
    expect(costsSchema.parse(costs)).toEqual(costs);
    expect(costs).toMatchObject({
      files: [
        { file: "one.yaml", spent: 1 },
        { file: "two.yaml", spent: 0 },
      ],
      total: { currency: "USD", spent: 1, rows: [{ clips: 2, seconds: 10, amount: 1 }] },
    });
  });

  test("hold limits against their sum, and name what would fit", async () => {
    const stage = await openStage(reels);
    const over = await stage.run("plan", ...both, "--budget", "1.50");
    expect(over.code).toBe(4);
    expect(over.stdout).toContain("dailies render one.yaml   would fit");
    const single = await stage.run("plan", ...both, "--max-shots", "1");
    expect(single.stdout).toContain("dailies render one.yaml --only a   would fit: 5 s");
    const json = await stage.run("plan", ...both, "--max-shots", "3", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({
      spending: {
        fits: false,
        fitting: {
          shots: 3,
          ids: ["a", "b", "a"],
          files: [
            { file: "one.yaml", ids: ["a", "b"], whole: true },
            { file: "two.yaml", ids: ["a"], whole: false },
          ],
        },
      },
    });
  });

  test("leave out the choices that a shell's pattern names beside their storyboards", async () => {
    const stage = await openStage({ ...reels, "one.picks.yaml": "version: 1\nshots: {}\n" });
    for (const command of ["check", "plan", "status", "cost"]) {
      const run = await stage.run(command, "./one.picks.yaml", "one.yaml", "two.yaml");
      expect({ command, code: run.code, stderr: run.stderr }).toEqual({ command, code: 0, stderr: "" });
    }
  });

  test("see that two have clips of one name in one folder", async () => {
    const stage = await openStage({
      "one.yaml": reel("clips", ["a"]),
      "two.yaml": reel("clips", ["b", "A"]),
    });
    const plan = await stage.run("plan", ...both, "--json");
    expect(plan.code).toBe(2);
    expect(JSON.parse(plan.stdout)).toMatchObject({
      files: [{ refusal: null }, { refusal: { reason: "output_shared" } }],
    });
    const render = await stage.run("render", ...both);
    expect(render.code).toBe(2);
    expect(render.stderr).toContain("Give two.yaml an `output` of its own");
    expect(stage.server.ledger.paid).toBe(0);
  });
});

describe("several storyboards", () => {
  test("must be different ones, however they are written", async () => {
    const stage = await openStage({ ...reels, "one.yml": reel("other", ["x"]) });
    const { cwd } = stage;
    symlinkSync("one.yaml", join(cwd, "link.yaml"));
    linkSync(join(cwd, "one.yaml"), join(cwd, "hard.yaml"));
    symlinkSync(".", join(cwd, "here"));
    for (const other of ["one.yaml", "./one.yaml", "link.yaml", "hard.yaml", "here/one.yaml"]) {
      const run = await stage.run("render", "one.yaml", "two.yaml", other);
      expect({ other, code: run.code, stdout: run.stdout }).toEqual({ other, code: 2, stdout: "" });
      expect(run.stderr).toMatch(/is given twice|are the same storyboard: give it once/);
    }
    const sharing = await stage.run("status", "one.yaml", "one.yml", "--json");
    expect(sharing.code).toBe(2);
    expect(mistakeSchema.parse(JSON.parse(sharing.stdout)).error.message).toBe(
      "one.yaml and one.yml would keep their record in one file, one.lock.json: rename one of them",
    );
    expect(stage.server.ledger.counts.submit).toBe(0);
  });

  test("are all checked before anything is done, and all that is wrong is shown", async () => {
    const bad = "version: 1\nshots:\n  - { id: a, prompt: x, model: nope }\n";
    const stage = await openStage({ ...reels, "bad.yaml": bad, "worse.yaml": bad.replace("nope", "no") });
    const run = await stage.run("render", "one.yaml", "bad.yaml", "two.yaml", "worse.yaml");
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 2, stdout: "" });
    expect(run.stderr).toContain("bad.yaml:3:");
    expect(run.stderr).toContain("worse.yaml:3:");
    const json = checkedEvents(await stage.run("render", "one.yaml", "bad.yaml", "--json"));
    expect(json).toMatchObject([
      { type: "refused", file: "bad.yaml", reason: "storyboard_invalid" },
      { type: "run_finished", exit_code: 2 },
    ]);
    expect(stage.server.ledger.counts.submit).toBe(0);
    expect(visibleFiles(stage.cwd)).toEqual(["bad.yaml", "one.yaml", "two.yaml", "worse.yaml"]);
  });

  test("are selected from together: a glob has to name a shot of one of them", async () => {
    const stage = await openStage(reels);
    expect((await stage.run("render", ...both, "--only", "c", "--only", "b")).code).toBe(0);
    expect(promptsPaid(stage).sort()).toEqual(["b of one", "c of two"]);
    expect((await stage.run("render", ...both, "--only", "a", "--except", "b")).code).toBe(0);
    expect(promptsPaid(stage).slice(2).sort()).toEqual(["a of one", "a of two"]);
    const none = await stage.run("plan", ...both, "--only", "d_*");
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("--only d_* names no shot");
  });
});

test.each(["rehearse", "review", "inspect", "assemble", "rescue"])(
  "%s, which takes one storyboard, says which commands take several",
  async (command) => {
    const stage = await openStage(reels);
    const run = await stage.run(command, ...both);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("check, plan, status, cost, render and retry take several");
  },
);

describe("a render of several storyboards", () => {
  test("is one run: events name their file, and the last is about all of them", async () => {
    const stage = await openStage(reels);
    const run = await stage.run("render", ...both, "--json");
    expect(run.code).toBe(0);
    const events = checkedEvents(run);
    const ofType = (type: string) => events.filter((event) => event.type === type);
    expect(ofType("run_started").map(({ file }) => file)).toEqual([undefined, "one.yaml", "two.yaml"]);
    expect(ofType("run_started")[0]).toMatchObject({ totals: { render: 4 } });
    expect(ofType("balance").map(({ file }) => file)).toEqual([undefined, undefined]);
    expect(
      ofType("shot_done")
        .map(({ file }) => file)
        .sort(),
    ).toEqual(["one.yaml", "one.yaml", "two.yaml", "two.yaml"]);
    expect(
      ofType("run_finished")
        .map(({ file }) => String(file))
        .sort(),
    ).toEqual(["one.yaml", "two.yaml", "undefined"]);
    expect(events.at(-1)).toMatchObject({
      type: "run_finished",
      counts: { done: 4 },
      spent: { amount: 2, currency: "USD" },
      exit_code: 0,
    });
    expect(events.at(-1)).not.toHaveProperty("file");
    expect(existsSync(join(stage.cwd, "one", "a.mp4"))).toBe(true);
    expect(existsSync(join(stage.cwd, "two", "c.mp4"))).toBe(true);
    const again = await stage.run("render", ...both);
    expect(again).toMatchObject({ code: 0 });
    expect(stage.server.ledger.paid).toBe(4);
  });

  test("has one number of tasks in flight, the first of them first", async () => {
    const stage = await openStage(reels, { manual: true });
    const { ledger } = stage.server;
    const run = stage.run("render", ...both, "--concurrency", "3");
    for (const expected of [3, 4]) {
      await stage.server.waitFor(() => ledger.paid === expected);
      const looks = ledger.counts.query;
      await stage.server.waitFor(() => ledger.counts.query > looks + 9);
      expect(ledger.paid).toBe(expected);
      const [first] = ledger.tasks;
      if (expected === 3) {
        expect(promptsPaid(stage).sort()).toEqual(["a of one", "a of two", "b of one"]);
        if (first !== undefined) stage.server.complete(first.taskId);
      }
    }
    for (const { taskId } of ledger.tasks) stage.server.complete(taskId);
    expect((await run).code).toBe(0);
  });

  test("has one budget: what does not fit together is refused as a whole", async () => {
    const stage = await openStage(reels);
    const run = await stage.run("render", ...both, "--budget", "1.50", "--json");
    expect(run.code).toBe(4);
    expect(checkedEvents(run)).toMatchObject([
      { type: "run_started", totals: { render: 4 } },
      { type: "over_limits", fitting: { files: [{ whole: true }, { whole: false, ids: ["a"] }] } },
      { type: "run_finished", stopped: "budget", counts: { not_started: 4 }, exit_code: 4 },
    ]);
    const text = await stage.run("render", ...both, "--budget", "1.50");
    expect(text.stdout).toContain("dailies render one.yaml   would fit");
    expect(stage.server.ledger.paid).toBe(0);
    const euros = prices.replace("USD", "EUR");
    const mixed = await openStage({ ...reels, "two.yaml": reel("two", ["c"], euros) });
    const refused = await mixed.run("render", ...both, "--budget", "9");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("have prices in USD and EUR");
  });

  test("takes the plan that was named, of all of them in any order", async () => {
    const stage = await openStage(reels);
    const { plan_hash: hash } = JSON.parse((await stage.run("plan", ...both, "--json")).stdout) as {
      plan_hash: string;
    };
    const other = await stage.run("render", "one.yaml", "--plan", hash);
    expect(other.code).toBe(2);
    expect((await stage.run("render", "two.yaml", "one.yaml", "--plan", hash)).code).toBe(0);
    const changed = await stage.run("render", ...both, "--plan", hash);
    expect(changed.code).toBe(2);
    expect(changed.stderr).toContain("dailies plan one.yaml two.yaml");
    expect(stage.server.ledger.paid).toBe(4);
  });

  test("begins none of them while another run holds one, and holds none then", async () => {
    const stage = await openStage(reels);
    const file = join(stage.cwd, "two.run.lock");
    const lock = await acquireRunLock({
      file,
      command: "dailies render two.yaml",
      timeoutMs: 0,
      clock: systemClock,
    });
    if (!lock.ok) throw new Error("the lock is free");
    const held = await stage.run("render", ...both, "--json");
    expect(held.code).toBe(5);
    expect(checkedEvents(held)).toMatchObject([
      { type: "refused", reason: "locked", file: "two.yaml" },
      { type: "run_finished", exit_code: 5 },
    ]);
    expect(visibleFiles(stage.cwd)).toEqual(["one.yaml", "two.run.lock", "two.yaml"]);
    expect(stage.server.ledger.paid).toBe(0);
    await lock.value.release();
    expect((await stage.run("render", ...both)).code).toBe(0);
  });

  test("loses nothing of one where another fails, and ends as the worst of them", async () => {
    const stage = await openStage(reels, {
      faults: [
        {
          on: "query",
          match: { prompt: "a of one" },
          times: "always",
          fault: { kind: "task_fails", code: "generation_failed", message: "no" },
        },
      ],
    });
    const run = await stage.run("render", ...both);
    expect(run.code).toBe(1);
    expect(run.stdout.replaceAll(/\d+ s in all/g, "N s in all")).toMatchSnapshot();
    const retried = await stage.run("retry", ...both);
    expect(retried.code).toBe(1);
  });

  test("says of a record that cannot be read whose it is, and pays for none", async () => {
    const stage = await openStage({ ...reels, "two.lock.json": "<<<<<<< HEAD\n{}\n" });
    const run = await stage.run("render", ...both, "--json");
    expect(run.code).toBe(2);
    expect(checkedEvents(run)).toMatchObject([
      { type: "refused", reason: "state_invalid", file: "two.yaml" },
      { type: "run_finished", exit_code: 2 },
    ]);
    expect(stage.server.ledger.paid).toBe(0);
  });

  test("that loses one to another run goes on with the other", async () => {
    const stage = await openStage(reels, { manual: true });
    const { ledger } = stage.server;
    const run = stage.run("render", ...both, "--json");
    await stage.server.waitFor(() => ledger.paid === 4);
    unlinkSync(join(stage.cwd, "one.run.lock"));
    for (const { taskId } of ledger.tasksFor("of two")) stage.server.complete(taskId);
    const finished = await run;
    expect(finished.code).toBe(5);
    const ends = checkedEvents(finished).filter(({ type }) => type === "run_finished");
    expect(ends.find(({ file }) => file === "two.yaml")).toMatchObject({ counts: { done: 2 }, exit_code: 0 });
    expect(ends.find(({ file }) => file === "one.yaml")).toMatchObject({ stopped: "run_lock_lost" });
    expect(ends.at(-1)).toMatchObject({ counts: { done: 2, unfetched: 2 }, exit_code: 5 });
    for (const { taskId } of ledger.tasks) stage.server.complete(taskId);
    expect((await stage.run("render", ...both)).code).toBe(0);
    expect(ledger.paid).toBe(4);
  });

  test("leaves each its own record for a report", async () => {
    const stage = await openStage(reels);
    expect((await stage.run("render", ...both)).code).toBe(0);
    for (const file of both) {
      const report = JSON.parse((await stage.run("report", file, "--json")).stdout) as unknown;
      expect(report).toMatchObject({
        source: "record",
        takes: 2,
        run: { whole: true, exit_code: 0, outcomes: { done: 2 } },
        requests: { submits: 2, downloads: 2 },
      });
    }
  });

  test("shows people one view of all shots, called after their films", async () => {
    const stage = await openStage(reels);
    const { stderr } = await stage.run("render", ...both);
    expect(stderr).toContain("rendering   one.yaml, two.yaml: 4 to render (2.00 USD); 10 at a time");
    expect(stderr).toContain("rendering   two.yaml: 2 to render (1.00 USD)");
    expect(stderr).toMatch(/submitted {3}one\/a, task /);
    expect(stderr).toMatch(/done {8}two\/a -> a\.mp4/);
  });

  test("is two accounts' where the storyboards have two keys: what stops one leaves the other its work", async () => {
    const keyFile = (text: string): string => `TOAPIS_API_KEY=${text}\n`;
    const stage = await openStage({
      "x/one.yaml": reels["one.yaml"],
      "x/.env": keyFile(key),
      "y/two.yaml": reels["two.yaml"],
      "y/.env": keyFile("sk-test-of-somebody-else"),
    });
    const run = await dailies(["render", "x/one.yaml", "y/two.yaml", "--json", ...paced], {
      cwd: stage.cwd,
      env: { TOAPIS_BASE_URL: stage.server.url },
    });
    expect(run.code).toBe(4);
    const ends = checkedEvents(run).filter(({ type }) => type === "run_finished");
    expect(ends.find(({ file }) => file === "x/one.yaml")).toMatchObject({
      counts: { done: 2 },
      exit_code: 0,
    });
    expect(ends.at(-1)).toMatchObject({ counts: { done: 2, not_started: 2 }, stopped: "key_refused" });
    expect(existsSync(join(stage.cwd, "x", "one", "b.mp4"))).toBe(true);
  });
});

test("an interrupted render of several storyboards saves all of them, and says how to carry on", async () => {
  const stage = await openStage(reels, { manual: true });
  const { cwd, env, server } = stage;
  const running = startDailies(["render", ...both, ...paced], { cwd, env });
  await server.waitFor(({ ledger }) => ledger.paid === 4 && ledger.counts.query > 8);
  running.child.kill("SIGINT");
  const { code, stdout } = await running.finished;
  expect(code).toBe(130);
  expect(stdout).toContain("All 2 storyboards\n4 in flight at the provider; ");
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("  dailies render one.yaml two.yaml   carry on");
  for (const name of ["one", "two"]) {
    expect(readFileSync(join(cwd, `${name}.lock.json`), "utf8")).toContain("task_id");
    expect(existsSync(join(cwd, `${name}.run.lock`))).toBe(false);
  }
  for (const { taskId } of server.ledger.tasks) server.complete(taskId);
  expect((await stage.run("render", ...both)).code).toBe(0);
  expect(server.ledger.paid).toBe(4);
});
