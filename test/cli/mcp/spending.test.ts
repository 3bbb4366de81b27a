import { expect, test } from "vitest";
import { writeFiles } from "../dailies.ts";
import { openStage } from "../stage.ts";
import { filmOf } from "../storyboards.ts";
import { openClient } from "./client.ts";

/** What a clip costs, in a currency. */
function pricesOf(amount: number, currency = "USD"): string {
  return `prices: { currency: ${currency}, date: 2026-11-20, per_clip: { "kling-v3 720P": ${amount} } }\n`;
}

test("a render is refused without a hash, with another hash, and when the storyboard has changed since the plan", async () => {
  const stage = await openStage(filmOf(2, pricesOf(0.5)));
  const { call, render } = await openClient(stage);
  expect(await call("render", { file: "film.yaml" })).toMatchObject({
    isError: true,
    value: { code: "argument_missing", hint: expect.stringContaining("plan") },
  });
  const wrong = await render({ plan_hash: "0123456789abcdef" });
  expect(wrong).toMatchObject({ isError: true, value: { code: "plan_changed" } });

  const { plan_hash } = (await call("plan", { file: "film.yaml" })).value;
  stage.edit((text) => text.replace("What happens in sh02", "What else happens in sh02"));
  expect(await render({ plan_hash })).toMatchObject({ isError: true, value: { code: "plan_changed" } });
  // A plan of some shots is not agreed to by a hash of all of them, nor the other way round.
  const part = (await call("plan", { file: "film.yaml", only: ["sh01"] })).value;
  expect(await render({ plan_hash: part.plan_hash })).toMatchObject({ value: { code: "plan_changed" } });
  // Prices are part of what was seen.
  const before = (await call("plan", { file: "film.yaml" })).value;
  stage.edit((text) => text.replace('720P": 0.5', '720P": 0.9'));
  expect(await render({ plan_hash: before.plan_hash })).toMatchObject({ value: { code: "plan_changed" } });
  expect(stage.server.ledger.requests).toHaveLength(0);

  expect((await render()).value).toMatchObject({ exit_code: 0, ended: 2 });
  expect(stage.server.ledger.paid).toBe(2);
  // The agreement is used up: there is nothing left of it to do.
  expect(await render({ plan_hash: before.plan_hash })).toMatchObject({ value: { code: "plan_changed" } });
});

test("the ceiling holds over all renders of a session, to the last decimal", async () => {
  const stage = await openStage({
    "film.yaml": filmOf(1, pricesOf(0.1)),
    "second.yaml": filmOf(1, `output: second\n${pricesOf(0.2)}`),
    "third.yaml": filmOf(1, `output: third\n${pricesOf(0.0000001)}`),
  });
  const { render } = await openClient(stage, "--max-spend", "0.3");
  expect((await render()).value).toMatchObject({ spent: { amount: 0.1 } });
  expect((await render({ file: "second.yaml" })).value).toMatchObject({ spent: { amount: 0.2 } });
  expect(await render({ file: "third.yaml" })).toMatchObject({
    isError: true,
    value: { code: "over_limits", message: expect.stringContaining("--max-spend 0.3") },
  });
  expect(stage.server.ledger.paid).toBe(2);
});

test("a plan over the ceiling is refused as a whole, and says which part of it fits", async () => {
  const stage = await openStage(filmOf(3, pricesOf(0.5)));
  const { render } = await openClient(stage, "--max-spend", "1.2");
  expect(await render()).toMatchObject({
    isError: true,
    value: { code: "over_limits", needed: { amount: 1.5 }, fitting: { ids: ["sh01", "sh02"] } },
  });
  expect(stage.server.ledger.requests).toHaveLength(0);
  expect((await render({ only: ["sh01", "sh02"] })).value).toMatchObject({ exit_code: 0 });
  expect(await render()).toMatchObject({ value: { code: "over_limits" } });
  expect(stage.server.ledger.paid).toBe(2);
});

test("under a ceiling, shots without a price and another currency are refused", async () => {
  const stage = await openStage({
    "film.yaml": filmOf(1),
    "dollars.yaml": filmOf(1, `output: dollars\n${pricesOf(0.5)}`),
    "euros.yaml": filmOf(1, `output: euros\n${pricesOf(0.5, "EUR")}`),
  });
  const { render } = await openClient(stage, "--max-spend", "10");
  expect(await render()).toMatchObject({ isError: true, value: { code: "price_unknown" } });
  expect((await render({ file: "dollars.yaml" })).isError).toBe(false);
  expect(await render({ file: "euros.yaml" })).toMatchObject({ value: { code: "currencies_mixed" } });
  expect(stage.server.ledger.paid).toBe(1);
});

test("what is under way counts against the ceiling, and what failed does not", async () => {
  const stage = await openStage(
    {
      "film.yaml": filmOf(1, pricesOf(0.5)),
      "second.yaml": filmOf(1, `output: second\n${pricesOf(0.5)}`),
    },
    { manual: true },
  );
  const { server } = stage;
  const { call, render } = await openClient(stage, "--max-spend", "0.9");
  expect((await render({ wait: false })).value).toMatchObject({ state: "running", exit_code: null });
  await server.waitFor(({ ledger }) => ledger.paid === 1);
  expect(await render({ file: "second.yaml" })).toMatchObject({ value: { code: "over_limits" } });
  expect(await render()).toMatchObject({ value: { code: "locked" } });
  server.fail(server.ledger.tasks[0]?.taskId ?? "", { code: "generation_failed", message: "gave up" });
  await untilEnded(() => call("status", { file: "film.yaml" }));
  expect((await render({ file: "second.yaml", wait: false })).isError).toBe(false);
  await server.waitFor(({ ledger }) => ledger.paid === 2);
});

test("a submit of unknown outcome counts against the ceiling", async () => {
  const stage = await openStage({
    "film.yaml": filmOf(1, pricesOf(0.5)),
    "second.yaml": filmOf(1, `output: second\n${pricesOf(0.5)}`),
  });
  stage.server.script({
    on: "submit",
    match: { prompt: "sh01" },
    accepts: true,
    fault: { kind: "reset", when: "after_reading" },
  });
  const { render } = await openClient(stage, "--max-spend", "0.9");
  expect((await render()).value).toMatchObject({ exit_code: 3 });
  expect(await render({ file: "second.yaml" })).toMatchObject({ value: { code: "over_limits" } });
  expect(stage.server.ledger.paid).toBe(1);
});

test("two renders at once do not both fit into what is left", async () => {
  const names = ["film", "second", "third"];
  const stage = await openStage(
    Object.fromEntries(names.map((name) => [`${name}.yaml`, filmOf(1, `output: ${name}\n${pricesOf(0.5)}`)])),
  );
  const { render } = await openClient(stage, "--max-spend", "0.9");
  const answers = await Promise.all(names.map((name) => render({ file: `${name}.yaml` })));
  expect(answers.filter(({ isError }) => isError).map(({ value }) => value.code)).toEqual([
    "over_limits",
    "over_limits",
  ]);
  expect(stage.server.ledger.paid).toBe(1);
});

test("a ceiling that is not an amount ends the server before it begins", async () => {
  const stage = await openStage({});
  writeFiles(stage.cwd, { "film.yaml": filmOf(1) });
  for (const amount of ["-1", "ten", "1e3", ""]) {
    const ended = await stage.run("mcp", `--max-spend=${amount}`);
    expect(ended).toMatchObject({ code: 2, stdout: "" });
  }
});

async function untilEnded(status: () => Promise<{ readonly value: Record<string, unknown> }>): Promise<void> {
  for (;;) {
    const { run } = (await status()).value as { run?: { state: string } };
    if (run?.state === "finished") return;
  }
}
