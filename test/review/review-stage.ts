import { readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { dailies, type Finished, writeFiles } from "../cli/dailies.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { tinyPng } from "../fakes/tiny-png.ts";
import { startTestServer, type TestServer } from "../testkit/test-server.ts";

const key = "sk-test-0123456789abcdef";

/** Would run, were it ever taken for markup; as a prompt, as a provider's message, as a note. */
export const hostile = `</script><img src="x" onerror="window.isHacked = true"><script>window.isHacked = true</script>`;

const frame = `a&b 'c' #1 %41.png`;

const storyboard = `version: 1
prices:
  currency: USD
  date: "2026-11-24"
  per_clip: { kling-v3 720P: 0.35 }
title: ${JSON.stringify(`Salt ${hostile}`)}
defaults:
  model: kling-v3
shots:
  - id: sc010
    prompt: ${JSON.stringify(hostile)}
    first_frame: ${JSON.stringify(`frames/${frame}`)}
    last_frame: frames/last.png
    takes: 3
  - id: sc020
    prompt: The boat sails
    takes: 2
  - id: sc030
    prompt: The lamp goes out
  - id: sc040
    prompt: The sun comes back
`;

export interface ReviewStage {
  readonly folder: string;
  readonly server: TestServer;
  run(command: string, ...args: readonly string[]): Promise<Finished>;
  /** Text of the choices file; empty where there is none. */
  picks(): string;
}

/** Four shots, rendered; the third has failed with a message that would run in a page. */
export async function reviewStage(): Promise<ReviewStage> {
  const folder = temporaryFolder();
  writeFiles(folder, {
    "film.yaml": storyboard,
    [`frames/${frame}`]: tinyPng("first"),
    "frames/last.png": tinyPng("last"),
  });
  const server = await startTestServer({ apiKey: key, generationMs: () => 20 });
  onTestFinished(() => server.close());
  server.script({
    on: "query",
    times: "always",
    match: { prompt: "lamp" },
    fault: { kind: "task_fails", code: "generation_failed", message: hostile },
  });
  const env = { TOAPIS_API_KEY: key, TOAPIS_BASE_URL: server.url };
  const paced = ["--poll-interval", "20ms", "--submit-rate", "off", "--query-rate", "off"];
  const run = (command: string, ...args: readonly string[]): Promise<Finished> =>
    dailies([command, "film.yaml", ...args, ...(/render|retry/.test(command) ? paced : [])], {
      cwd: folder,
      env,
    });
  const rendered = await run("render");
  if (rendered.code !== 1) throw new Error(`one shot was to fail:\n${rendered.stderr}`);
  return {
    folder,
    server,
    run,
    picks: () => {
      try {
        return readFileSync(join(folder, "film.picks.yaml"), "utf8");
      } catch {
        return "";
      }
    },
  };
}
