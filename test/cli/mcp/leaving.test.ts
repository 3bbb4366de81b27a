import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openStage } from "../stage.ts";
import { filmOf } from "../storyboards.ts";
import { openClient, paced } from "./client.ts";
import { startServer } from "./raw-server.ts";

test("a render that the client cancels stops submitting, and the next one carries on with what was paid for", async () => {
  const stage = await openStage(filmOf(3), { manual: true });
  const { server } = stage;
  const { call, render } = await openClient(stage);
  const cancel = new AbortController();
  const rendering = render({ concurrency: 2 }, { signal: cancel.signal });
  const cancelled = expect(rendering).rejects.toThrow();
  await server.waitFor(({ ledger }) => ledger.paid === 2);
  cancel.abort("not now");
  await cancelled;
  const run = await ended(() => call("status", { file: "film.yaml" }));
  expect(run).toMatchObject({ state: "finished", exit_code: 130 });
  expect(server.ledger.paid).toBe(2);

  for (const { taskId } of server.ledger.tasks) server.complete(taskId);
  const again = render();
  await server.waitFor(({ ledger }) => ledger.paid === 3);
  for (const { taskId } of server.ledger.tasks) server.complete(taskId);
  expect((await again).value).toMatchObject({ exit_code: 0, ended: 3 });
  expect(server.ledger.paid).toBe(3);
});

test("a run that nobody waits for outlives its call; status says how far it is", async () => {
  const stage = await openStage(filmOf(2), { manual: true });
  const { server } = stage;
  const { call, render } = await openClient(stage);
  expect((await render({ wait: false })).value).toMatchObject({ state: "running", total: 2 });
  await server.waitFor(({ ledger }) => ledger.paid === 2);
  expect((await call("status", { file: "film.yaml" })).value).toMatchObject({
    run: { state: "running", ended: 0, total: 2 },
  });
  for (const { taskId } of server.ledger.tasks) server.complete(taskId);
  expect(await ended(() => call("status", { file: "film.yaml" }))).toMatchObject({ exit_code: 0, ended: 2 });
});

test.each(["end of input", "SIGTERM"] as const)(
  "the server ends by %s with a run going on, and no paid task is lost",
  async (how) => {
    const stage = await openStage(filmOf(2), { manual: true });
    const { server } = stage;
    const hash = (
      JSON.parse((await stage.run("plan", "film.yaml", "--json")).stdout) as { plan_hash: string }
    ).plan_hash;
    const raw = startServer(stage);
    raw.call("render", { file: "film.yaml", plan_hash: hash, wait: false, ...paced });
    await server.waitFor(({ ledger }) => ledger.paid === 2);
    if (how === "SIGTERM") raw.child.kill("SIGTERM");
    else raw.child.stdin.end();
    const { code, signal, lines } = await raw.ended;
    expect({ code, signal }).toEqual({ code: how === "SIGTERM" ? 130 : 0, signal: null });
    // Standard output has the protocol alone.
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: "2.0" });

    const lockfile = readFileSync(join(stage.cwd, "film.lock.json"), "utf8");
    for (const { taskId } of server.ledger.tasks) expect(lockfile).toContain(taskId);
    for (const { taskId } of server.ledger.tasks) server.complete(taskId);
    expect((await stage.run("render", "film.yaml")).code).toBe(0);
    expect(server.ledger.paid).toBe(2);
  },
);

test("the server ends when nobody has asked for anything, and goes on after what is not the protocol", async () => {
  const stage = await openStage(filmOf(1));
  const raw = startServer(stage);
  raw.child.stdin.write("this is not JSON\n{}\n[]\n");
  raw.call("check", { file: "film.yaml" });
  raw.child.stdin.end();
  const { code, lines, stderr } = await raw.ended;
  expect(code).toBe(0);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: "2.0" });
  expect(stderr).toContain("mcp: ");
});

async function ended(status: () => Promise<{ readonly value: Record<string, unknown> }>): Promise<unknown> {
  for (;;) {
    const { run } = (await status()).value as { run?: { state: string } };
    if (run?.state === "finished") return run;
  }
}
