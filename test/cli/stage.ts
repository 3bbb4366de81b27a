import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { planSchema } from "../../src/report/schemas/plan.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../testkit/test-server.ts";
import { dailies, type Finished, writeFiles } from "./dailies.ts";

export const key = "sk-test-0123456789abcdef";

/** Without the pauses that a real API asks for. */
const paced = ["--poll-interval", "20ms", "--submit-rate", "off", "--query-rate", "off"];

/** A folder with `film.yaml`, a server that renders in 20 ms, and the command line between them. */
export interface Stage {
  readonly cwd: string;
  readonly server: TestServer;
  /** The key, and where the server is. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs `dailies ARGS` to its end. */
  run(...args: string[]): Promise<Finished>;
  /** The jobs of a plan. */
  plan(...args: string[]): Promise<ReturnType<typeof planSchema.parse>["jobs"]>;
  /** Changes the text of `film.yaml`. */
  edit(change: (text: string) => string): void;
}

/** @param film the text of `film.yaml`, or the files of the folder by name */
export async function openStage(
  film: string | Readonly<Record<string, string>>,
  options: TestServerOptions = {},
): Promise<Stage> {
  const cwd = temporaryFolder();
  writeFiles(cwd, typeof film === "string" ? { "film.yaml": film } : film);
  const server = await startTestServer({ apiKey: key, generationMs: () => 20, ...options });
  onTestFinished(() => server.close());
  const env = { TOAPIS_API_KEY: key, TOAPIS_BASE_URL: server.url };
  const run = (command = "", ...args: string[]): Promise<Finished> => {
    const flags = ["render", "retry", "rescue"].includes(command) ? paced : [];
    return dailies([command, ...args, ...flags], { cwd, env });
  };
  return {
    cwd,
    server,
    env,
    run,
    plan: async (...args) =>
      planSchema.parse(JSON.parse((await run("plan", "film.yaml", "--json", ...args)).stdout)).jobs,
    edit: (change) => {
      const file = join(cwd, "film.yaml");
      writeFileSync(file, change(readFileSync(file, "utf8")));
    },
  };
}

/** A stage whose film is rendered. */
export async function renderedStage(text: string): Promise<Stage> {
  const stage = await openStage(text);
  expect((await stage.run("render", "film.yaml")).code).toBe(0);
  return stage;
}

/** The task whose clip is in a file: each clip of the server names it. */
export function taskIn(file: string): string | undefined {
  return /"task_id":"([^"]+)"/.exec(readFileSync(file, "latin1"))?.[1];
}
