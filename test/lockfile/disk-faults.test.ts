import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { type StatePaths, statePaths } from "../../src/lockfile/paths.ts";
import { openStore, readState } from "../../src/lockfile/store.ts";
import { temporaryFolder } from "../fakes/temporary-folder.ts";

/** Records submits until it is told of a failure, and prints what each record came to. */
const recorder = `
import { openStore } from "./store.js";
const opened = await openStore(JSON.parse(process.argv[2]));
const store = opened.value;
for (let n = 0; n < 100_000; n++) {
  const change = { id: "s" + n, take: 1, attemptId: "a" + n, type: "submitting", fingerprint: "v1:0", at: n, inputs: { prompt: "x".repeat(n % 300) } };
  const outcome = await store.record(change, { durable: true });
  process.stdout.write(JSON.stringify(outcome.ok ? { recorded: "s" + n } : { failed: outcome.error.code }) + "\\n");
  if (!outcome.ok) break;
}
const closed = await store.close();
process.stdout.write(JSON.stringify({ closed: closed.ok ? "ok" : closed.error.code }) + "\\n");
`;

interface Line {
  readonly recorded?: string;
  readonly failed?: string;
  readonly closed?: string;
}

let code: string;

beforeAll(async () => {
  const entry = fileURLToPath(new URL("../../src/lockfile/store.ts", import.meta.url));
  const bundle = await build({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
    external: ["zod", "./strict.ts"],
  });
  code = bundle.outputFiles[0]?.text ?? "";
});

/** Runs the recorder in a shell; `onLine` may kill it. */
async function run(
  where: StatePaths,
  prelude: string,
  onLine: (line: Line, kill: () => void) => void,
): Promise<Line[]> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "store.js"), code);
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(join(folder, "recorder.js"), recorder);
  const child = spawn(
    "sh",
    ["-c", `${prelude} exec "$0" "$@"`, process.execPath, join(folder, "recorder.js"), JSON.stringify(where)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const lines: Line[] = [];
  const closed = once(child, "close");
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    onLine(line, () => child.kill("SIGKILL"));
  }
  await closed;
  return lines;
}

function paths(): StatePaths {
  return statePaths(join(temporaryFolder(), "film.yaml"), { rehearsal: false });
}

describe("on a real disk", () => {
  it("a full one is told by its code, keeps all that was confirmed, and the next run carries on", async () => {
    const where = paths();
    const lines = await run(where, "ulimit -f 64;", () => {});
    expect(lines.at(-2)).toEqual({ failed: "EFBIG" });
    expect(lines.at(-1)).toEqual({ closed: "EFBIG" });
    const confirmed = lines.flatMap(({ recorded }) => recorded ?? []);
    expect(confirmed.length).toBeGreaterThan(20);

    const found = await readState(where);
    if (!found.ok) throw new Error("the state is readable");
    expect(confirmed.filter((id) => !found.value.state.has(id))).toEqual([]);
    expect(found.value.hasLockfile).toBe(false);

    const store = await openStore(where);
    if (!store.ok) throw new Error("the state is readable");
    const accepted = { id: "s0", take: 1, attemptId: "a0", type: "accepted", taskId: "t" } as const;
    expect(await store.value.record(accepted, { durable: true })).toEqual({ ok: true });
    expect(await store.value.close()).toEqual({ ok: true });
    expect(JSON.parse(readFileSync(where.lockfile, "utf8"))).toMatchObject({
      shots: { s0: { 1: [{ task_id: "t" }] } },
    });
  });

  it("all that was confirmed survives SIGKILL", async () => {
    for (const after of [1, 7, 60]) {
      const where = paths();
      const lines = await run(where, "", ({ recorded }, kill) => {
        if (recorded === `s${after}`) kill();
      });
      const found = await readState(where);
      if (!found.ok) throw new Error("the state is readable");
      const confirmed = lines.flatMap(({ recorded }) => recorded ?? []);
      expect(confirmed.length).toBeGreaterThan(after);
      expect(confirmed.filter((id) => !found.value.state.has(id))).toEqual([]);
    }
  });
});
