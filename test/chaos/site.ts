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
  const shots = shotsOf(shotCount);
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

/** The ids of a storyboard's shots. */
export function shotsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `s${String(index + 1).padStart(3, "0")}`);
}

/** The prompt of a shot, unique in its film and no other's beginning. */
export function promptOf(shot: string): string {
  return `what happens in ${shot}.`;
}

/**
 * The shot whose clip's end a shot begins with: of every twelve shots four are a chain, and a fifth branches off from
 * its head.
 */
export function predecessorOf(shots: readonly string[], shot: string): string | undefined {
  const index = shots.indexOf(shot);
  const place = index % 12;
  if (place >= 3 && place <= 5) return shots[index - 1];
  return place === 7 ? shots[index - 5] : undefined;
}

/** Every fifth shot is by a model whose tasks can be looked up. */
function storyboard(shots: readonly string[]): string {
  const blocks = shots.map((id, index) => {
    const model = index % 5 === 4 ? "seedance-2" : "kling-v3";
    const before = predecessorOf(shots, id);
    const chain = before === undefined ? "" : `    first_frame: { end_of_clip: ${before} }\n`;
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
