import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { startApi } from "./harness/api-process.ts";
import { writeBoard } from "./harness/storyboards.ts";

/**
 * Where the time of a run goes: `npm run bench:profile [-- --shots 2000 --frames --command render]` runs dailies, bundled as
 * the build does it but not minified, under Node's sampling profiler and prints the time spent in each module and the most expensive functions. `--again`
 * profiles the second run of the same storyboard, which finds nothing to do.
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
    again: { type: "boolean", default: false },
    rows: { type: "string", default: "25" },
  },
});

const root = fileURLToPath(new URL("..", import.meta.url));
/** Beside `dist/cli`, so that the bundle finds the files that it reads. */
const bundle = join(root, "dist/profile");

async function bundleReadably(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ["src/cli/bin.ts"],
    outdir: bundle,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    logLevel: "warning",
    external: ["undici", "listr2", "mediabunny", "@mediabunny/server", "sharp"],
    banner: {
      js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
    },
  });
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "dailies-profile-"));
  const api = await startApi({ generationMs: Number(values.generation) });
  try {
    await bundleReadably();
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
    rmSync(bundle, { recursive: true, force: true });
  }
}

function run(board: string, url: string, nodeFlags: readonly string[]): void {
  const args = [...nodeFlags, join(bundle, "bin.js"), values.command, board];
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
    const name = `${frame.functionName || "(anonymous)"}  ${sourceOf(frame.url, frame.lineNumber)}`;
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

/** The folder of `src`, the package or the part of Node that a function belongs to. */
function moduleOf({ functionName, url, lineNumber }: ProfileNode["callFrame"]): string {
  if (url === "") return functionName.startsWith("(") ? functionName : "(native)";
  if (url.startsWith("node:")) return `node: ${url.slice(5).split("/").slice(0, 2).join("/")}`;
  const file = sourceOf(url, lineNumber);
  return file.startsWith("src/") ? file.split("/").slice(0, 2).join("/") : file;
}

const sources = new Map<string, readonly string[]>();

/** The source file of a line of the bundle, which esbuild names in a comment before each; packages by their name. */
function sourceOf(url: string, lineNumber: number): string {
  const path = url.replace(/^file:\/\//, "");
  if (path.startsWith("node:") || path === "") return path;
  if (!path.startsWith("/")) return path.split("/")[0] ?? path;
  if (path.startsWith(bundle)) {
    const lines = sources.get(path) ?? readFileSync(path, "utf8").split("\n");
    sources.set(path, lines);
    for (let line = lineNumber; line >= 0; line -= 1) {
      const named = /^ *(?:\/\/|"?)(?: )?((?:src|node_modules)\/\S+?\.[cm]?[jt]s)/.exec(
        lines[line] ?? "",
      )?.[1];
      if (named !== undefined) return packageOf(named) ?? named;
    }
  }
  return packageOf(path) ?? path;
}

function packageOf(path: string): string | undefined {
  return /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

await main();
