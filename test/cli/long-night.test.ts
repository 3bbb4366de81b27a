import { cpSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { startTestServer } from "../testkit/test-server.ts";
import { builtDailies, startDailies, visibleFiles, writeFiles } from "./dailies.ts";
import { filmOf } from "./storyboards.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const key = "sk-test-0123456789abcdef";
const pace = ["--poll-interval", "20ms", "--submit-rate", "off", "--query-rate", "off"];

test("a run needs nothing of its own package after the first submit, which an upgrade may take away", async () => {
  const server = await startTestServer({ manual: true });
  onTestFinished(() => server.close());
  const installed = temporaryFolder();
  for (const name of ["dist", "package.json"])
    cpSync(join(root, name), join(installed, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(installed, "node_modules"));
  const cwd = temporaryFolder();
  writeFiles(cwd, { "film.yaml": filmOf(2) });

  const env = { TOAPIS_API_KEY: key, TOAPIS_BASE_URL: server.url };
  const binary = join(installed, "dist", "cli", "bin.js");
  const { finished } = startDailies(["render", "film.yaml", ...pace], { cwd, env, binary });
  await server.waitFor(({ ledger }) => ledger.paid === 1);
  for (const name of readdirSync(installed)) rmSync(join(installed, name), { recursive: true });
  // One clip comes in a container that was not expected.
  server.script({ on: "result", match: { prompt: "sh02" }, fault: { kind: "container", container: "webm" } });
  await server.waitFor(({ ledger }) => ledger.paid === 2);
  for (const { taskId } of server.ledger.tasks) server.complete(taskId);

  const { code, stdout, stderr } = await finished;
  expect(code, `${stdout}${stderr}`).toBe(0);
  expect(visibleFiles(join(cwd, "clips"))).toEqual(["sh01.mp4", "sh02.webm"]);
});

test("a full table of open files loses no clip and pays nothing twice", async () => {
  const server = await startTestServer({ manual: true });
  onTestFinished(() => server.close());
  const cwd = temporaryFolder();
  const shots = 90;
  writeFiles(cwd, { "film.yaml": filmOf(shots) });
  const env = { TOAPIS_API_KEY: key, TOAPIS_BASE_URL: server.url };
  const args = ["render", "film.yaml", ...pace, "--concurrency", String(shots)];

  const starved = startDailies(args, { cwd, env, openFiles: 110 });
  void server
    .waitFor(({ ledger }) => ledger.paid >= shots / 2)
    .then(() => {
      server.script({ on: "submit", times: "always", fault: { kind: "status", status: 402 } });
      for (const { taskId } of server.ledger.tasks) server.complete(taskId);
    });
  const { code, stdout, stderr } = await starved.finished;
  expect([3, 4], `${stdout}${stderr}`).toContain(code);

  server.faults.clear();
  for (const { taskId } of server.ledger.tasks) server.complete(taskId);
  const second = startDailies(args, { cwd, env });
  await server.waitFor(({ ledger }) => ledger.paid === shots);
  for (const { taskId } of server.ledger.tasks) server.complete(taskId);
  expect((await second.finished).code).toBe(0);
  expect(server.ledger.paid).toBe(shots);
  expect(visibleFiles(join(cwd, "clips"))).toHaveLength(shots);
  expect((await builtDailies(["render", "film.yaml"], { cwd, env })).code).toBe(0);
});
