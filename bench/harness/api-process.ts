import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { FakeApiOptions, FakeApiReady, FakeApiStats } from "../fake-api.ts";

/** The fake API as seen from the benchmark. */
export interface ApiProcess {
  readonly url: string;
  readonly pid: number;
  stats(): Promise<FakeApiStats>;
  stop(): Promise<void>;
}

/** Starts the fake API in a process of its own. */
export async function startApi(options: FakeApiOptions): Promise<ApiProcess> {
  const file = fileURLToPath(new URL("../fake-api.ts", import.meta.url));
  const child = fork(file, [JSON.stringify(options)], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [ready] = (await once(child, "message")) as [FakeApiReady];
  return {
    url: ready.url,
    pid: child.pid ?? 0,
    async stats() {
      const answer = once(child, "message") as Promise<[FakeApiStats]>;
      child.send("stats");
      return (await answer)[0];
    },
    async stop() {
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}
