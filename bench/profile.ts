import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startApi } from "./harness/api-process.ts";
import { writeBoard } from "./harness/storyboards.ts";

/**
 * Where the time of a run goes: `npm run bench:profile [-- --shots 2000 --frames --command render]` runs dailies from its
 * sources under Node's sampling profiler and prints the time spent in each module and the most expensive functions.
 */

interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

const { values } = parseArgs({
  options: {
    shots: { type: "string", default: "2000" },
    frames: { type: "boolean", default: false },
    command: { type: "string", default: "render" },
    concurrency: { type: "string", default: "100" },
    generation: { type: "string", default: "1000" },
    poll: { type: "string", default: "100ms" },
    /** Profiles the second run, which finds nothing to do. */
    again: { type: "boolean", default: false },
    rows: { type: "string", default: "25" },
  },
});

const root = fileURLToPath(new URL("..", import.meta.url));

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "dailies-profile-"));
  const api = await startApi({ generationMs: Number(values.generation) });
  try {
    const board = writeBoard({ folder, shots: Number(values.shots), frames: values.frames });
    if (values.again) run(board, api.url, []);
    run(board, api.url, [
      "--cpu-prof",
      "--cpu-prof-interval",
      "500",
      "--cpu-prof-dir",
      join(folder, "profile"),
    ]);
    const [name] = readdirSync(join(folder, "profile"));
    if (name === undefined) throw new Error("the profiler wrote nothing");
    print(JSON.parse(readFileSync(join(folder, "profile", name), "utf8")) as CpuProfile);
  } finally {
    await api.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(board: string, url: string, nodeFlags: readonly string[]): void {
  const args = [...nodeFlags, "--import", "tsx", join(root, "src/cli/bin.ts"), values.command, board];
  const pace = ["--concurrency", values.concurrency, "--poll-interval", values.poll];
  const unlimited = ["--submit-rate", "off", "--query-rate", "off"];
  const { status, stderr } = spawnSync(
    process.execPath,
    values.command === "render" ? [...args, ...pace, ...unlimited] : args,
    {
      cwd: root,
      env: { ...process.env, TOAPIS_API_KEY: "bench-key", TOAPIS_BASE_URL: url },
      stdio: ["ignore", "ignore", "pipe"],
      maxBuffer: 1 << 28,
    },
  );
  if (status !== 0) throw new Error(`dailies ended with ${status}: ${stderr.toString().slice(-1000)}`);
}

function print(profile: CpuProfile): void {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const byModule = new Map<string, number>();
  const byFunction = new Map<string, number>();
  let total = 0;
  profile.samples.forEach((id, index) => {
    const frame = byId.get(id)?.callFrame;
    const ms = (profile.timeDeltas[index] ?? 0) / 1000;
    if (frame === undefined || frame.functionName === "(idle)") return;
    total += ms;
    const module = moduleOf(frame);
    byModule.set(module, (byModule.get(module) ?? 0) + ms);
    const name = `${frame.functionName || "(anonymous)"}  ${fileOf(frame.url)}:${frame.lineNumber + 1}`;
    byFunction.set(name, (byFunction.get(name) ?? 0) + ms);
  });
  const shots = Number(values.shots);
  console.log(
    `${Math.round(total)} ms of processor time on the main thread, ${(total / shots).toFixed(3)} ms a shot\n`,
  );
  for (const [title, times] of [["module", byModule] as const, ["function", byFunction] as const]) {
    console.log(`| ${title} | ms | share |\n|---|---:|---:|`);
    const sorted = [...times].sort(([, a], [, b]) => b - a).slice(0, Number(values.rows));
    for (const [name, ms] of sorted) {
      console.log(`| ${name} | ${Math.round(ms)} | ${((ms / total) * 100).toFixed(1)} % |`);
    }
    console.log("");
  }
}

function moduleOf({ functionName, url }: ProfileNode["callFrame"]): string {
  if (url === "") return functionName.startsWith("(") ? functionName : "(native)";
  if (url.startsWith("node:")) return `node: ${url.slice(5).split("/").slice(0, 2).join("/")}`;
  return fileOf(url).startsWith("src/") ? fileOf(url).split("/").slice(0, 2).join("/") : fileOf(url);
}

function fileOf(url: string): string {
  const path = url.replace(/^file:\/\//, "");
  const packaged = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(path);
  if (packaged !== null) return packaged[1] ?? "";
  return path.startsWith(root) ? path.slice(root.length) : path;
}

await main();
