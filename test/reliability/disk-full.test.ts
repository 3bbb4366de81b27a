import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { statePaths } from "../../src/lockfile/paths.ts";
import { dailies } from "../cli/dailies.ts";
import { filmOf } from "../cli/storyboards.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { stubClips } from "../testkit/stub-clips.ts";
import { startTestServer } from "../testkit/test-server.ts";
import { attemptsIn, stateOf, tasksOnDisk } from "./promises.ts";

const binary = fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));
const apiKey = "sk-test-0123456789abcdef";

test("a disk that takes no clip: the run says so, keeps the tasks, and a later run fetches the clips", async () => {
  const stubs = stubClips();
  await using server = await paddedServer(stubs);
  const folder = join(temporaryFolder(), "film");
  mkdirSync(folder);
  writeFileSync(join(folder, "film.yaml"), filmOf(2));
  const render = ["render", "film.yaml", "--base-url", server.url, "--poll-interval", "20ms"];

  const first = await onSmallDisk(render, folder);
  expect(first).toMatchObject({ code: 3, text: expect.stringMatching(/no room for the clip/) });
  const state = await stateOf(statePaths(join(folder, "film.yaml"), { rehearsal: false }));
  const attempts = attemptsIn(state ?? new Map());
  expect(attempts.map(({ attempt }) => attempt.error?.code)).toContain("disk_full");
  expect(tasksOnDisk(join(folder, "clips")).size).toBe(0);

  const second = await dailies(render, { cwd: folder, env: { TOAPIS_API_KEY: apiKey } });
  expect(second.code).toBe(0);
  expect(tasksOnDisk(join(folder, "clips")).size).toBe(2);
  expect(server.ledger.paid).toBe(2);
});

/** Clips of 300 kB. */
async function paddedServer(stubs: ReturnType<typeof stubClips>) {
  const padding = Buffer.alloc(300_000);
  padding.writeUInt32BE(padding.length, 0);
  padding.write("free", 4, "latin1");
  const server = await startTestServer({
    apiKey,
    generationMs: () => 20,
    clips: {
      instant: true,
      make: async (request) => {
        const [clip = new Uint8Array(), note = new Uint8Array()] = await stubs.make(request);
        return [clip, padding, note];
      },
    },
  });
  return { url: server.url, ledger: server.ledger, [Symbol.asyncDispose]: () => server.close() };
}

/** Files of more than 100 kB are refused by the system, as by a full disk. */
function onSmallDisk(
  args: readonly string[],
  cwd: string,
): Promise<{ readonly code: number | null; readonly text: string }> {
  const child = spawn("sh", ["-c", 'ulimit -f 200; exec "$0" "$@"', process.execPath, binary, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? "", TOAPIS_API_KEY: apiKey },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let text = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, text }));
  });
}
