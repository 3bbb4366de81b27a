import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeFiles } from "../dailies.ts";
import { key, openStage } from "../stage.ts";
import { filmOf } from "../storyboards.ts";
import { openClient, paced } from "./client.ts";

const prices = 'prices: { currency: USD, date: 2026-11-20, per_clip: { "kling-v3 720P": 0.5 } }\n';

test("a client is offered the ten tools, each with input and output schema, and knows which one spends", async () => {
  const stage = await openStage(filmOf(1));
  const { client } = await openClient(stage);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual(
    ["check", "plan", "explain", "status", "models", "cost", "rehearse", "render", "pick", "reject"].sort(),
  );
  for (const { inputSchema, outputSchema, description } of tools) {
    expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
    expect(outputSchema).toMatchObject({ type: "object" });
    expect(description).not.toBe("");
  }
  const render = tools.find(({ name }) => name === "render");
  expect(render?.inputSchema.required).toEqual(["file", "plan_hash"]);
  expect(tools.filter(({ annotations }) => annotations?.destructiveHint).map(({ name }) => name)).toEqual([
    "render",
  ]);
  expect(client.getInstructions()).toContain("plan_hash");
});

test("a client checks, plans, renders by the plan that was seen, chooses, and rolls again what was sent back", async () => {
  const stage = await openStage(
    filmOf(2, prices).replace("What happens in sh02", "What happens in sh02\n    takes: 2"),
  );
  const { call, render } = await openClient(stage, "--max-spend", "2");
  expect((await call("check", { file: "film.yaml" })).value).toEqual({ shots: 2, takes: 3, diagnostics: [] });

  const planned = await call("plan", { file: "film.yaml" });
  expect(planned.value).toMatchObject({ totals: { render: 3, price: { amount: 1.5, currency: "USD" } } });
  expect((await call("explain", { file: "film.yaml", shot: "sh01" })).value).toMatchObject({ reason: "new" });

  const progress: number[] = [];
  const rendered = await render(
    { plan_hash: planned.value.plan_hash },
    { onprogress: ({ progress: done, total }) => void progress.push(done / (total ?? Number.NaN)) },
  );
  expect(rendered.value).toMatchObject({
    state: "finished",
    exit_code: 0,
    ended: 3,
    total: 3,
    spent: { amount: 1.5, currency: "USD" },
  });
  expect(progress.at(-1)).toBe(1);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(stage.server.ledger.paid).toBe(3);

  const status = await call("status", { file: "film.yaml" });
  expect(status.value).toMatchObject({
    summary: { takes: 3, states: { done: 3 } },
    run: { state: "finished" },
  });
  expect((await call("cost", { file: "film.yaml", by: "shot" })).value).toMatchObject({ spent: 1.5 });
  expect((await call("models", {})).value.models).toBeInstanceOf(Array);
  expect((await call("models", { name: "kling-v3" })).isError).toBe(false);

  expect(
    (await call("pick", { file: "film.yaml", shot: "sh02", take: 2, note: "better" })).value,
  ).toMatchObject({
    id: "sh02",
    take: 2,
  });
  expect((await call("reject", { file: "film.yaml", shot: "sh02", take: 1 })).isError).toBe(false);
  expect((await render({ rejected: true })).value).toMatchObject({ exit_code: 0, ended: 1 });
  expect(stage.server.ledger.paid).toBe(4);
});

test("storyboards and pages are resources, and nothing else is", async () => {
  const stage = await openStage(filmOf(1));
  const { client } = await openClient(stage);
  await stage.run("review", "film.yaml");
  writeFiles(stage.cwd, {
    "notes.yaml": "a: 1",
    "film.picks.yaml": "version: 1\nshots: {}\n",
    "film.lock.json": "{}",
    "clips/sh01.mp4": "a clip",
    "drafts/deep.yaml": filmOf(1),
    ".env": `TOAPIS_API_KEY=${key}\n`,
  });
  const { resources } = await client.listResources();
  expect(resources.map(({ name }) => name)).toEqual(["drafts/deep.yaml", "film.review.html", "film.yaml"]);
  const [page, board] = await Promise.all(
    ["film.review.html", "film.yaml"].map((name) => client.readResource({ uri: `dailies:///${name}` })),
  );
  expect(board?.contents).toMatchObject([{ text: readFileSync(join(stage.cwd, "film.yaml"), "utf8") }]);
  expect(page?.contents).toMatchObject([{ mimeType: "text/html" }]);
  for (const path of [".env", "../film.yaml", "clips/sh01.mp4", "film.lock.json", "%2e%2e/x.yaml", "%"]) {
    await expect(client.readResource({ uri: `dailies:///${path}` })).rejects.toThrow();
  }
});

test("a rehearsal pays nothing and needs no key; its state is asked for by itself", async () => {
  const stage = await openStage(filmOf(1));
  const { call } = await openClient({ ...stage, env: {} }, "--max-spend", "0");
  const rehearsed = await call("rehearse", { file: "film.yaml", poll_interval: "20ms" });
  expect(rehearsed.value, rehearsed.text).toMatchObject({
    state: "finished",
    exit_code: 0,
    ended: 1,
    spent: null,
  });
  expect(existsSync(join(stage.cwd, "rehearsal", "sh01.mp4"))).toBe(true);
  const status = await call("status", { file: "film.yaml", rehearsal: true });
  expect(status.value).toMatchObject({ summary: { states: { done: 1 } } });
  expect(stage.server.ledger.requests).toHaveLength(0);
});

test("a text is checked before it is written", async () => {
  const stage = await openStage(filmOf(1));
  const { call } = await openClient(stage);
  const content = filmOf(1).replace("model: kling-v3", "model: kling-v9");
  const checked = await call("check", { file: "new.yaml", content });
  expect(checked.value).toMatchObject({ diagnostics: [{ code: "model_unknown", severity: "error" }] });
});

test("answers about a long film are cut, with how many are left out and how to ask for them", async () => {
  const stage = await openStage(filmOf(500));
  const { call } = await openClient(stage);
  const planned = await call("plan", { file: "film.yaml" });
  expect(planned.text.length).toBeLessThan(25_000);
  expect(planned.value).toMatchObject({ totals: { render: 500 }, rest: expect.stringContaining("only") });
  const { jobs, more } = planned.value as { jobs: readonly unknown[]; more: { jobs: number } };
  expect(jobs.length + more.jobs).toBe(500);
  const some = await call("plan", { file: "film.yaml", only: ["sh49*"] });
  expect(some.value.jobs).toHaveLength(11);
  expect(some.value).not.toHaveProperty("more");

  stage.edit((text) => text.replaceAll("    prompt", "    promt"));
  const checked = await call("check", { file: "film.yaml" });
  expect(checked.text.length).toBeLessThan(25_000);
  expect(checked.value).toMatchObject({ more: { diagnostics: expect.any(Number) } });
  const refused = await call("plan", { file: "film.yaml" });
  expect(refused).toMatchObject({ isError: true, value: { code: "storyboard_invalid" } });
  expect(refused.text.length).toBeLessThan(25_000);
});

test("what an agent gets wrong is said in words, with a stable code and what is near", async () => {
  const stage = await openStage(filmOf(1));
  const { call, client, log } = await openClient(stage);
  expect(await call("plan", {})).toMatchObject({ isError: true, value: { code: "argument_missing" } });
  expect(await call("plan", { file: "film.yaml", olny: ["sh01"] })).toMatchObject({
    value: { code: "flag_unknown", hint: "did you mean only?" },
  });
  expect(await call("plan", { file: "film.yaml", only: ["nothing"] })).toMatchObject({
    value: { code: "selection_invalid" },
  });
  expect(await call("explain", { file: "film.yaml", shot: "sh99" })).toMatchObject({ isError: true });
  expect(await call("plan", { file: "none.yaml" })).toMatchObject({ value: { code: "storyboard_invalid" } });
  expect(await call("render", { file: "film.yaml", plan_hash: "x" })).toMatchObject({
    value: { code: "value_invalid" },
  });
  expect(await call("models", { name: "kling-v33" })).toMatchObject({ value: { code: "model_unknown" } });
  await expect(client.callTool({ name: "rendr" })).rejects.toThrow("did you mean render?");
  expect(log()).toBe("");
});

test("a shot that fails is named with its error, and the render's answer says how it ended", async () => {
  const stage = await openStage(filmOf(2));
  stage.server.script({
    on: "query",
    match: { prompt: "sh02" },
    fault: { kind: "task_fails", code: "generation_failed", message: "The model gave up" },
  });
  const { call, render } = await openClient(stage);
  const rendered = await render();
  expect(rendered).toMatchObject({ isError: false, value: { exit_code: 1, ended: 2 } });
  expect(rendered.value.events).toMatchObject([
    { type: "shot_failed", id: "sh02", error: { message: expect.stringContaining("The model gave up") } },
    { type: "run_finished", counts: { done: 1, failed: 1 } },
  ]);
  const { shots } = (await call("status", { file: "film.yaml" })).value;
  expect(shots).toMatchObject([{ state: "done" }, { id: "sh02", state: "failed" }]);
});

test("no key ever reaches an answer, a log or a resource", async () => {
  const stage = await openStage(filmOf(1));
  const mcp = await openClient(stage);
  stage.server.script({ on: "submit", fault: { kind: "status", status: 401, text: `bad key ${key}` } });
  const answers = [
    await mcp.render(),
    await mcp.call("status", { file: "film.yaml" }),
    await mcp.call("explain", { file: "film.yaml", shot: "sh01" }),
    await mcp.call("rehearse", { file: "film.yaml", ...paced }),
  ];
  expect(answers[0]?.value).toMatchObject({ exit_code: 4 });
  await mcp.close();
  expect(`${JSON.stringify(answers)}${mcp.log()}`).not.toContain(key);
});
