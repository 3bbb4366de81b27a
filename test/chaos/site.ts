import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StatePaths, statePaths } from "../../src/lockfile/paths.ts";
import type { FaultScript } from "../testkit/faults.ts";
import { startTestServer, type TestServer } from "../testkit/test-server.ts";
import { apiKey, type Command, type Hooks, startDailies } from "./command.ts";

/** A storyboard in a folder of its own, and a server that keeps the books. */
export interface Site {
  readonly folder: string;
  readonly clips: string;
  readonly paths: StatePaths;
  readonly server: TestServer;
  readonly shots: readonly string[];
  close(): Promise<void>;
}

export async function openSite(shotCount: number, faults: FaultScript): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "dailies-chaos-"));
  const shots = Array.from({ length: shotCount }, (_, index) => `s${String(index + 1).padStart(3, "0")}`);
  writeFileSync(join(folder, "film.yaml"), storyboard(shots));
  const server = await startTestServer({ apiKey, generationMs: () => 50, faults });
  return {
    folder,
    clips: join(folder, "clips"),
    paths: statePaths(join(folder, "film.yaml"), { rehearsal: false }),
    server,
    shots,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The prompt of a shot, unique in its film and no other's beginning. */
export function promptOf(shot: string): string {
  return `what happens in ${shot}.`;
}

/** Every fifth shot is by a model whose tasks can be looked up; every twelfth begins with the end of the clip before it. */
function storyboard(shots: readonly string[]): string {
  const blocks = shots.map((id, index) => {
    const model = index % 5 === 4 ? "seedance-2" : "kling-v3";
    const chain = index % 12 === 3 ? "    first_frame: { end_of_clip: previous }\n" : "";
    return `  - id: ${id}\n    model: ${model}\n    prompt: ${promptOf(id)}\n    duration: 5\n${chain}`;
  });
  return `version: 1\nshots:\n${blocks.join("")}`;
}

/** Starts `dailies render`, as fast as the fake server allows. */
export function startRender({ folder, server }: Site, hooks?: Hooks): Command {
  const pace = ["--poll-interval", "20ms", "--submit-rate", "off", "--query-rate", "off"];
  return startDailies(folder, ["render", "film.yaml", "--base-url", server.url, ...pace], hooks);
}

/** Everything that dead processes had sent is in the books after this: it was in the sockets before these questions. */
export async function settleSockets({ server }: Site): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await (
      await fetch(`${server.url}/v1/user/balance`, { headers: { authorization: `Bearer ${apiKey}` } })
    ).text();
  }
}
