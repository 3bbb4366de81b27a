import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { costSchema, pricesSchema } from "../../src/report/schemas/cost.ts";
import { eventSchema } from "../../src/report/schemas/events.ts";
import { statusSchema } from "../../src/report/schemas/status.ts";
import { eventsOf } from "./dailies.ts";
import { openStage } from "./stage.ts";

const film = `version: 1
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

test("what was spent is summed exactly, by what one asks for; failed tasks are not spent, lost clips are named", async () => {
  const { cwd, server, run } = await openStage(film);
  server.script({
    on: "query",
    match: { prompt: "Three" },
    fault: { kind: "task_fails", code: "generation_failed", message: "out of memory" },
  });
  const rendered = await run("render", "film.yaml", "--json");
  const last = eventsOf(rendered)
    .map((event) => eventSchema.parse(event))
    .at(-1);
  expect(last).toMatchObject({ type: "run_finished", spent: { amount: 1.05, currency: "USD" } });
  const costBy = async (by: string): Promise<unknown> =>
    costSchema.parse(JSON.parse((await run("cost", "film.yaml", "--by", by, "--json")).stdout));
  expect(await costBy("scene")).toEqual({
    currency: "USD",
    spent: 1.05,
    uncertain: 0,
    rejected: 0,
    superseded: 0,
    unpriced: 0,
    rows: [{ key: "sc010", clips: 3, seconds: 15, amount: 1.05 }],
  });
  expect(await costBy("shot")).toMatchObject({
    rows: [
      { key: "sc010_a", clips: 1, amount: 0.35 },
      { key: "sc010_b", clips: 2, amount: 0.7 },
    ],
  });
  await run("reject", "film.yaml", "sc010_a");
  writeFileSync(
    join(cwd, "film.yaml"),
    readFileSync(join(cwd, "film.yaml"), "utf8").replace("Two", "Two anew"),
  );
  const again = await run("render", "film.yaml", "--only", "sc010_b");
  expect(again.stdout).toContain("Spent in this run: 0.70 USD");
  expect(await costBy("billing")).toMatchObject({
    spent: 1.75,
    rejected: 0.35,
    superseded: 0.7,
    rows: [{ key: "kling-v3 720P", clips: 5, seconds: 25, amount: 1.75 }],
  });
  const status = JSON.parse((await run("status", "film.yaml", "--json")).stdout);
  expect(statusSchema.parse(status).spent).toEqual({ amount: 1.75, currency: "USD" });
  expect((await run("status", "film.yaml")).stdout).toContain(
    "1.75 USD spent on the film so far: dailies cost film.yaml\n",
  );
  const text = (await run("cost", "film.yaml")).stdout;
  expect(text).toContain("spent 1.75 USD");
  expect(text).toContain("of that, sent back: 0.35 USD");
  expect(text).toContain("of that, replaced by newer clips: 0.70 USD");
});

test("a submit whose outcome is not known is named apart", async () => {
  const { server, run } = await openStage(film);
  server.script({
    on: "submit",
    match: { prompt: "One" },
    accepts: true,
    fault: { kind: "status", status: 500 },
  });
  await run("render", "film.yaml", "--only", "sc010_a");
  expect(JSON.parse((await run("cost", "film.yaml", "--json")).stdout)).toMatchObject({
    spent: 0,
    uncertain: 0.35,
    rows: [],
  });
});

test("the price block has every key of the film, and fits into the storyboard", async () => {
  const { cwd, run } = await openStage(film);
  const file = join(cwd, "film.yaml");
  writeFileSync(file, film.replace(/prices:\n(?: .*\n)+/, ""));
  const { stdout } = await run("prices", "film.yaml");
  expect(stdout).toContain('"kling-v3 720P":  # to fill in; 4 clips, 20 s');
  const json = JSON.parse((await run("prices", "film.yaml", "--json")).stdout);
  expect(pricesSchema.parse(json).prices).toEqual([
    { key: "kling-v3 720P", takes: 4, seconds: 20, known: null, documented: null },
  ]);
  writeFileSync(file, `${readFileSync(file, "utf8")}${stdout.replace(":  # to", ": 0.5  # to")}`);
  const open = await run("check", "film.yaml");
  expect(open.code).toBe(0);
  const planned = JSON.parse((await run("plan", "film.yaml", "--json")).stdout);
  expect(planned.totals.price).toEqual({ amount: 10, currency: "USD" });
});

test("a price that the provider's page states is shown beside its key, and counts for nothing", async () => {
  const { run } = await openStage(`version: 1
shots:
  - { id: a, model: grok-video-1.5, prompt: x, first_frame: https://example.com/a.jpg, duration: 4 }
  - { id: b, model: wan2.6-flash, prompt: x, references: [https://example.com/a.jpg], audio: false }
`);
  const { stdout } = await run("prices", "film.yaml");
  expect(stdout).toContain(
    `"grok-video-1.5":  # to fill in; 1 clip, 4 s; the provider's page of 2026-08-20 says 0.01 USD a second`,
  );
  expect(stdout).toContain("says 0.25 CNY a second");
  const json = JSON.parse((await run("prices", "film.yaml", "--json")).stdout);
  expect(pricesSchema.parse(json).prices[0]).toMatchObject({
    known: null,
    documented: { amount: 0.01, currency: "USD", dated: "2026-08-20" },
  });
  const planned = JSON.parse((await run("plan", "film.yaml", "--json")).stdout);
  expect(planned.totals.price).toBeNull();
});

test("reference videos that are billed beside the clip are in the plan's price, with the most that they may last", async () => {
  const { run } = await openStage(`version: 1
prices: { currency: USD, date: "2026-11-01", per_second: { "MiniMax-H3 2K+Video": 1 } }
shots:
  - id: a
    model: MiniMax-H3@2026-11
    prompt: x
    duration: 4
    video_with_roles: [{ url: https://example.com/a.mp4, role: reference_video }]
`);
  const planned = JSON.parse((await run("plan", "film.yaml", "--json")).stdout);
  expect(planned.totals.price).toEqual({ amount: 19, currency: "USD" });
  expect(planned.jobs[0].seconds).toBe(4);
  expect((await run("render", "film.yaml", "--budget", "18")).code).toBe(4);
});
